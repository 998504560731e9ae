#![doc = include_str!("../README.md")]

mod callback;
mod cancel;
mod deadline;
mod dispatch;
mod error;
mod header;
mod link;
mod operation;
mod reply;
mod request;
mod service;
mod start;
mod taken;
mod token;
mod worker;

pub use error::{ErrorKind, HandlerError, OperationError, OperationFailure};
pub use header::{ON_CONFLICT, WORKFLOW_ID};
pub use link::{LinkError, links_from_nexus, to_nexus as link_to_nexus};
pub use operation::{OnConflict, WorkflowOperation};
pub use request::OperationRequest;
pub use service::{Service, ServiceError};
pub use taken::{AlreadyStarted, WORKFLOW_ALREADY_CLOSED, WORKFLOW_ALREADY_RUNNING};
pub use token::{OperationToken, TokenError};
pub use worker::{BuildError, NexusWorker, NexusWorkerBuilder, RunError};

/// What this crate's functions take and return of other crates, each in the version it stands on.
pub use temporalio_client::{Connection, ConnectionOptions};
pub use temporalio_common::protos::temporal::api::common::v1::{Link, Payload};
pub use temporalio_common::protos::temporal::api::enums::v1::WorkflowIdReusePolicy;
pub use temporalio_common::protos::temporal::api::nexus::v1::Link as NexusLink;
pub use temporalio_common::worker::{WorkerDeploymentOptions, WorkerDeploymentVersion};
pub use temporalio_sdk_core::WorkerVersioningStrategy;
pub use tokio_util::sync::CancellationToken;
pub use tonic;
pub use url::Url;
