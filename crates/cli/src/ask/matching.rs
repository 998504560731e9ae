//! Search in the rows of a question, as the portal's search field does it.

use std::cell::RefCell;

use portico_contract::http::OptionItem;
use portico_form::options::{Index, Query, Search};
use serde_json::json;

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
    /// Searches rows with these texts.
    pub(crate) fn over<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        // The value only tells the rows apart: a list is nothing that is searched.
        let item = |(at, text): (usize, &str)| OptionItem {
            value: json!([at]),
            label: text.to_owned(),
            hint: None,
            group: None,
            disabled: false,
            reason: None,
        };
        let index = Index::whole(texts.enumerate().map(item).collect());
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

#[cfg(test)]
mod tests {
    use super::Matcher;

    #[test]
    fn every_word_counts_in_any_order() {
        let rows = ["s-t-a-g-e", "infra-test-tracker-db-stage-1", "1"];
        let matcher = Matcher::over(rows.into_iter());
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
}
