use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::SqliteConnection;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::failure::Refusal;
use crate::sandbox::{LockRequest, Sandbox, SandboxError, release};
use crate::similar::{hint, similar};

/// A DynamoDB table by name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) name: String,
}

impl Table {
    /// What is locked while the table is deleted.
    pub(crate) fn resource(&self) -> String {
        format!("dynamodb/{}/{}/{}", self.account, self.region, self.name)
    }
}

/// What is known of a table before it is deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TableFacts {
    pub(crate) items: i64,
}

/// A table to be deleted, and the lock the deletion holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Deletion {
    pub(crate) table: Table,
    pub(crate) lock: LockRequest,
    /// The repository that declares the table, if the requester named it.
    pub(crate) repo_name: Option<String>,
}

/// The steps of [`super::DeleteDynamoWorkflow`].
pub(crate) struct DeleteDynamoActivities {
    pub(crate) sandbox: Sandbox,
}

#[activities]
impl DeleteDynamoActivities {
    /// Finds the table; refuses one that does not exist or is protected.
    #[activity(name = "FindDynamoTable")]
    pub(crate) async fn find_table(
        self: Arc<Self>,
        ctx: ActivityContext,
        table: Table,
    ) -> Result<TableFacts, ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let facts = deletable(&mut *self.sandbox.connection().await?, &table).await?;
        self.sandbox.await_answer(&ctx).await?;
        Ok(facts)
    }

    /// Keeps everybody else from changing the table.
    #[activity(name = "LockDynamoTable")]
    pub(crate) async fn lock_table(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: LockRequest,
    ) -> Result<(), ActivityError> {
        self.sandbox.lock(&ctx, &lock).await
    }

    /// Makes the last backup and answers its name. Cancelled, it leaves no half-made backup.
    #[activity(name = "BackUpDynamoTable")]
    pub(crate) async fn back_up_table(
        self: Arc<Self>,
        ctx: ActivityContext,
        deletion: Deletion,
    ) -> Result<String, ActivityError> {
        let Deletion { table, lock, .. } = deletion;
        sqlx::query(
            "INSERT OR IGNORE INTO dynamodb_backups
             SELECT ?, account, region, name, items, 'CREATING' FROM dynamodb_tables
             WHERE account = ? AND region = ? AND name = ?",
        )
        .bind(&lock.operation)
        .bind(&table.account)
        .bind(&table.region)
        .bind(&table.name)
        .execute(self.sandbox.pool())
        .await?;
        if let Err(cancelled) = self.sandbox.prepare_call(&ctx).await {
            sqlx::query("DELETE FROM dynamodb_backups WHERE operation = ? AND status = 'CREATING'")
                .bind(&lock.operation)
                .execute(self.sandbox.pool())
                .await?;
            return Err(cancelled);
        }
        sqlx::query("UPDATE dynamodb_backups SET status = 'AVAILABLE' WHERE operation = ?")
            .bind(&lock.operation)
            .execute(self.sandbox.pool())
            .await?;
        self.sandbox.await_answer(&ctx).await?;
        Ok(format!("{}-final", table.name))
    }

    /// Deletes the table. It may have been protected or deleted since it was found, so it is looked at once more.
    #[activity(name = "DeleteDynamoTable")]
    pub(crate) async fn delete_table(
        self: Arc<Self>,
        ctx: ActivityContext,
        deletion: Deletion,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let note = json!({ "repo_name": deletion.repo_name });
        if let Some(mut step) =
            self.sandbox.step(&deletion.lock.operation, "delete table", &note).await?
        {
            deletable(step.connection(), &deletion.table).await?;
            sqlx::query(
                "DELETE FROM dynamodb_tables WHERE account = ? AND region = ? AND name = ?",
            )
            .bind(&deletion.table.account)
            .bind(&deletion.table.region)
            .bind(&deletion.table.name)
            .execute(step.connection())
            .await?;
            step.finish().await?;
        }
        self.sandbox.await_answer(&ctx).await
    }

    /// Lets others change what now has this name.
    #[activity(name = "UnlockDynamoTable")]
    pub(crate) async fn unlock_table(
        self: Arc<Self>,
        ctx: ActivityContext,
        lock: LockRequest,
    ) -> Result<(), ActivityError> {
        self.sandbox.unlock(&ctx, &lock).await
    }

    /// Undoes what a failed or cancelled deletion had begun; nothing is lost by doing it twice.
    #[activity(name = "AbandonDynamoDeletion")]
    pub(crate) async fn abandon_deletion(
        self: Arc<Self>,
        ctx: ActivityContext,
        deletion: Deletion,
    ) -> Result<(), ActivityError> {
        self.sandbox.prepare_call(&ctx).await?;
        let mut tx = self.sandbox.pool().begin().await?;
        // A table that somebody else deleted meanwhile keeps its backup.
        sqlx::query(
            "DELETE FROM dynamodb_backups AS backup WHERE operation = ? AND EXISTS (
                 SELECT 1 FROM dynamodb_tables AS t
                 WHERE t.account = backup.account AND t.region = backup.region AND t.name = backup.table_name)",
        )
        .bind(&deletion.lock.operation)
        .execute(&mut *tx)
        .await?;
        release(&mut tx, &deletion.lock).await?;
        tx.commit().await?;
        self.sandbox.await_answer(&ctx).await
    }
}

/// The table's facts, if it may be deleted.
async fn deletable(db: &mut SqliteConnection, table: &Table) -> Result<TableFacts, ActivityError> {
    let row: Option<(i64, bool)> = sqlx::query_as(
        "SELECT items, deletion_protection FROM dynamodb_tables WHERE account = ? AND region = ? AND name = ?",
    )
    .bind(&table.account)
    .bind(&table.region)
    .bind(&table.name)
    .fetch_optional(&mut *db)
    .await?;
    let Table { account, region, name } = table;
    match row {
        None => Err(not_found(db, table).await?.into()),
        Some((_, true)) => Err(Refusal::new(
            "DeletionProtected",
            format!("{name} in {account}, {region} is protected from deletion; have its owners lift the protection, then start again"),
            json!({ "aws_account_name": account, "aws_region": region, "table_name": name }),
        )
        .into()),
        Some((items, false)) => Ok(TableFacts { items }),
    }
}

async fn not_found(db: &mut SqliteConnection, table: &Table) -> Result<Refusal, SandboxError> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM dynamodb_tables WHERE account = ? AND region = ? ORDER BY name",
    )
    .bind(&table.account)
    .bind(&table.region)
    .fetch_all(db)
    .await?;
    let Table { account, region, name } = table;
    let similar = similar(name, &names);
    Ok(Refusal::new(
        "TableNotFound",
        format!("there is no table {name} in {account}, {region}; {}", hint(&similar)),
        json!({ "aws_account_name": account, "aws_region": region, "table_name": name, "similar": similar }),
    ))
}
