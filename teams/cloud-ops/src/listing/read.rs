use sqlx::SqliteConnection;

use super::{Item, Listing};
use crate::sandbox::SandboxError;

impl Listing {
    /// Reads the whole list, in its order.
    ///
    /// # Errors
    /// The sandbox did not answer, or not with JSON objects.
    pub(crate) async fn read(&self, db: &mut SqliteConnection) -> Result<Vec<Item>, SandboxError> {
        let rows: Vec<String> = sqlx::query_scalar(self.sql).fetch_all(db).await?;
        let mut items = rows
            .iter()
            .map(|row| serde_json::from_str::<Item>(row))
            .collect::<Result<Vec<_>, _>>()?;
        items.sort_by_cached_key(|item| self.id(item));
        Ok(items)
    }
}

/// The time by the sandbox's clock, such as `2026-01-31T12:00:00.000Z`.
pub(crate) async fn now(db: &mut SqliteConnection) -> Result<String, SandboxError> {
    Ok(sqlx::query_scalar("SELECT strftime('%Y-%m-%dT%H:%M:%fZ')").fetch_one(db).await?)
}
