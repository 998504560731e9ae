//! Tags: values typed one after the other into one input.

use serde_json::Value;

use crate::field::ListRules;

/// A list after more was typed, and what could not be added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Added {
    /// The whole list.
    pub items: Vec<Value>,
    /// What was not added stays to be typed on.
    pub rest: String,
    /// Why. Completes "<text> …".
    pub refused: Option<String>,
}

/// The tags in a typed or pasted text: lines, tabs and commas part them.
pub fn split(text: &str) -> Vec<&str> {
    let parts = text.split([',', '\n', '\r', '\t']).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect()
}

/// Adds what `text` holds to the items that are there.
pub fn add(items: &[Value], text: &str, rules: &ListRules) -> Added {
    let mut added = Added { items: items.to_vec(), ..Added::default() };
    let mut rest: Vec<&str> = Vec::new();
    for tag in split(text) {
        let value = Value::String(tag.to_owned());
        let refused = if rules.unique && added.items.contains(&value) {
            Some(format!("{tag} is there already"))
        } else if rules.max.is_some_and(|max| added.items.len() >= max) {
            Some(format!("{tag} is one too many: {} is the most there can be", added.items.len()))
        } else {
            None
        };
        match refused {
            Some(why) => {
                rest.push(tag);
                added.refused.get_or_insert(why);
            }
            None => added.items.push(value),
        }
    }
    added.rest = rest.join(", ");
    added
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_added_and_what_is_refused_stays() {
        let rules = ListRules { unique: true, max: Some(3), ..ListRules::default() };
        for (held, text, items, rest, refused) in [
            (vec![], "a", vec!["a"], "", None),
            (vec![], " a, b\tc\r\n", vec!["a", "b", "c"], "", None),
            (vec![], " ,, ", vec![], "", None),
            (vec!["a"], "b,a", vec!["a", "b"], "a", Some("a is there already")),
            (
                vec!["a", "b"],
                "c,d,e",
                vec!["a", "b", "c"],
                "d, e",
                Some("d is one too many: 3 is the most there can be"),
            ),
        ] {
            let held: Vec<Value> = held.into_iter().map(Value::from).collect();
            let added = add(&held, text, &rules);
            let expect: Vec<Value> = items.into_iter().map(Value::from).collect();
            assert_eq!(added.items, expect, "{text}");
            assert_eq!((added.rest.as_str(), added.refused.as_deref()), (rest, refused), "{text}");
        }
        let free = add(&["a".into()], "a", &ListRules::default());
        assert_eq!(free.items.len(), 2);
    }
}
