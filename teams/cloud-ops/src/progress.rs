//! How far a run is, where Temporal's own UI and Portico look for it: the workflow's current details.

use serde_json::json;
use temporalio_sdk::WorkflowContext;

/// Says that `done` of `total` steps are done and what happens now, as JSON `{done, total, message}`.
pub(crate) fn progress<W>(ctx: &WorkflowContext<W>, done: usize, total: usize, message: &str) {
    ctx.set_current_details(
        json!({ "done": done, "total": total, "message": message }).to_string(),
    );
}
