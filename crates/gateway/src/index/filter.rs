use portico_contract::http::RunStatus;
use sqlx::{QueryBuilder, Sqlite};

use super::cursor::Position;

/// Which runs a list holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// Only this person's.
    pub(crate) requester: Option<String>,
    /// Only those that stand at one of these; empty = wherever they stand.
    pub(crate) statuses: Vec<RunStatus>,
    /// Only of this prod namespace.
    pub(crate) namespace: Option<String>,
    /// Only of this type.
    pub(crate) workflow_type: Option<String>,
    /// Only those started at this moment or later, in microseconds since 1970.
    pub(crate) started_after: Option<i64>,
    /// Only those started before this moment, in microseconds since 1970.
    pub(crate) started_before: Option<i64>,
    /// Only those whose id, or whose team workflow's id, contains this text, whatever the case of its ASCII letters.
    pub(crate) search: Option<String>,
}

impl Filter {
    /// The question for up to `limit` rows after a position, newest first. Only conditions that are given stand in it:
    /// one that could be left out by a parameter would keep SQLite from using an index. Starts that Temporal has not
    /// answered are left out.
    pub(super) fn question(&self, after: Option<&Position>, limit: u32) -> QueryBuilder<Sqlite> {
        let mut sql = QueryBuilder::new("SELECT * FROM runs WHERE run_id <> ''");
        let texts = [
            (" AND requester = ", &self.requester),
            (" AND namespace = ", &self.namespace),
            (" AND workflow_type = ", &self.workflow_type),
        ];
        for (condition, text) in texts {
            if let Some(text) = text {
                sql.push(condition).push_bind(text.as_str());
            }
        }
        // The plus keeps SQLite from going by status where another index leaves fewer runs, or where several statuses
        // would have to be sorted anew.
        match &self.statuses[..] {
            [] => {}
            [one] if self.requester.is_none() && self.workflow_type.is_none() => {
                sql.push(" AND status = ").push_bind(one.as_str());
            }
            some => {
                let mut list = sql.push(" AND +status IN (").separated(", ");
                for status in some {
                    list.push_bind(status.as_str());
                }
                sql.push(")");
            }
        }
        if let Some(moment) = self.started_after {
            sql.push(" AND started_at >= ").push_bind(moment);
        }
        if let Some(moment) = self.started_before {
            sql.push(" AND started_at < ").push_bind(moment);
        }
        if let Some(text) = &self.search {
            let text = text.to_ascii_lowercase();
            sql.push(" AND (instr(lower(workflow_id), ").push_bind(text.as_str());
            sql.push(") > 0 OR instr(lower(target_workflow_id), ").push_bind(text.as_str());
            sql.push(") > 0)");
        }
        if let Some(Position { started_at, workflow_id }) = after {
            sql.push(" AND (started_at, workflow_id) < (").push_bind(*started_at);
            sql.push(", ").push_bind(workflow_id.as_str()).push(")");
        }
        sql.push(" ORDER BY started_at DESC, workflow_id DESC LIMIT ").push_bind(limit);
        sql
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqlitePoolOptions;
    use sqlx::{AssertSqlSafe, Row as _};

    use super::*;

    /// How SQLite goes about a list, in its own words.
    async fn plan(filter: &Filter, after: Option<&Position>) -> String {
        let memory = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:");
        let pool = memory.await.unwrap();
        sqlx::migrate!().run(&pool).await.unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", filter.question(after, 50).into_string());
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&pool).await.unwrap();
        let steps = rows.iter().map(|row| row.get::<String, _>("detail"));
        steps.collect::<Vec<_>>().join("; ")
    }

    #[tokio::test]
    async fn lists_are_read_in_their_order_from_the_index_of_their_filter() {
        let of =
            |requester: &str| Filter { requester: Some(requester.into()), ..Filter::default() };
        let position = Position { started_at: 1, workflow_id: "w".into() };
        for (filter, index) in [
            (Filter::default(), "runs_newest"),
            (of("ann@example.com"), "runs_of_requester"),
            (Filter { search: Some("x".into()), ..of("ann@example.com") }, "runs_of_requester"),
            (
                Filter { statuses: vec![RunStatus::Failed], ..of("ann@example.com") },
                "runs_of_requester",
            ),
            (
                Filter {
                    statuses: vec![RunStatus::Failed, RunStatus::TimedOut],
                    ..Filter::default()
                },
                "runs_newest",
            ),
            (Filter { started_after: Some(1), ..of("ann@example.com") }, "runs_of_requester"),
            (
                Filter {
                    namespace: Some("n".into()),
                    workflow_type: Some("T".into()),
                    ..Filter::default()
                },
                "runs_of_workflow",
            ),
            (Filter { statuses: vec![RunStatus::Failed], ..Filter::default() }, "runs_of_status"),
        ] {
            for after in [None, Some(&position)] {
                let plan = plan(&filter, after).await;
                assert!(plan.contains(index) && !plan.contains("B-TREE"), "{filter:?}: {plan}");
            }
        }
    }
}
