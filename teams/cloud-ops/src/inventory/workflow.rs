#![expect(clippy::needless_pass_by_value, reason = "the SDK hands a query its argument by value")]

use std::time::Duration;

use serde::{Deserialize, Serialize};
use temporalio_common::RetryPolicy;
use temporalio_common::data_converters::RawValue;
use temporalio_common::error::{ActivityExecutionError, IncomingError};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_sdk::{
    ActivityOptions, CancellableFuture, ContinueAsNewOptions, TimerOptions, WorkflowContext,
    WorkflowContextView, WorkflowResult, WorkflowTermination, workflows,
};

use super::activities::InventoryActivities;
use super::lists::{ACCOUNTS, CACHES, RDS_INSTANCES, REGIONS, TABLES};
use super::snapshot::Snapshot;
use crate::listing::{Answer, Listing, Question};
use crate::request;
use crate::sandbox::HEARTBEAT_TIMEOUT;

/// How the SDK takes errors of queries and updates.
type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps what the accounts hold, and answers queries about it at once. It runs until somebody cancels it.
#[workflow]
#[derive(Default)]
pub struct InventoryWorkflow {
    /// What was last read; none before the first time.
    snapshot: Option<Snapshot>,
    /// Why it could not be read the last time.
    problem: Option<String>,
    /// How often reading began, and ended.
    begun: u64,
    ended: u64,
    /// Somebody waits for what has not begun yet.
    wanted: bool,
}

/// The workflow's input. Each run hands the next one what it has read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Input {
    /// How long what was read is kept, in seconds.
    every_seconds: u64,
    /// How often it is read before the workflow continues as new, so that its history stays short.
    rounds: u64,
    snapshot: Option<Snapshot>,
}

impl Default for Input {
    fn default() -> Self {
        Self { every_seconds: 15, rounds: 400, snapshot: None }
    }
}

#[workflow_methods]
impl InventoryWorkflow {
    /// Reads, waits, reads again.
    #[run(name = "InventoryWorkflow")]
    pub async fn run(ctx: &mut WorkflowContext<Self>, argument: RawValue) -> WorkflowResult<()> {
        let input: Input = request::read(&argument)?;
        ctx.state_mut(|inventory| inventory.snapshot.clone_from(&input.snapshot));
        loop {
            Self::read(ctx).await?;
            Self::pause(ctx, Duration::from_secs(input.every_seconds)).await?;
            let enough = ctx.state(|inventory| inventory.ended >= input.rounds)
                || ctx.continue_as_new_suggested();
            // Whoever waits for a refresh is answered by the run that was asked.
            if enough && ctx.all_handlers_finished() {
                let snapshot = ctx.state(|inventory| inventory.snapshot.clone());
                let next =
                    RawValue::from_value(&Input { snapshot, ..input }, ctx.payload_converter());
                ctx.continue_as_new(next, ContinueAsNewOptions::default())?;
            }
        }
    }

    /// Reads the lists now, and answers when they were read.
    #[update(name = "refresh")]
    pub async fn refresh(ctx: &mut WorkflowContext<Self>) -> Result<String, AnyError> {
        // What is being read at this moment may have been looked at too early.
        let round = ctx.state_mut(|inventory| {
            inventory.wanted = true;
            inventory.begun + 1
        });
        ctx.wait_condition(|inventory| inventory.ended >= round).await?;
        ctx.state(|inventory| match (&inventory.problem, &inventory.snapshot) {
            (None, Some(snapshot)) => Ok(snapshot.as_of.clone()),
            (problem, _) => Err(problem.clone().unwrap_or_default().into()),
        })
    }

    /// The accounts.
    #[query(name = "accounts")]
    pub fn accounts(&self, _: &WorkflowContextView, asked: RawValue) -> Result<Answer, AnyError> {
        self.answer(&ACCOUNTS, &asked)
    }

    /// The regions; with `account`, those in which it has something.
    #[query(name = "regions")]
    pub fn regions(&self, _: &WorkflowContextView, asked: RawValue) -> Result<Answer, AnyError> {
        self.answer(&REGIONS, &asked)
    }

    /// The RDS instances of an `account` and a `region`.
    #[query(name = "rds_instances")]
    pub fn rds_instances(
        &self,
        _: &WorkflowContextView,
        asked: RawValue,
    ) -> Result<Answer, AnyError> {
        self.answer(&RDS_INSTANCES, &asked)
    }

    /// The DynamoDB tables of an `account` and a `region`.
    #[query(name = "tables")]
    pub fn tables(&self, _: &WorkflowContextView, asked: RawValue) -> Result<Answer, AnyError> {
        self.answer(&TABLES, &asked)
    }

    /// The caches of an `account` and a `region`.
    #[query(name = "caches")]
    pub fn caches(&self, _: &WorkflowContextView, asked: RawValue) -> Result<Answer, AnyError> {
        self.answer(&CACHES, &asked)
    }

    fn answer(&self, listing: &Listing, asked: &RawValue) -> Result<Answer, AnyError> {
        let question = Question::read(asked)?;
        let Some(snapshot) = &self.snapshot else {
            return Err(match &self.problem {
                None => "the inventory was not read yet; ask again in a moment".into(),
                Some(problem) => format!("the inventory cannot be read: {problem}").into(),
            });
        };
        Ok(question.answer(listing, snapshot.items(listing), &snapshot.as_of)?)
    }

    /// Reads the lists once. What cannot be read now can be next time, so this only ends when it is cancelled.
    async fn read(ctx: &WorkflowContext<Self>) -> WorkflowResult<()> {
        let known = ctx.state_mut(|inventory| {
            inventory.wanted = false;
            inventory.begun += 1;
            inventory.snapshot.as_ref().map(Snapshot::known).unwrap_or_default()
        });
        let options = ActivityOptions::with_start_to_close_timeout(Duration::from_secs(60))
            .heartbeat_timeout(HEARTBEAT_TIMEOUT)
            .retry_policy(RetryPolicy::builder().maximum_attempts(3_u32).build())
            .summary("Read the inventory")
            .build();
        let read = ctx.execute_activity(InventoryActivities::read_inventory, known, options).await;
        if let Err(ActivityExecutionError::Cancelled(_)) = read {
            return Err(WorkflowTermination::cancelled());
        }
        ctx.state_mut(|inventory| {
            inventory.ended = inventory.begun;
            match read {
                Ok(read) => {
                    inventory.snapshot.get_or_insert_default().update(read);
                    inventory.problem = None;
                }
                Err(error) => inventory.problem = Some(words(&error)),
            }
        });
        Ok(())
    }

    /// Waits for the next time, or until somebody wants it now.
    async fn pause(ctx: &WorkflowContext<Self>, time: Duration) -> WorkflowResult<()> {
        let mut next = ctx.timer(
            TimerOptions::builder(time)
                .summary("Wait until the inventory is read again".to_owned())
                .build(),
        );
        let wanted = workflows::select! {
            wanted = ctx.wait_condition(|inventory| inventory.wanted) => wanted.is_ok(),
            _ = &mut next => false,
        };
        if ctx.cancellation_token().is_cancelled() {
            return Err(WorkflowTermination::cancelled());
        }
        if wanted {
            next.cancel();
        }
        Ok(())
    }
}

/// What went wrong, in the step's own words.
fn words(error: &ActivityExecutionError) -> String {
    if let ActivityExecutionError::Failed(failed) = error
        && let Some(IncomingError::Application(own)) = failed.cause()
    {
        return own.to_string();
    }
    error.to_string()
}
