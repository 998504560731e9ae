use std::time::Duration;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout_at};

use super::row::{Row, Update};
use super::store::IndexError;

/// Writes taken into one transaction.
const BATCH: usize = 256;
/// A write that nobody waits for may wait this long for others, to share a transaction with them: that a run has begun is
/// written with the next one that is intended.
const GATHER: Duration = Duration::from_millis(50);
/// Pause before a failed batch is tried again.
const RETRY: Duration = Duration::from_millis(250);
/// Times a batch is tried; what it held is found again in Temporal.
const TRIES: u32 = 20;

/// Something to write, and who waits for it.
#[derive(Debug)]
pub(super) enum Write {
    /// A run that is about to start; a row that is there stays as it is.
    Intend(Box<Row>, oneshot::Sender<()>),
    /// Temporal has begun a run.
    Started(Box<Row>),
    /// What Temporal says of a run; replaces everything but a proven requester.
    Record(Box<Row>),
    /// What a look at a run adds.
    Update(Box<Update>),
    /// A start that never happened.
    Forget(String),
    /// Nothing: answered when everything before it is written.
    Flush(oneshot::Sender<()>),
}

impl Write {
    /// Whether somebody waits until it is done.
    fn is_awaited(&self) -> bool {
        matches!(self, Self::Intend(..) | Self::Flush(_))
    }
}

/// Writes everything in the order it came, many in one transaction, until the sender is gone.
pub(super) async fn write_all(pool: SqlitePool, mut writes: mpsc::Receiver<Write>) {
    let mut batch = Vec::with_capacity(BATCH);
    while writes.recv_many(&mut batch, BATCH).await > 0 {
        let until = Instant::now() + GATHER;
        while batch.len() < BATCH && !batch.iter().any(Write::is_awaited) {
            let Ok(Some(write)) = timeout_at(until, writes.recv()).await else { break };
            batch.push(write);
        }
        for attempt in 1..=TRIES {
            match commit(&pool, &batch).await {
                Ok(()) => break,
                Err(error) => {
                    tracing::error!(index.writes = batch.len(), attempt, error.text = %error, "Writing the run index failed");
                    sleep(RETRY).await;
                }
            }
        }
        for write in batch.drain(..) {
            if let Write::Intend(_, done) | Write::Flush(done) = write {
                // Nobody may be waiting any more.
                let _ = done.send(());
            }
        }
    }
}

async fn commit(pool: &SqlitePool, batch: &[Write]) -> Result<(), IndexError> {
    if batch.iter().all(|write| matches!(write, Write::Flush(_))) {
        return Ok(());
    }
    let mut transaction = pool.begin().await?;
    for write in batch {
        match write {
            Write::Intend(row, _) => insert(row, INTEND).execute(&mut *transaction).await?,
            Write::Started(row) => match started(row).execute(&mut *transaction).await? {
                written if written.rows_affected() > 0 => written,
                // Its row was not written before, or is that of another attempt.
                _ => insert(row, RECORD).execute(&mut *transaction).await?,
            },
            Write::Record(row) => insert(row, RECORD).execute(&mut *transaction).await?,
            Write::Update(update) => update_row(update).execute(&mut *transaction).await?,
            Write::Forget(workflow_id) => {
                sqlx::query("DELETE FROM runs WHERE workflow_id = $1 AND run_id = ''")
                    .bind(workflow_id)
                    .execute(&mut *transaction)
                    .await?
            }
            Write::Flush(_) => continue,
        };
    }
    transaction.commit().await?;
    Ok(())
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

const INTEND: &str = "INSERT INTO runs (workflow_id, run_id, namespace, workflow_type, name, requester, verified, status, \
    started_at, closed_at, cancel_requested_at, dry_run, input_hash, target_namespace, target_workflow_id, target_run_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
    ON CONFLICT (workflow_id) DO NOTHING";

/// Temporal's lists lag behind: a run that was seen closed stays so. Who asked stays proven for the same run, and for the
/// one that a start without an answer became, by the rule of [`Row::proves`].
const RECORD: &str = "INSERT INTO runs (workflow_id, run_id, namespace, workflow_type, name, requester, verified, status, \
    started_at, closed_at, cancel_requested_at, dry_run, input_hash, target_namespace, target_workflow_id, target_run_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
    ON CONFLICT (workflow_id) DO UPDATE SET \
    run_id = excluded.run_id, namespace = excluded.namespace, workflow_type = excluded.workflow_type, \
    requester = CASE WHEN runs.verified AND runs.run_id = excluded.run_id THEN runs.requester ELSE excluded.requester END, \
    verified = excluded.verified OR (runs.verified AND (runs.run_id = excluded.run_id OR (runs.run_id = '' \
    AND runs.namespace = excluded.namespace AND runs.workflow_type = excluded.workflow_type \
    AND runs.requester = excluded.requester AND runs.input_hash = excluded.input_hash))), \
    status = CASE WHEN excluded.closed_at IS NULL AND runs.closed_at IS NOT NULL AND runs.run_id = excluded.run_id \
    THEN runs.status ELSE excluded.status END, \
    closed_at = CASE WHEN runs.run_id = excluded.run_id THEN COALESCE(excluded.closed_at, runs.closed_at) \
    ELSE excluded.closed_at END, started_at = excluded.started_at, \
    cancel_requested_at = COALESCE(excluded.cancel_requested_at, runs.cancel_requested_at), \
    dry_run = excluded.dry_run, input_hash = excluded.input_hash, forgotten_at = NULL, \
    target_namespace = COALESCE(excluded.target_namespace, runs.target_namespace), \
    target_workflow_id = COALESCE(excluded.target_workflow_id, runs.target_workflow_id), \
    target_run_id = COALESCE(excluded.target_run_id, runs.target_run_id)";

/// All that a start adds to the row it was intended with; no index of the lists is written again.
fn started(row: &Row) -> Query<'_> {
    sqlx::query(
        "UPDATE runs SET run_id = $2 \
         WHERE workflow_id = $1 AND run_id = '' AND input_hash = $3 AND started_at = $4",
    )
    .bind(&row.workflow_id)
    .bind(&row.run_id)
    .bind(&row.input_hash)
    .bind(row.started_at)
}

fn insert<'q>(row: &'q Row, sql: &'static str) -> Query<'q> {
    let target = row.target.as_ref();
    sqlx::query(sql)
        .bind(&row.workflow_id)
        .bind(&row.run_id)
        .bind(&row.namespace)
        .bind(&row.workflow_type)
        .bind(&row.name)
        .bind(&row.requester)
        .bind(row.verified)
        .bind(row.status.as_str())
        .bind(row.started_at)
        .bind(row.closed_at)
        .bind(row.cancel_requested_at)
        .bind(row.dry_run)
        .bind(&row.input_hash)
        .bind(target.map(|t| &t.namespace))
        .bind(target.map(|t| &t.workflow_id))
        .bind(target.and_then(|t| t.run_id.as_ref()))
}

fn update_row(update: &Update) -> Query<'_> {
    let target = update.target.as_ref();
    sqlx::query(
        "UPDATE runs SET \
         status = CASE WHEN $4 IS NULL AND closed_at IS NOT NULL THEN status ELSE $3 END, \
         closed_at = COALESCE($4, closed_at), \
         cancel_requested_at = COALESCE($5, cancel_requested_at), target_namespace = COALESCE($6, target_namespace), \
         target_workflow_id = COALESCE($7, target_workflow_id), target_run_id = COALESCE($8, target_run_id), \
         forgotten_at = $9 \
         WHERE workflow_id = $1 AND run_id = $2",
    )
    .bind(&update.workflow_id)
    .bind(&update.run_id)
    .bind(update.status.as_str())
    .bind(update.closed_at)
    .bind(update.cancel_requested_at)
    .bind(target.map(|t| &t.namespace))
    .bind(target.map(|t| &t.workflow_id))
    .bind(target.and_then(|t| t.run_id.as_ref()))
    .bind(update.forgotten_at)
}

#[cfg(test)]
mod tests {
    use super::super::row::running;
    use super::super::store::Index;
    use super::*;

    fn intended() -> Row {
        Row { run_id: String::new(), input_hash: "h".to_owned(), ..running("w") }
    }

    #[tokio::test]
    async fn a_start_without_an_answer_proves_nothing_of_another_run() {
        let seen = |change: fn(&mut Row)| {
            let mut row = Row { run_id: "r".to_owned(), verified: false, ..intended() };
            change(&mut row);
            row
        };
        for (row, verified) in [
            (seen(|_| ()), true),
            (seen(|row| row.namespace.push('x')), false),
            (seen(|row| row.workflow_type.push('x')), false),
            (seen(|row| row.requester.push('x')), false),
            (seen(|row| row.input_hash.push('x')), false),
        ] {
            let index = Index::open("sqlite::memory:").await.unwrap();
            index.intend(intended()).await;
            index.record(row.clone()).await;
            index.flush().await;
            let expected = Row { verified, ..row };
            assert_eq!(index.find("w").await.unwrap(), Some(expected));
        }
    }

    #[tokio::test]
    async fn a_start_is_written_whether_it_was_intended_or_not() {
        let run = Row { input_hash: "h".to_owned(), ..running("w") };
        let other = Row { input_hash: "i".to_owned(), ..intended() };
        let earlier = Row { started_at: 0, ..intended() };
        for before in [None, Some(intended()), Some(other), Some(earlier)] {
            let index = Index::open("sqlite::memory:").await.unwrap();
            if let Some(before) = before {
                index.intend(before).await;
            }
            index.started(run.clone()).await;
            index.flush().await;
            let found = index.find("w").await.unwrap().unwrap();
            assert_eq!(found, run);
        }
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_written_without_another() {
        let index = Index::open("sqlite::memory:").await.unwrap();
        index.record(running("w")).await;
        while index.find("w").await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_look_at_a_run_adds_nothing_to_a_start_without_an_answer() {
        let index = Index::open("sqlite::memory:").await.unwrap();
        index.intend(intended()).await;
        index.update(Update::forgotten(&running("w"), 7)).await;
        index.flush().await;
        assert_eq!(index.find("w").await.unwrap(), Some(intended()));
    }
}
