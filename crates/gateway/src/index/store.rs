use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use portico_contract::http::{RunStatus, Target};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Row as _, SqlitePool};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::cursor::Position;
use super::filter::Filter;
use super::fingerprint::Fingerprint;
use super::row::{Row, Update};
use super::writer::{Write, write_all};

/// Writes that may wait.
const QUEUE: usize = 1_024;
/// Nobody waits longer than this for the disk: what is not written down can be found again in Temporal.
const PATIENCE: Duration = Duration::from_secs(1);
/// A read waits no longer than this for a connection.
const READ: Duration = Duration::from_secs(3);

/// How long a database is tried to be opened while other gateways may be making it.
const OPEN: Duration = Duration::from_secs(10);
/// Pause between two tries.
const OPEN_AGAIN: Duration = Duration::from_millis(50);

/// The index; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    pool: SqlitePool,
    writes: mpsc::Sender<Write>,
    fingerprint: Fingerprint,
}

/// Why the index cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IndexError {
    /// The database refused.
    #[error("run index: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables could not be made or changed.
    #[error("run index, tables: {0}")]
    Migrate(#[from] MigrateError),
    /// The folder of the database could not be made.
    #[error("run index, folder: {0}")]
    Folder(#[from] std::io::Error),
}

impl Index {
    /// Opens the database, made when it is not there, and brings its tables up to date.
    pub(crate) async fn open(url: &str) -> Result<Self, IndexError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A process that is killed loses at most what it had not handed over; a power cut may lose the last rows too.
            // Temporal still has them.
            .synchronous(SqliteSynchronous::Normal)
            // The log is copied into the database, which waits for the disk, every 16 MiB instead of every 4.
            .pragma("wal_autocheckpoint", "4096")
            .busy_timeout(Duration::from_secs(5));
        if let Some(folder) = Path::new(options.get_filename()).parent() {
            std::fs::create_dir_all(folder)?;
        }
        let in_memory = url.contains(":memory:");
        let pool = SqlitePoolOptions::new()
            // Each connection to a database in memory would be a database of its own.
            .max_connections(if in_memory { 1 } else { 4 })
            .min_connections(1)
            .acquire_timeout(READ)
            .idle_timeout(None)
            .max_lifetime(None);
        let pool = prepared(&pool, &options).await?;
        // Readers never find their connections taken by a writer that waits for a lock.
        let writer = if in_memory {
            pool.clone()
        } else {
            let one = SqlitePoolOptions::new().max_connections(1);
            one.idle_timeout(None).max_lifetime(None).connect_lazy_with(options)
        };
        let fingerprint = Fingerprint::load(&pool).await?;
        let (writes, queue) = mpsc::channel(QUEUE);
        tokio::spawn(write_all(writer, queue));
        Ok(Self { pool, writes, fingerprint })
    }

    /// What makes the hashes of inputs that people see.
    pub(crate) fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Writes down a run that is about to start, and returns when that has happened.
    pub(crate) async fn intend(&self, row: Row) {
        let (done, written) = oneshot::channel();
        let write = async {
            if self.writes.send(Write::Intend(Box::new(row), done)).await.is_ok() {
                // An answer that never comes is logged where writing failed.
                let _ = written.await;
            }
        };
        if tokio::time::timeout(PATIENCE, write).await.is_err() {
            tracing::error!("The run index is too slow: a run was started without its row");
        }
    }

    /// Writes down that an intended run has begun, some time soon.
    pub(crate) async fn started(&self, row: Row) {
        self.send(Write::Started(Box::new(row))).await;
    }

    /// Writes down what Temporal says of a run, some time soon.
    pub(crate) async fn record(&self, row: Row) {
        self.send(Write::Record(Box::new(row))).await;
    }

    /// Adds what a look at a run found, some time soon.
    pub(crate) async fn update(&self, update: Update) {
        self.send(Write::Update(Box::new(update))).await;
    }

    /// Removes the row of a start that never happened, some time soon.
    pub(crate) async fn forget(&self, workflow_id: &str) {
        self.send(Write::Forget(workflow_id.to_owned())).await;
    }

    /// Returns when everything handed in before is written, or when that takes too long.
    pub(crate) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        let flush = async {
            if self.writes.send(Write::Flush(done)).await.is_ok() {
                // The writer ends only with the process.
                let _ = written.await;
            }
        };
        if tokio::time::timeout(PATIENCE, flush).await.is_err() {
            tracing::warn!("The run index is too slow: it is read without its last writes");
        }
    }

    /// One run.
    pub(crate) async fn find(&self, workflow_id: &str) -> Result<Option<Row>, IndexError> {
        let found = sqlx::query("SELECT * FROM runs WHERE workflow_id = $1")
            .bind(workflow_id)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.map(|row| read(&row)).transpose()?)
    }

    /// Up to `limit` runs after the position, newest first. Starts that Temporal has not answered are left out.
    pub(crate) async fn list(
        &self,
        filter: &Filter,
        after: Option<&Position>,
        limit: u32,
    ) -> Result<Vec<Row>, IndexError> {
        let rows = filter.question(after, limit).build().fetch_all(&self.pool).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Starts that Temporal has not answered, written down before the given moment.
    pub(super) async fn intended_before(&self, micros: i64) -> Result<Vec<Row>, IndexError> {
        let rows = sqlx::query("SELECT * FROM runs WHERE run_id = '' AND started_at < $1")
            .bind(micros)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Every run that is thought to be going on.
    pub(super) async fn open_runs(&self) -> Result<Vec<Row>, IndexError> {
        let rows = sqlx::query("SELECT * FROM runs WHERE status = 'running' AND run_id <> ''")
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// The runs that ended longest ago of those that Temporal may still have.
    pub(super) async fn longest_closed(&self, limit: u32) -> Result<Vec<Row>, IndexError> {
        let closed = "SELECT * FROM runs WHERE forgotten_at IS NULL AND closed_at IS NOT NULL \
                      ORDER BY closed_at LIMIT $1";
        let rows = sqlx::query(closed).bind(limit).fetch_all(&self.pool).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// When the newest run started; `None` = the index is empty.
    pub(super) async fn newest(&self) -> Result<Option<i64>, IndexError> {
        Ok(sqlx::query_scalar("SELECT MAX(started_at) FROM runs").fetch_one(&self.pool).await?)
    }

    /// Whether any run is thought to be going on.
    pub(super) async fn oldest_open(&self) -> Result<Option<i64>, IndexError> {
        let open = "SELECT MIN(started_at) FROM runs WHERE status = 'running' AND run_id <> ''";
        Ok(sqlx::query_scalar(open).fetch_one(&self.pool).await?)
    }

    async fn send(&self, write: Write) {
        if let Err(error) = self.writes.send_timeout(write, PATIENCE).await {
            tracing::error!(error.text = %error, "The run index takes no more: a write was lost");
        }
    }
}

/// Connects, and brings the tables up to date. Of gateways that start at the same moment one makes the log and the
/// tables; what the others meet meanwhile depends on how far it is (a lock that `SQLite` does not wait for, a table that
/// is there already), and in the end they find its work done.
async fn prepared(
    pool: &SqlitePoolOptions,
    options: &SqliteConnectOptions,
) -> Result<SqlitePool, IndexError> {
    let until = Instant::now() + OPEN;
    let mut is_told = false;
    loop {
        let prepared = async {
            let pool = pool.clone().connect_with(options.clone()).await?;
            sqlx::migrate!().run(&pool).await?;
            Ok(pool)
        };
        match prepared.await {
            Err(error) if may_pass(&error) && Instant::now() < until => {
                if !std::mem::replace(&mut is_told, true) {
                    tracing::warn!(error.text = %error, "The run index cannot be opened yet");
                }
                tokio::time::sleep(OPEN_AGAIN).await;
            }
            prepared => return prepared,
        }
    }
}

/// Whether another gateway may be why the database could not be opened.
fn may_pass(error: &IndexError) -> bool {
    let is_locked = |error: &sqlx::Error| {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        // The lowest eight bits are SQLITE_BUSY's in whatever is more precise: https://sqlite.org/rescode.html
        code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
    };
    match error {
        // Whoever waits for a lock longer than for a connection is told so.
        IndexError::Database(error) => {
            matches!(error, sqlx::Error::PoolTimedOut) || is_locked(error)
        }
        IndexError::Migrate(MigrateError::Execute(_) | MigrateError::ExecuteMigration(..)) => true,
        IndexError::Migrate(_) | IndexError::Folder(_) => false,
    }
}

fn read(row: &SqliteRow) -> Result<Row, sqlx::Error> {
    let target: Option<String> = row.try_get("target_workflow_id")?;
    let target = match target {
        Some(workflow_id) => Some(Target {
            namespace: row.try_get::<Option<String>, _>("target_namespace")?.unwrap_or_default(),
            workflow_id,
            run_id: row.try_get("target_run_id")?,
        }),
        None => None,
    };
    let status: String = row.try_get("status")?;
    Ok(Row {
        workflow_id: row.try_get("workflow_id")?,
        run_id: row.try_get("run_id")?,
        namespace: row.try_get("namespace")?,
        workflow_type: row.try_get("workflow_type")?,
        name: row.try_get("name")?,
        requester: row.try_get("requester")?,
        verified: row.try_get("verified")?,
        status: read_status(&status),
        started_at: row.try_get("started_at")?,
        closed_at: row.try_get("closed_at")?,
        cancel_requested_at: row.try_get("cancel_requested_at")?,
        dry_run: row.try_get("dry_run")?,
        input_hash: row.try_get("input_hash")?,
        target,
        forgotten_at: row.try_get("forgotten_at")?,
    })
}

/// A status as it was written; what a later version wrote is looked at again.
fn read_status(text: &str) -> RunStatus {
    serde_json::from_value(text.into()).unwrap_or(RunStatus::Running)
}

#[cfg(test)]
mod tests {
    use super::super::row::running as row;
    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_a_disk_that_is_stuck() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("index.db").display());
        let index = Index::open(&url).await.unwrap();
        let elsewhere = SqlitePool::connect(&url).await.unwrap();
        let mut lock = elsewhere.acquire().await.unwrap();
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut *lock).await.unwrap();

        index.intend(row("intended")).await;
        index.record(row("recorded")).await;
        index.flush().await;
        assert_eq!(index.list(&Filter::default(), None, 10).await.unwrap().len(), 0);

        sqlx::query("ROLLBACK").execute(&mut *lock).await.unwrap();
        let (done, written) = oneshot::channel();
        index.writes.send(Write::Flush(done)).await.unwrap();
        written.await.unwrap();
        assert_eq!(index.list(&Filter::default(), None, 10).await.unwrap().len(), 2);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn gateways_that_start_at_one_moment_all_open_the_database_they_make() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite://{}", folder.path().join("index.db").display());
            let opening = futures_util::future::join_all((0..6).map(|_| {
                let url = url.clone();
                tokio::spawn(async move { Index::open(&url).await })
            }));
            for opened in opening.await {
                opened.unwrap().unwrap();
            }
        }
    }

    #[tokio::test]
    async fn when_a_run_was_forgotten_stays_until_it_is_seen_again() {
        let index = Index::open("sqlite::memory:").await.unwrap();
        let found_at = async |id| {
            index.flush().await;
            let row = index.find(id).await.unwrap().unwrap();
            (row.status, row.closed_at, row.forgotten_at)
        };
        let found = async || found_at("w").await;
        let ended = Row { status: RunStatus::Failed, closed_at: Some(2), ..row("w") };
        index.record(ended.clone()).await;
        assert_eq!(found().await, (RunStatus::Failed, Some(2), None));

        index.update(Update::forgotten(&ended, 7)).await;
        let known = (RunStatus::Failed, Some(2), Some(7));
        assert_eq!(found().await, known);
        let forgotten = index.find("w").await.unwrap().unwrap();
        index.update(Update::forgotten(&forgotten, 9)).await;
        assert_eq!(found().await, known);
        assert!(index.longest_closed(10).await.unwrap().is_empty());

        // A backup of Temporal was brought back.
        index.record(ended).await;
        assert_eq!(found().await, (RunStatus::Failed, Some(2), None));
        // How it ended is known, whatever somebody saw who looked before.
        index.update(Update::forgotten(&row("w"), 11)).await;
        assert_eq!(found().await, (RunStatus::Failed, Some(2), Some(11)));
        index.record(row("w")).await;
        assert_eq!(found().await, (RunStatus::Failed, Some(2), None));

        index.record(row("v")).await;
        index.update(Update::forgotten(&row("v"), 11)).await;
        assert_eq!(found_at("v").await, (RunStatus::Terminated, None, Some(11)));
    }
}
