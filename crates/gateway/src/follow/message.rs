use portico_contract::http::Progress;
use temporalio_common::protos::temporal::api::history::v1::HistoryEvent;
use temporalio_common::protos::temporal::api::workflowservice::v1::DescribeWorkflowExecutionResponse;

use crate::temporal::CallError;

/// Which of a run's two histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Router,
    Target,
}

/// What a follower's helpers tell it.
#[derive(Debug)]
pub(super) enum Message {
    /// The next events of a history.
    Events(Side, Vec<HistoryEvent>),
    /// A history cannot be read for the moment.
    Trouble(Side),
    /// A history cannot be read at all.
    Lost(Side, CallError),
    /// What Describe says.
    Described(Side, Result<Box<DescribeWorkflowExecutionResponse>, CallError>),
    /// What the target says of itself, asked when its history stood at the given position.
    Progress(i64, Result<Option<Progress>, CallError>),
}
