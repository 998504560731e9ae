use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, SqlitePool};

/// The rows of a sandbox, each as `table [values]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows(BTreeSet<String>);

impl Rows {
    /// What changed since `before`, a line for each row that went (`-`) or came (`+`).
    pub(crate) fn since(&self, before: &Self) -> String {
        let gone = before.0.difference(&self.0).map(|row| format!("- {row}"));
        let come = self.0.difference(&before.0).map(|row| format!("+ {row}"));
        gone.chain(come).collect::<Vec<_>>().join("\n")
    }

    /// The same rows with a run's ids named alike, so that two runs can be compared.
    pub(crate) fn without_ids(&self, workflow_id: &str, run_id: &str) -> Self {
        let named = |row: &String| row.replace(run_id, "RUN").replace(workflow_id, "WORKFLOW");
        Self(self.0.iter().map(named).collect())
    }
}

/// Reads every table of the sandbox.
pub(crate) async fn rows(sandbox: &SqlitePool) -> Rows {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'")
            .fetch_all(sandbox)
            .await
            .unwrap();
    let mut all = BTreeSet::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?)")
            .bind(&table)
            .fetch_all(sandbox)
            .await
            .unwrap();
        let query = format!("SELECT json_array({}) FROM {table}", columns.join(", "));
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(sandbox).await.unwrap();
        all.extend(rows.into_iter().map(|row| format!("{table} {row}")));
    }
    Rows(all)
}
