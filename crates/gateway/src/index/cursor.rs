use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Where a page of runs starts: after this run, in the order newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Microseconds since 1970.
    pub(crate) started_at: i64,
    /// Tells apart runs of the same microsecond.
    pub(crate) workflow_id: String,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(format!("{}:{}", self.started_at, self.workflow_id)))
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
        let (started_at, workflow_id) = text.split_once(':').ok_or(MalformedCursor)?;
        Ok(Self {
            started_at: started_at.parse().map_err(|_| MalformedCursor)?,
            workflow_id: workflow_id.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back_as_they_were() {
        let cursor = Cursor { started_at: 17, workflow_id: "a:b/🦀".into() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "%", "YQ", "YTpi"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(MalformedCursor), "{wrong}");
        }
    }
}
