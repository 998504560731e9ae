//! The lists that were looked at last, so that who comes back finds what they left, where they left it: the browser
//! scrolls back as soon as the page is drawn, and does not wait for an answer.

use std::cell::RefCell;
use std::collections::VecDeque;

use portico_contract::http::RunList;

use super::query::RunsQuery;

/// Lists that are kept, each of one page.
const MOST: usize = 8;

thread_local! {
    /// The last one first.
    static KEPT: RefCell<VecDeque<(RunsQuery, RunList)>> = RefCell::default();
}

/// The list as it was last seen.
pub fn kept(query: &RunsQuery) -> Option<RunList> {
    KEPT.with_borrow(|kept| {
        kept.iter().find(|(known, _)| known == query).map(|(_, list)| list.clone())
    })
}

/// Keeps a list in place of what it was before.
pub fn keep(query: &RunsQuery, list: &RunList) {
    KEPT.with_borrow_mut(|kept| {
        kept.retain(|(known, _)| known != query);
        kept.push_front((query.clone(), list.clone()));
        kept.truncate(MOST);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lists_are_kept_as_they_were_last_seen() {
        let query = |n: usize| RunsQuery::default().at(&n.to_string());
        let list = |cursor: &str| RunList { runs: Vec::new(), cursor: Some(cursor.to_owned()) };
        for n in 0..=MOST {
            keep(&query(n), &list("old"));
        }
        keep(&query(1), &list("new"));
        assert_eq!(kept(&query(0)), None);
        assert_eq!(kept(&query(1)), Some(list("new")));
        assert_eq!(kept(&query(2)), Some(list("old")));
    }
}
