use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A place in the order newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// Microseconds since 1970.
    pub(crate) started_at: i64,
    /// Tells apart runs of the same microsecond.
    pub(crate) workflow_id: String,
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

/// Where a page of runs starts: after this run of this list. It stays right while runs arrive, since those come before
/// it, and while runs end, since that moves none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The list it was made for.
    pub(crate) list: ListName,
    /// The last run of the page before.
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
    use super::*;

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
