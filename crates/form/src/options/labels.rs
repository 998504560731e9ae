//! What the values of a field were called last: where a list does not tell, or not yet, they keep that name.

use indexmap::IndexMap;
use serde_json::Value;

use super::same::{fingerprint, same};

/// Values of one field whose labels are kept.
const MOST: usize = 1_000;

/// The labels of one field's values, whatever the parameters of the lists they came from.
#[derive(Clone, Debug, Default)]
pub struct Labels(IndexMap<u64, (Value, String)>);

impl Labels {
    /// A list calls a value so. Of too many the one goes that was noted first.
    pub fn note(&mut self, value: &Value, label: &str) {
        if self.of(value) == Some(label) {
            return;
        }
        let print = fingerprint(value);
        self.0.shift_remove(&print);
        if self.0.len() >= MOST {
            self.0.shift_remove_index(0);
        }
        self.0.insert(print, (value.clone(), label.to_owned()));
    }

    /// What a value was called last.
    pub fn of(&self, value: &Value) -> Option<&str> {
        let (known, label) = self.0.get(&fingerprint(value))?;
        same(known, value).then_some(label.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_too_many_the_first_goes() {
        let mut labels = Labels::default();
        for at in 0..=MOST {
            labels.note(&json!(at), "label");
        }
        assert_eq!(labels.of(&json!(0)), None);
        assert_eq!(labels.of(&json!(1)), Some("label"));
        labels.note(&json!(1), "newer");
        labels.note(&json!("one more"), "label");
        assert_eq!((labels.of(&json!(1)), labels.of(&json!(2))), (Some("newer"), None));
    }
}
