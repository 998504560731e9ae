//! Nexus operation handlers for the Temporal Rust SDK, which can call Nexus operations but not yet serve them.
//!
//! A [`NexusWorker`] polls a task queue for Nexus tasks and answers them: a [`WorkflowOperation`] starts a
//! workflow whose result becomes the operation's result, a synchronous operation answers at once. Tokens,
//! callback headers, links and errors have the form the official SDKs give them, so callers and handlers in
//! Go, Java, Python, TypeScript and .NET work with it.

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
mod token;
mod worker;

pub use error::{ErrorKind, HandlerError, OperationError, OperationFailure};
pub use header::{ON_CONFLICT, WORKFLOW_ALREADY_RUNNING, WORKFLOW_ID};
pub use link::{LinkError, links_from_nexus, to_nexus as link_to_nexus};
pub use operation::{OnConflict, WorkflowOperation};
pub use request::OperationRequest;
pub use service::{Service, ServiceError};
pub use start::AlreadyRunning;
pub use token::{OperationToken, TokenError};
pub use worker::{BuildError, NexusWorker, NexusWorkerBuilder, RunError};
