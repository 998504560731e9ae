//! How the team's workflows schedule their steps.

use std::time::Duration;

use temporalio_common::RetryPolicy;
use temporalio_sdk::{ActivityCancellationType, ActivityOptions, WorkflowCancellationToken};

use crate::sandbox::HEARTBEAT_TIMEOUT;

/// A step that is cancelled with its workflow. The workflow waits until the step has cleaned up after itself.
///
/// `title` is what people see of the step; nothing secret belongs in it.
pub(crate) fn step(title: impl Into<String>) -> ActivityOptions {
    options(title, None)
}

/// A step that a cancelled workflow still carries out: clean-up, or a change that must not stay half made.
pub(crate) fn protected_step(title: impl Into<String>) -> ActivityOptions {
    options(title, Some(WorkflowCancellationToken::new()))
}

fn options(title: impl Into<String>, token: Option<WorkflowCancellationToken>) -> ActivityOptions {
    ActivityOptions::with_start_to_close_timeout(Duration::from_secs(10 * 60))
        .heartbeat_timeout(HEARTBEAT_TIMEOUT)
        .cancellation_type(ActivityCancellationType::WaitCancellationCompleted)
        .maybe_cancellation_token(token)
        .retry_policy(RetryPolicy::builder().maximum_interval(Duration::from_secs(10)).build())
        .summary(title)
        .build()
}
