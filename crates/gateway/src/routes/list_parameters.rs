use portico_contract::http::RunStatus;

use crate::extract::{Query, truth};
use crate::index::{Cursor, MalformedCursor};

/// Which runs to list.
#[derive(Debug, Default, PartialEq, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParameters {
    /// Only the caller's own.
    #[param(required = false)]
    pub(super) mine: bool,
    /// Only those that stand here.
    pub(super) status: Option<RunStatus>,
    /// Only of this type.
    pub(super) workflow_type: Option<String>,
    /// Where the page starts, from the page before.
    #[param(value_type = Option<String>)]
    pub(super) cursor: Option<Cursor>,
}

impl Query for ListParameters {
    const NAMES: &'static [&'static str] = &["mine", "status", "workflow_type", "cursor"];

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "mine" => self.mine = truth(name, value)?,
            "status" => self.status = Some(status(value)?),
            "workflow_type" => self.workflow_type = Some(value.to_owned()),
            _ => {
                let cursor = value.parse().map_err(|error: MalformedCursor| error.to_string());
                self.cursor = Some(cursor?);
            }
        }
        Ok(())
    }
}

fn status(text: &str) -> Result<RunStatus, String> {
    let known = RunStatus::ALL.into_iter().find(|status| status.as_str() == text);
    known.ok_or_else(|| {
        let names: Vec<&str> = RunStatus::ALL.into_iter().map(RunStatus::as_str).collect();
        format!("status must be one of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::read_query;

    fn read(query: &str) -> Result<ListParameters, String> {
        read_query(query)
    }

    #[test]
    fn parameters_are_read_strictly() {
        assert_eq!(read(""), Ok(ListParameters::default()));
        let all = "mine=true&status=timed_out&workflow_type=a%2Fb+c";
        let expected = ListParameters {
            mine: true,
            status: Some(RunStatus::TimedOut),
            workflow_type: Some("a/b c".into()),
            cursor: None,
        };
        assert_eq!(read(all), Ok(expected));
        for (query, told) in [
            ("mine=yes", "mine must be true or false"),
            ("mine", "mine must be true or false"),
            ("mine=true&mine=false", "the parameter mine stands twice: send it once"),
            (
                "min=true",
                "there is no parameter \"min\" here: leave it out, or send mine, status, workflow_type, cursor",
            ),
            (
                "status=odd",
                "status must be one of running, waiting_for_approval, completed, failed, canceled, terminated, timed_out",
            ),
            ("cursor=%25", "the cursor is damaged: leave it out to start with the newest run"),
        ] {
            assert_eq!(read(query), Err(told.to_owned()), "{query}");
        }
    }
}
