//! The sandbox cloud: an SQLite file that stands for the accounts, regions and resources a real team would reach
//! through its cloud provider's API.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool};

mod error;
mod latency;
mod lock;
mod seed;
mod step;

pub use error::SandboxError;
pub(crate) use latency::{HEARTBEAT, HEARTBEAT_TIMEOUT};
pub(crate) use lock::{LockRequest, release};

/// Marks a file as ours ("PORT" in ASCII), so that `--fresh` never empties somebody else's database.
const APPLICATION_ID: i64 = 0x504f_5254;
/// Version of `schema.sql` and of the seed.
const VERSION: i64 = 1;

/// A handle to the sandbox; clones share one connection pool.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pool: SqlitePool,
    latency: Duration,
}

impl Sandbox {
    /// Opens the sandbox at `path`; creates and seeds it when there is none, or when `fresh`.
    ///
    /// `latency` is how long the sandbox takes over one call.
    ///
    /// # Errors
    /// The file cannot be opened, is another program's database, or was written by another version of the sandbox.
    pub async fn open(path: &Path, fresh: bool, latency: Duration) -> Result<Self, SandboxError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| SandboxError::Open {
                path: path.to_owned(),
                source: source.into(),
            })?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options)
            .await
            .map_err(|source| SandboxError::Open { path: path.to_owned(), source })?;
        let sandbox = Self { pool, latency };
        sandbox.prepare(path.to_owned(), fresh).await?;
        Ok(sandbox)
    }

    /// The connection pool, for reading.
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// A connection of one's own, to be given back before any wait.
    pub(crate) async fn connection(&self) -> Result<PoolConnection<Sqlite>, SandboxError> {
        Ok(self.pool.acquire().await?)
    }

    /// Closes the file, after what is under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Makes sure the file holds this version's tables. One transaction: two workers may open the same new file.
    async fn prepare(&self, path: PathBuf, fresh: bool) -> Result<(), SandboxError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let application: i64 =
            sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *tx).await?;
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *tx).await?;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )
        .fetch_all(&mut *tx)
        .await?;
        if !tables.is_empty() && application != APPLICATION_ID {
            return Err(SandboxError::Foreign { path });
        }
        if !tables.is_empty() && !fresh {
            return if version == VERSION { Ok(()) } else { Err(SandboxError::Version { path }) };
        }
        seed::reset(&mut tx, &tables).await?;
        // A pragma takes no parameters.
        for pragma in [
            format!("PRAGMA application_id = {APPLICATION_ID}"),
            format!("PRAGMA user_version = {VERSION}"),
        ] {
            sqlx::query(sqlx::AssertSqlSafe(pragma)).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
