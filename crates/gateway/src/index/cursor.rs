use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A place in the order newest first: the smaller, the later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Microseconds since 1970.
    pub(crate) started_at: i64,
    /// Tells apart runs of the same microsecond.
    pub(crate) workflow_id: String,
}

impl Position {
    /// Where a list that was read up to here goes on for people who were shown runs up to `shown`. They can read it in
    /// a cursor, so it names no other run: where none of this microsecond was shown, all runs of it are read again.
    pub(crate) fn told(&self, shown: Option<&Self>) -> Self {
        match shown {
            Some(shown) if shown.started_at == self.started_at => shown.clone(),
            _ => Self { started_at: self.started_at.saturating_add(1), workflow_id: String::new() },
        }
    }
}

/// Names a list, so that a cursor of another one is told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListName(String);

impl ListName {
    /// The name of the list that is asked for in these words.
    pub(crate) fn of(asked: &str) -> Self {
        Self(data_encoding::HEXLOWER.encode(&Sha256::digest(asked)[..6]))
    }
}

/// Where a page of runs starts: after this place in this list. It stays right while runs arrive, since those come before
/// it, and while runs end, since that moves none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The list it was made for.
    pub(crate) list: ListName,
    /// Where the page before ended.
    pub(crate) position: Position,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { list: ListName(list), position: Position { started_at, workflow_id } } = self;
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{list}:{started_at}:{workflow_id}")))
    }
}

/// The text is no cursor of ours.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cursor is damaged: leave it out to start with the newest run")]
pub(crate) struct MalformedCursor;

impl FromStr for Cursor {
    type Err = MalformedCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedCursor)?;
        let text = String::from_utf8(bytes).map_err(|_| MalformedCursor)?;
        let mut parts = text.splitn(3, ':');
        let mut part = || parts.next().ok_or(MalformedCursor);
        let (list, started_at, workflow_id) = (part()?, part()?, part()?);
        Ok(Self {
            list: ListName(list.to_owned()),
            position: Position {
                started_at: started_at.parse().map_err(|_| MalformedCursor)?,
                workflow_id: workflow_id.to_owned(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::{Row, running};
    use super::super::{Filter, Index};
    use super::*;

    fn at(started_at: i64, workflow_id: &str) -> Position {
        Position { started_at, workflow_id: workflow_id.to_owned() }
    }

    #[test]
    fn a_run_that_was_not_shown_is_not_named() {
        let read = at(5, "b");
        assert_eq!(read.told(None), at(6, ""));
        assert_eq!(read.told(Some(&at(7, "c"))), at(6, ""));
        assert_eq!(read.told(Some(&at(5, "c"))), at(5, "c"));
        assert_eq!(read.told(Some(&read)), read);
        assert!(at(5, "a") < at(5, "b") && at(5, "b") < at(6, ""));
    }

    #[tokio::test]
    async fn nothing_is_left_out_after_a_run_that_is_not_named() {
        let index = Index::open("sqlite::memory:").await.unwrap();
        for (started_at, id) in [(6, "a"), (5, "c"), (5, "b"), (5, "a2"), (4, "d")] {
            index.record(Row { started_at, ..running(id) }).await;
        }
        index.flush().await;
        let after = async |position: Position| {
            let rows = index.list(&Filter::default(), Some(&position), 10).await.unwrap();
            rows.into_iter().map(|row| row.workflow_id).collect::<Vec<_>>()
        };
        assert_eq!(after(at(5, "b")).await, ["a2", "d"]);
        assert_eq!(after(at(5, "b").told(None)).await, ["c", "b", "a2", "d"]);
    }

    #[test]
    fn cursors_come_back_as_they_were() {
        let position = Position { started_at: 17, workflow_id: "a:b/🦀".into() };
        let cursor = Cursor { list: ListName::of("mine"), position };
        assert_eq!(cursor.to_string().parse(), Ok(cursor.clone()));
        assert_ne!(cursor.list, ListName::of("everyone's"));
        for wrong in ["", "%", "YQ", "YTpi", "YTpiOmM"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(MalformedCursor), "{wrong}");
        }
    }
}
