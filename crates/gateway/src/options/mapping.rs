use std::borrow::Cow;

use portico_catalog::OptionItems;
use portico_contract::http::OptionItem;
use serde_json::Value;

/// Longest text of a choice, in characters.
const MAX_TEXT: usize = 300;

/// How an item of a source becomes a choice: pointers into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mapping {
    value: Option<String>,
    label: Option<String>,
    hint: Option<String>,
    group: Option<String>,
    disabled: Option<String>,
    reason: Option<String>,
}

impl Mapping {
    pub(super) fn new(items: &OptionItems) -> Self {
        Self {
            value: items.value.clone(),
            label: items.label.clone(),
            hint: items.hint.clone(),
            group: items.group.clone(),
            disabled: items.disabled.clone(),
            reason: items.reason.clone(),
        }
    }

    /// The choice an item makes; `None` = it has no value.
    pub(super) fn choice(&self, item: &Value) -> Option<OptionItem> {
        let value = match &self.value {
            Some(to) => item.pointer(to)?,
            None => item,
        };
        let at = |to: &Option<String>| item.pointer(to.as_deref()?).and_then(text);
        let disabled =
            self.disabled.as_deref().and_then(|to| item.pointer(to)) == Some(&Value::Bool(true));
        Some(OptionItem {
            value: value.clone(),
            label: at(&self.label).unwrap_or_else(|| text_of(value)),
            hint: at(&self.hint),
            group: at(&self.group),
            disabled,
            reason: if disabled { at(&self.reason) } else { None },
        })
    }
}

/// A value as text that is shown; `None` = nothing to show.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        value => Some(text_of(value)),
    }
}

/// Any value as one line of text; lists and objects as JSON.
pub(super) fn text_of(value: &Value) -> String {
    let text = whole_text(value);
    match text.char_indices().nth(MAX_TEXT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into_owned(),
    }
}

/// Any value as text, whole.
pub(super) fn whole_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        value => Cow::Owned(value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mapping() -> Mapping {
        let to = |pointer: &str| Some(pointer.to_owned());
        Mapping {
            value: to("/id"),
            label: to("/name"),
            hint: to("/about/engine"),
            group: to("/zone"),
            disabled: to("/locked"),
            reason: to("/why"),
        }
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table reads better without borrows")]
    fn check(mapping: &Mapping, item: Value, expected: Value) {
        let made = mapping.choice(&item).map(|choice| serde_json::to_value(choice).unwrap());
        assert_eq!(made.unwrap_or_default(), expected, "{item}");
    }

    #[test]
    fn pointers_lead_into_items() {
        check(
            &mapping(),
            json!({"id": 7, "name": "Seven", "about": {"engine": "postgres"}, "zone": "a", "locked": true, "why": "in use"}),
            json!({"value": 7, "label": "Seven", "hint": "postgres", "group": "a", "disabled": true, "reason": "in use"}),
        );
        check(&mapping(), json!({"name": "no value"}), Value::Null);
        check(&mapping(), json!("no object"), Value::Null);
        // What is not locked needs no reason, and only true is true.
        check(
            &mapping(),
            json!({"id": "x", "locked": "yes", "why": "in use"}),
            json!({"value": "x", "label": "x"}),
        );
    }

    #[test]
    fn without_pointers_the_item_is_the_value() {
        for (item, label) in [
            (json!("eu-west-1"), "eu-west-1"),
            (json!(3), "3"),
            (json!(18_446_744_073_709_551_615_u64), "18446744073709551615"),
            (json!(true), "true"),
            (json!(null), "null"),
            (json!({"b": 1, "a": [2]}), r#"{"b":1,"a":[2]}"#),
            (json!("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>"),
        ] {
            check(&Mapping::default(), item.clone(), json!({"value": item, "label": label}));
        }
    }

    #[test]
    fn labels_that_say_nothing_give_way_to_the_value() {
        for name in [json!(""), json!("  "), json!(null)] {
            check(
                &mapping(),
                json!({"id": "x", "name": name}),
                json!({"value": "x", "label": "x"}),
            );
        }
        check(&mapping(), json!({"id": "x", "name": 4.5}), json!({"value": "x", "label": "4.5"}));
    }

    #[test]
    fn long_texts_are_cut_and_values_are_not() {
        let long = "é".repeat(1_000);
        let made = Mapping::default().choice(&json!(long)).unwrap();
        assert_eq!((made.value, made.label), (json!(long), format!("{}…", "é".repeat(300))));
    }
}
