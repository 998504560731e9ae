use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use portico_contract::nexus::ROUTER_WORKFLOW;
use temporalio_common::protos::temporal::api::workflow::v1::WorkflowExecutionInfo;
use tokio::task::JoinHandle;

use super::row::{Row, Update};
use super::store::{Index, IndexError};
use crate::catalog::CatalogStore;
use crate::follow::{RouterView, status_of};
use crate::temporal::{CallError, Page, Temporal, micros, rfc3339_of_micros};

/// How often Temporal's list is compared with the index. The list itself lags by seconds.
const EVERY: Duration = Duration::from_secs(30);
/// How far back a comparison looks beyond the one before, in microseconds: more than the list lags.
const OVERLAP: i64 = 5 * 60 * 1_000_000;
/// A start is answered within this, or it never will be; in microseconds.
const UNANSWERED: i64 = 30 * 1_000_000;
/// How many comparisons there are to each look for runs that Temporal has forgotten.
const ROUNDS: u64 = 60;
/// Closed runs that are asked for before it is clear whether there are more to ask for.
const BATCH: u32 = 20;
/// Batches asked for in one round: after a long time without a gateway there may be many.
const BATCHES: u32 = 50;
/// Histories asked for at the same time.
const AT_ONCE: usize = 4;

/// Keeps the index like Temporal: after a crash, for other replicas' runs and for other clients'.
#[derive(Clone)]
pub struct Keeper {
    /// The index.
    pub(crate) index: Index,
    /// The cluster.
    pub(crate) temporal: Temporal,
    /// Names of workflows.
    pub(crate) catalog: Arc<CatalogStore>,
}

#[derive(Debug, thiserror::Error)]
enum KeepError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Temporal(#[from] CallError),
}

impl Keeper {
    /// Compares now and again and again, until the handle is aborted.
    pub fn keep(self) -> JoinHandle<()> {
        tokio::spawn(async move {
            let mut since = None;
            for round in 0_u64.. {
                let now = Timestamp::now().as_microsecond();
                match self.compare(since).await {
                    Ok(()) => since = Some(now - OVERLAP),
                    Err(error) => {
                        tracing::warn!(error.text = %error, "Comparing the run index with Temporal failed");
                    }
                }
                if round % ROUNDS == 0
                    && let Err(error) = self.settle_forgotten().await
                {
                    tracing::warn!(error.text = %error, "Looking for runs that Temporal has forgotten failed");
                }
                tokio::time::sleep(EVERY).await;
            }
        })
    }

    /// Takes over every router that started or closed since a moment; `None` = as far back as the index needs it.
    async fn compare(&self, since: Option<i64>) -> Result<(), KeepError> {
        self.settle_intended().await?;
        let since = match (since, self.index.oldest_open().await?, self.index.newest().await?) {
            (Some(since), ..) => Some(since),
            (None, Some(open), _) => Some(open - OVERLAP),
            (None, None, newest) => newest.map(|newest| newest - OVERLAP),
        };
        let mut query = format!("WorkflowType = '{ROUTER_WORKFLOW}'");
        if let Some(since) = since {
            let since = rfc3339_of_micros(since);
            query.push_str(&format!(" AND (StartTime >= '{since}' OR CloseTime >= '{since}')"));
        }
        let mut token = Vec::new();
        loop {
            let page = self.temporal.list(&query, token).await?;
            let mut taken =
                stream::iter(page.executions).map(|info| self.take(info)).buffer_unordered(AT_ONCE);
            while let Some(taken) = taken.next().await {
                taken?;
            }
            token = page.next_page_token;
            if token.is_empty() {
                return Ok(());
            }
        }
    }

    /// Starts whose answer was lost: either Temporal has the run, or it never began.
    async fn settle_intended(&self) -> Result<(), KeepError> {
        let before = Timestamp::now().as_microsecond() - UNANSWERED;
        for row in self.index.intended_before(before).await? {
            match self.temporal.describe(self.temporal.namespace(), &row.workflow_id, "").await {
                Ok(described) => {
                    if let Some(info) = described.workflow_execution_info {
                        self.take(info).await?;
                    }
                }
                Err(CallError::NotFound(_)) => self.index.forget(&row.workflow_id).await,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn settle_forgotten(&self) -> Result<(), KeepError> {
        self.settle_lost().await?;
        self.note_forgotten().await
    }

    /// Runs that are thought to be going on, and that no list of Temporal's will ever name again.
    async fn settle_lost(&self) -> Result<(), KeepError> {
        let rows = self.index.open_runs().await?;
        let mut looks = stream::iter(rows)
            .map(|row| async move {
                let namespace = self.temporal.namespace();
                match self.temporal.describe(namespace, &row.workflow_id, &row.run_id).await {
                    Err(CallError::NotFound(_)) => {
                        let now = Timestamp::now().as_microsecond();
                        self.index.update(Update::forgotten(&row, now)).await;
                        Ok(())
                    }
                    Err(error) => Err(error.into()),
                    Ok(described) => match described.workflow_execution_info {
                        Some(info) if status_of(info.status()).is_closed() => self.take(info).await,
                        _ => Ok(()),
                    },
                }
            })
            .buffer_unordered(AT_ONCE);
        while let Some(looked) = looks.next().await {
            looked?;
        }
        Ok(())
    }

    /// Runs whose time with Temporal is over. It forgets them in the order in which they ended, so that as soon as one
    /// is still there, the younger ones are.
    async fn note_forgotten(&self) -> Result<(), KeepError> {
        for _ in 0..BATCHES {
            let rows = self.index.longest_closed(BATCH).await?;
            let asked = rows.len();
            let mut forgotten = 0;
            for row in rows {
                let namespace = self.temporal.namespace();
                match self.temporal.describe(namespace, &row.workflow_id, &row.run_id).await {
                    Err(CallError::NotFound(_)) => {
                        let now = Timestamp::now().as_microsecond();
                        self.index.update(Update::forgotten(&row, now)).await;
                        forgotten += 1;
                    }
                    Err(error) => return Err(error.into()),
                    Ok(_) => {}
                }
            }
            if forgotten < asked || asked == 0 {
                break;
            }
            self.index.flush().await;
        }
        Ok(())
    }

    async fn take(&self, info: WorkflowExecutionInfo) -> Result<(), KeepError> {
        let execution = info.execution.clone().unwrap_or_default();
        let known = self.index.find(&execution.workflow_id).await?;
        let known = known.filter(|row| row.run_id == execution.run_id);
        // A list lags: what was not there when it was asked for itself is not back because of it.
        if known.as_ref().is_some_and(|row| row.forgotten_at.is_some()) {
            return Ok(());
        }
        if let Some(known) = known {
            let update = Update {
                workflow_id: execution.workflow_id,
                run_id: execution.run_id,
                status: status_of(info.status()),
                closed_at: info.close_time.map(micros),
                cancel_requested_at: None,
                target: None,
                forgotten_at: None,
            };
            // Most of what a comparison sees, it saw before.
            if (update.status, update.closed_at) != (known.status, known.closed_at) {
                self.index.update(update).await;
            }
        } else if let Some(row) = self.row(&info).await? {
            self.index.record(row).await;
        }
        Ok(())
    }

    /// The row of a run the index does not have, read from its first event. Whoever wrote that event, no gateway
    /// vouches for its requester any more.
    async fn row(&self, info: &WorkflowExecutionInfo) -> Result<Option<Row>, KeepError> {
        let execution = info.execution.clone().unwrap_or_default();
        let namespace = self.temporal.namespace();
        let page = match self
            .temporal
            .history(namespace, &execution.workflow_id, &execution.run_id, Page::First)
            .await
        {
            Ok(page) => page,
            // It was removed between the two questions.
            Err(CallError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut view = RouterView::default();
        page.history.iter().flat_map(|history| &history.events).for_each(|event| view.apply(event));
        let Some(input) = view.input else { return Ok(None) };
        let catalog = self.catalog.current();
        let entry = catalog.by_target(&input.namespace, &input.workflow_type);
        let memo_namespace = view.memo.map(|memo| memo.namespace);
        Ok(Some(Row {
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
            namespace: entry
                .map(|entry| entry.namespace.clone())
                .or(memo_namespace)
                .unwrap_or_else(|| input.namespace.clone()),
            name: entry.map_or_else(|| input.workflow_type.clone(), |entry| entry.name.clone()),
            workflow_type: input.workflow_type,
            requester: input.requester_email,
            verified: false,
            status: status_of(info.status()),
            started_at: info.start_time.map_or(view.started_at, micros),
            closed_at: info.close_time.map(micros),
            cancel_requested_at: None,
            dry_run: input.workflow_input_data.get("dry_run") == Some(&true.into()),
            input_hash: self.index.fingerprint().of(&input.workflow_input_data),
            target: None,
            forgotten_at: None,
        }))
    }
}
