//! Search in the rows of a question, as the portal's search field does it.

use std::cell::RefCell;

use portico_contract::http::OptionItem;
use portico_form::options::{Index, Query, Search};
use serde_json::{Value, json};

/// Ranks rows by what was typed.
pub(crate) struct Matcher {
    index: Index,
    last: RefCell<Option<Ranks>>,
}

/// What a text found: all rows are asked for one after the other, the search is done once.
struct Ranks {
    typed: String,
    scores: Vec<Option<i64>>,
}

impl Matcher {
    /// Searches rows by their labels, values and hints.
    pub(crate) fn over(items: impl Iterator<Item = OptionItem>) -> Self {
        // An index lists equal values once: a place tells the rows apart, and the value is searched with the hint.
        let row = |(at, item): (usize, OptionItem)| {
            let value = typed_as(&item.value).filter(|value| *value != item.label);
            let more: Vec<String> = value.into_iter().chain(item.hint).collect();
            OptionItem { value: json!([at]), hint: Some(more.join(" ")), ..item }
        };
        let index = Index::whole(items.enumerate().map(row).collect());
        Self { index, last: RefCell::new(None) }
    }

    /// How well a row fits, at least 1 and the best most; `None` = not at all.
    pub(crate) fn score(&self, typed: &str, row: usize) -> Option<i64> {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|last| last.typed != typed) {
            *last = Some(self.rank(typed));
        }
        last.as_ref()?.scores.get(row).copied().flatten()
    }

    fn rank(&self, typed: &str) -> Ranks {
        let mut scores = vec![None; self.index.len()];
        let mut search = Search::new(Query::new(typed), None);
        let found = loop {
            if let Some(found) = search.step(&self.index, usize::MAX) {
                break found;
            }
        };
        for (row, score) in found.ranked.iter().rev().zip(1..) {
            scores[*row as usize] = Some(score);
        }
        Ranks { typed: typed.to_owned(), scores }
    }
}

/// A value as a person would type it; `None` for what nobody types.
fn typed_as(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use portico_contract::http::OptionItem;
    use serde_json::{Value, from_value, json};

    use super::Matcher;

    fn matcher(items: Value) -> Matcher {
        Matcher::over(from_value::<Vec<OptionItem>>(items).unwrap().into_iter())
    }

    #[test]
    fn every_word_counts_in_any_order() {
        let item = |label: &str| json!({ "value": null, "label": label });
        let labels = ["s-t-a-g-e", "infra-test-tracker-db-stage-1", "1"];
        let matcher = matcher(labels.into_iter().map(item).collect());
        for (typed, found) in [
            ("test stage", true),
            ("stage TEST", true),
            ("trkr", true),
            ("", true),
            ("test prod", false),
            ("zzz", false),
        ] {
            assert_eq!(matcher.score(typed, 1).is_some(), found, "{typed}");
        }
        assert_eq!(
            matcher.score("stage", 0),
            None,
            "letters with gaps count where nothing has the word"
        );
        assert_eq!(matcher.score("0", 0), None, "a row's number is not searched");
        assert!(matcher.score("", 0) > matcher.score("", 1), "the order stays");
    }

    #[test]
    fn label_value_and_hint_are_searched() {
        let matcher = matcher(json!([
            { "value": "i-0815", "label": "orders", "hint": "postgres 16", "group": "eu" },
            { "value": 4711, "label": "users", "disabled": true, "reason": "stopped" },
            { "value": { "id": "deep" }, "label": "users", "hint": "orders" },
            { "value": "i-0815", "label": "again" },
        ]));
        for (typed, found) in [
            ("0815", [true, false, false, true]),
            ("postgres i-0815", [true, false, false, false]),
            ("4711", [false, true, false, false]),
            ("users", [false, true, true, false]),
            ("orders", [true, false, true, false]),
            ("stopped", [false; 4]),
            ("deep", [false; 4]),
            ("eu", [false; 4]),
        ] {
            let rows: Vec<bool> = (0..4).map(|row| matcher.score(typed, row).is_some()).collect();
            assert_eq!(rows, found, "{typed}");
        }
        assert!(matcher.score("orders", 0) > matcher.score("orders", 2), "a label counts most");
    }
}
