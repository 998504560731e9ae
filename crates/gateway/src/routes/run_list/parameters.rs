use portico_contract::http::RunStatus;
use serde_json::json;

use super::moment::{Moment, NoMoment};
use crate::error::{ApiError, ApiResult};
use crate::extract::{Query, truth};
use crate::index::{Cursor, Filter, ListName, MalformedCursor, Position};
use crate::strict::nearest;

/// Longest text that is searched for, in characters.
const MAX_SEARCH: usize = 200;

/// Which runs to list.
#[derive(Debug, Default, PartialEq, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListParameters {
    /// Only the caller's own.
    #[param(required = false)]
    mine: bool,
    /// Only those that stand at one of these, with commas between.
    #[param(required = false, style = Form, explode = false)]
    status: Vec<RunStatus>,
    /// Only of this prod namespace.
    namespace: Option<String>,
    /// Only of this type.
    workflow_type: Option<String>,
    /// Only those started then or later: RFC 3339, or how long ago (`90m`, `24h`, `7d`).
    #[param(value_type = Option<String>)]
    started_after: Option<Moment>,
    /// Only those started before then: RFC 3339, or how long ago (`90m`, `24h`, `7d`).
    #[param(value_type = Option<String>)]
    started_before: Option<Moment>,
    /// Only those whose id, or whose team workflow's id as far as a gateway has seen it, contains this text, whatever
    /// the case of its ASCII letters.
    #[param(max_length = 200)]
    search: Option<String>,
    /// Where the page starts, from the page before of the same list.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl Query for ListParameters {
    const NAMES: &'static [&'static str] = &[
        "mine",
        "status",
        "namespace",
        "workflow_type",
        "started_after",
        "started_before",
        "search",
        "cursor",
    ];

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        if value.is_empty() && name != "mine" {
            return Err(format!("{name} is empty: leave it out, or say what it should be"));
        }
        let moment = || value.parse().map_err(|error: NoMoment| format!("{name} {error}"));
        match name {
            "mine" => self.mine = truth(name, value)?,
            "status" => self.status = statuses(value)?,
            "namespace" => self.namespace = Some(value.to_owned()),
            "workflow_type" => self.workflow_type = Some(value.to_owned()),
            "started_after" => self.started_after = Some(moment()?),
            "started_before" => self.started_before = Some(moment()?),
            "search" if value.chars().count() > MAX_SEARCH => {
                return Err(format!("search is longer than {MAX_SEARCH} characters: shorten it"));
            }
            "search" => self.search = Some(value.to_owned()),
            _ => {
                let cursor = value.parse().map_err(|error: MalformedCursor| error.to_string());
                self.cursor = Some(cursor?);
            }
        }
        Ok(())
    }
}

impl ListParameters {
    /// The runs that this caller asks for at `now`, in microseconds since 1970.
    pub(super) fn filter(&self, caller: &str, now: i64) -> ApiResult<Filter> {
        let started_after = self.started_after.map(|moment| moment.micros(now));
        let started_before = self.started_before.map(|moment| moment.micros(now));
        if let (Some(after), Some(before)) = (started_after, started_before)
            && after >= before
        {
            return Err(ApiError::malformed(
                "started_after is not before started_before: no run can have started between them",
            ));
        }
        Ok(Filter {
            requester: self.mine.then(|| caller.to_owned()),
            statuses: self.status.clone(),
            namespace: self.namespace.clone(),
            workflow_type: self.workflow_type.clone(),
            started_after,
            started_before,
            search: self.search.clone(),
        })
    }

    /// The list whose pages this caller asks for, whenever they ask.
    pub(super) fn list_name(&self, caller: &str) -> ListName {
        let moment = |moment| match moment {
            Some(Moment::At(at)) => json!(at),
            Some(Moment::Ago(age)) => json!([age]),
            None => json!(null),
        };
        let asked = json!([
            self.mine.then_some(caller),
            self.status,
            self.namespace,
            self.workflow_type,
            moment(self.started_after),
            moment(self.started_before),
            self.search,
        ]);
        ListName::of(&asked.to_string())
    }

    /// Where the page starts; a cursor of another list is refused, since it would leave runs out unseen.
    pub(super) fn position(self, list: &ListName) -> ApiResult<Option<Position>> {
        match self.cursor {
            Some(cursor) if cursor.list != *list => Err(ApiError::malformed(
                "the cursor belongs to a list with other filters: leave it out to start with the newest run",
            )),
            cursor => Ok(cursor.map(|cursor| cursor.position)),
        }
    }
}

/// Each status once, in the order of [`RunStatus::ALL`], so that equal lists have one name.
fn statuses(text: &str) -> Result<Vec<RunStatus>, String> {
    let asked = text.split(',').map(status).collect::<Result<Vec<_>, _>>()?;
    Ok(RunStatus::ALL.into_iter().filter(|status| asked.contains(status)).collect())
}

fn status(text: &str) -> Result<RunStatus, String> {
    let names = || RunStatus::ALL.into_iter().map(RunStatus::as_str);
    let known = RunStatus::ALL.into_iter().find(|status| status.as_str() == text);
    known.ok_or_else(|| {
        let shown: String = text.chars().take(60).collect();
        let instead = match nearest(&shown, names()) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => format!("it is one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        format!("there is no status \"{shown}\": {instead}")
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
        let all = "mine=true&status=timed_out,running,timed_out&namespace=n&workflow_type=a%2Fb+c\
                   &started_after=7d&started_before=1970-01-01T00:00:00Z&search=x";
        let expected = ListParameters {
            mine: true,
            status: vec![RunStatus::Running, RunStatus::TimedOut],
            namespace: Some("n".into()),
            workflow_type: Some("a/b c".into()),
            started_after: Some(Moment::Ago(7 * 86_400_000_000)),
            started_before: Some(Moment::At(0)),
            search: Some("x".into()),
            cursor: None,
        };
        assert_eq!(read(all), Ok(expected));
        let long = format!("search={}", "x".repeat(201));
        for (query, told) in [
            ("mine=yes", "mine must be true or false"),
            ("mine", "mine must be true or false"),
            ("mine=true&mine=false", "the parameter mine stands twice: send it once"),
            ("min=true", "there is no parameter \"min\" here: did you mean \"mine\"?"),
            (
                "x=1",
                "there is no parameter \"x\" here: leave it out, or send mine, status, namespace, workflow_type, \
                 started_after, started_before, search, cursor",
            ),
            ("status=faild", "there is no status \"faild\": did you mean \"failed\"?"),
            (
                "status=running,x",
                "there is no status \"x\": it is one of running, waiting_for_approval, completed, failed, canceled, \
                 terminated, timed_out",
            ),
            ("status=", "status is empty: leave it out, or say what it should be"),
            ("search", "search is empty: leave it out, or say what it should be"),
            (&long, "search is longer than 200 characters: shorten it"),
            (
                "started_after=monday",
                "started_after must be a time such as 2026-11-21T03:44:38Z, or how long ago that was, such as 90m, \
                 24h or 7d",
            ),
            ("cursor=%25", "the cursor is damaged: leave it out to start with the newest run"),
        ] {
            assert_eq!(read(query), Err(told.to_owned()), "{query}");
        }
    }

    #[test]
    fn a_list_is_named_by_what_is_asked_for() {
        let name = |query: &str, caller: &str| read(query).unwrap().list_name(caller);
        let ann = "ann@example.com";
        let one = name("mine=true&status=failed,running&started_after=24h", ann);
        // 24 hours are a day; where the cursor stands is no part of the list.
        let same = "started_after=1d&status=running,failed&mine=true&cursor=YTowOmI";
        assert_eq!(one, name(same, ann));
        for other in [
            "mine=true&status=failed,running",
            "mine=true&status=failed&started_after=24h",
            "mine=true&status=failed,running&started_before=24h",
            "status=failed,running&started_after=24h",
            "mine=true&status=failed,running&started_after=24h&search=x",
            "mine=true&status=failed,running&started_after=24h&namespace=x",
        ] {
            assert_ne!(one, name(other, ann), "{other}");
        }
        assert_ne!(
            one,
            name("mine=true&status=failed,running&started_after=24h", "bob@example.com")
        );
        assert_eq!(name("status=failed", ann), name("status=failed", "bob@example.com"));
    }

    #[test]
    fn nothing_starts_between_a_moment_and_an_earlier_one() {
        let filter = |query: &str| read(query).unwrap().filter("ann@example.com", 0);
        assert!(filter("started_after=7d&started_before=1d").is_ok());
        let error = filter("started_after=1d&started_before=7d").unwrap_err();
        assert!(error.to_string().contains("no run can have started"), "{error}");
    }
}
