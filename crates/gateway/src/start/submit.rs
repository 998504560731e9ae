use std::sync::Arc;

use jiff::Timestamp;
use portico_contract::http::{Lane, Run, RunStatus, SECRET_MARK, Step, StepStatus};
use portico_contract::nexus::{Memo, ROUTER_WORKFLOW, RouterInput};
use serde_json::{Value, json};
use temporalio_common::protos::temporal::api::workflowservice::v1::DescribeWorkflowExecutionResponse;

use super::key::hash_of;
use super::order::{Order, with_requester};
use crate::catalog::Entry;
use crate::error::{ApiError, ApiResult};
use crate::follow::{RouterView, status_of};
use crate::identity::Caller;
use crate::index::Row;
use crate::middleware::request_id;
use crate::state::AppState;
use crate::temporal::{CallError, Page, Start, Started, micros, read_memo, rfc3339_of_micros};

/// What became of a start.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The run began.
    Started(Box<Run>),
    /// The same request began it before.
    Repeated(Box<Run>),
}

/// Starts the router, or finds the run that the same request started before.
pub(crate) async fn submit(
    app: &AppState,
    order: &Order,
    caller: &Caller,
    workflow_id: String,
) -> ApiResult<Outcome> {
    let request_hash = hash_of(&order.input);
    let memo = Memo {
        v: 1,
        namespace: order.entry.namespace.clone(),
        workflow_type: order.entry.workflow_type.clone(),
        definition: order.entry.definition.clone(),
        request_hash,
    };
    let input = order.router_input(caller);
    let mut row = row(app, order, caller, workflow_id, &memo);
    // Both at once: the row is on its way to the disk while Temporal works, and costs no time of its own.
    let start = Start {
        workflow_id: &row.workflow_id,
        input: &input,
        memo: &memo,
        summary: &order.entry.name,
    };
    let (started, ()) = tokio::join!(app.temporal.start(start), app.index.intend(row.clone()));
    match started {
        Ok(Started::Now(run_id)) => {
            count("started");
            row.run_id = run_id;
            tracing::info!(
                request.id = %request_id::current(),
                workflow.id = %row.workflow_id,
                workflow.run_id = %row.run_id,
                workflow.type = %row.workflow_type,
                requester = %row.requester,
                "Started a run"
            );
            app.index.started(row.clone()).await;
            Ok(Outcome::Started(Box::new(run(app, order, row))))
        }
        Ok(Started::Before) => {
            let described = match earlier(app, &row.workflow_id, &memo, Some(&input)).await {
                Ok(Earlier::Same(described)) => described,
                Ok(Earlier::Other) => {
                    app.index.forget(&row.workflow_id).await;
                    return Err(ApiError::key_reused());
                }
                Ok(Earlier::None) => {
                    let text = "a run was removed between its start and the look at it";
                    return Err(ApiError::temporal_unavailable(text).for_a_start());
                }
                Err(error) => return Err(ApiError::from(error).for_a_start()),
            };
            count("repeated");
            complete(&mut row, &described);
            app.index.record(row.clone()).await;
            Ok(Outcome::Repeated(Box::new(run(app, order, row))))
        }
        Err(error) => {
            count("failed");
            // A call that ran into its deadline may have worked; its row is settled when Temporal answers again.
            if !error.is_transient() {
                app.index.forget(&row.workflow_id).await;
            }
            Err(ApiError::from(error).for_a_start())
        }
    }
}

/// The run that an earlier request with this key and input started; `None` = none did. `order` is there where the
/// input is still good; of one that is not, the answer shows nothing.
pub(crate) async fn find_repeated(
    app: &AppState,
    entry: &Arc<Entry>,
    caller: &Caller,
    workflow_id: &str,
    sent: Value,
    order: Option<&Order>,
) -> ApiResult<Option<Run>> {
    let prepared = app.catalog.prepare(entry).map_err(ApiError::internal)?;
    let memo = Memo {
        v: 1,
        namespace: entry.namespace.clone(),
        workflow_type: entry.workflow_type.clone(),
        definition: String::new(),
        request_hash: hash_of(&with_requester(sent, &prepared, caller)),
    };
    let expected = order.map(|order| order.router_input(caller));
    let found = earlier(app, workflow_id, &memo, expected.as_ref()).await;
    let Earlier::Same(described) = found.map_err(|error| ApiError::from(error).for_a_start())?
    else {
        return Ok(None);
    };
    let row = Row {
        workflow_id: workflow_id.to_owned(),
        run_id: String::new(),
        namespace: memo.namespace,
        workflow_type: memo.workflow_type,
        name: entry.name.clone(),
        requester: caller.email.clone(),
        verified: true,
        status: RunStatus::Running,
        started_at: 0,
        closed_at: None,
        cancel_requested_at: None,
        dry_run: false,
        input_hash: String::new(),
        target: None,
        forgotten_at: None,
    };
    let known = app.index.find(workflow_id).await.map_err(ApiError::internal)?;
    let mut row = known.unwrap_or(row);
    complete(&mut row, &described);
    let input = order.map_or_else(|| json!({ SECRET_MARK: true }), Order::masked_input);
    Ok(Some(Run { input, ..row.into_run(app.settings.environment.as_str()) }))
}

/// What holds the workflow id.
enum Earlier {
    /// The run of the same request.
    Same(Box<DescribeWorkflowExecutionResponse>),
    /// Another input's run, or something that is no run of a gateway.
    Other,
    /// Nothing.
    None,
}

/// Whether the router that has this id was started by the same request. Whoever may write to the gateway's namespace
/// can start a router under an id, and write any memo: it counts only where a gateway wrote down that it started
/// that run, or where the run does exactly what is asked for.
async fn earlier(
    app: &AppState,
    workflow_id: &str,
    memo: &Memo,
    expected: Option<&RouterInput>,
) -> Result<Earlier, CallError> {
    let described = match app.temporal.describe(app.temporal.namespace(), workflow_id, "").await {
        Ok(described) => described,
        Err(CallError::NotFound(_)) => return Ok(Earlier::None),
        Err(error) => return Err(error),
    };
    let info = described.workflow_execution_info.as_ref();
    let is_router =
        info.and_then(|info| info.r#type.as_ref()).is_some_and(|t| t.name == ROUTER_WORKFLOW);
    let found = read_memo(info.and_then(|info| info.memo.as_ref())).filter(|_| is_router);
    let same = found.is_some_and(|found| {
        (&found.namespace, &found.workflow_type, &found.request_hash)
            == (&memo.namespace, &memo.workflow_type, &memo.request_hash)
    });
    let run_id = info.and_then(|info| info.execution.as_ref()).map(|run| run.run_id.as_str());
    let run_id = run_id.unwrap_or_default();
    let ours = same
        && (written_down(app, workflow_id, run_id).await
            || (expected.is_some()
                && input_of(app, workflow_id, run_id).await?.as_ref() == expected));
    Ok(if ours { Earlier::Same(Box::new(described)) } else { Earlier::Other })
}

/// Whether a gateway started this run and wrote that down.
async fn written_down(app: &AppState, workflow_id: &str, run_id: &str) -> bool {
    app.index.flush().await;
    let row = app.index.find(workflow_id).await.unwrap_or_else(|error| {
        tracing::error!(error.text = %error, "Reading the run index failed");
        None
    });
    row.is_some_and(|row| row.verified && row.run_id == run_id)
}

/// What a router was started with; `None` = nothing a router understands.
async fn input_of(
    app: &AppState,
    workflow_id: &str,
    run_id: &str,
) -> Result<Option<RouterInput>, CallError> {
    let namespace = app.temporal.namespace();
    let page = app.temporal.history(namespace, workflow_id, run_id, Page::First).await?;
    let mut view = RouterView::default();
    page.history.iter().flat_map(|history| &history.events).for_each(|event| view.apply(event));
    Ok(view.input)
}

fn row(app: &AppState, order: &Order, caller: &Caller, workflow_id: String, memo: &Memo) -> Row {
    Row {
        workflow_id,
        run_id: String::new(),
        namespace: memo.namespace.clone(),
        workflow_type: memo.workflow_type.clone(),
        name: order.entry.name.clone(),
        requester: caller.email.clone(),
        verified: true,
        status: RunStatus::Running,
        started_at: Timestamp::now().as_microsecond(),
        closed_at: None,
        cancel_requested_at: None,
        dry_run: order.prepared.is_dry_run(&order.input),
        input_hash: app.index.fingerprint().of(&order.input),
        target: None,
        forgotten_at: None,
    }
}

fn complete(row: &mut Row, described: &DescribeWorkflowExecutionResponse) {
    let Some(info) = &described.workflow_execution_info else { return };
    row.run_id =
        info.execution.as_ref().map(|execution| execution.run_id.clone()).unwrap_or_default();
    row.status = status_of(info.status());
    row.started_at = info.start_time.map_or(row.started_at, micros);
    row.closed_at = info.close_time.map(micros);
}

/// The run as its page first shows it.
fn run(app: &AppState, order: &Order, row: Row) -> Run {
    let step = Step {
        lane: Lane::Gateway,
        title: ROUTER_WORKFLOW.to_owned(),
        status: StepStatus::Pending,
        started_at: Some(rfc3339_of_micros(row.started_at)),
        closed_at: None,
        attempt: 1,
        last_failure: None,
        next_attempt_at: None,
    };
    let steps = if row.status.is_closed() { Vec::new() } else { vec![step] };
    Run { input: order.masked_input(), steps, ..row.into_run(app.settings.environment.as_str()) }
}

fn count(outcome: &'static str) {
    metrics::counter!("portico_starts_total", "outcome" => outcome).increment(1);
}
