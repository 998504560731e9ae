use serde::Serialize;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::{Sandbox, SandboxError};

/// One step of an operation, which takes effect once however often it is repeated.
///
/// The change and the journal row that records it are one transaction: a worker killed before the commit leaves
/// nothing, one killed after it finds the row when the step is repeated.
pub(crate) struct Step {
    tx: Transaction<'static, Sqlite>,
}

impl Sandbox {
    /// Begins step `name` of `operation` (the run id of the workflow); none when it took effect before.
    ///
    /// `note` is kept beside the step: who asked for it and why, never a secret.
    pub(crate) async fn step(
        &self,
        operation: &str,
        name: &str,
        note: &impl Serialize,
    ) -> Result<Option<Step>, SandboxError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let first = sqlx::query("INSERT OR IGNORE INTO journal VALUES (?, ?, ?)")
            .bind(operation)
            .bind(name)
            .bind(serde_json::to_string(note)?)
            .execute(&mut *tx)
            .await?;
        Ok((first.rows_affected() == 1).then_some(Step { tx }))
    }
}

impl Step {
    /// The connection to make the change with.
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    /// Commits the change.
    pub(crate) async fn finish(self) -> Result<(), SandboxError> {
        Ok(self.tx.commit().await?)
    }
}
