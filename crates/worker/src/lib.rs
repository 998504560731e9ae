//! The router worker: runs [`RouterWorkflow`], which carries a request from the gateway's namespace through
//! Nexus to a team's workflow, and its outcome back.

mod input;
mod outcome;
mod router;
mod run;
mod settings;

pub use input::INVALID_ROUTER_INPUT;
pub use outcome::{OPERATION_REFUSED, TARGET_TERMINATED, TARGET_TIMED_OUT};
pub use router::RouterWorkflow;
pub use run::run;
pub use settings::Settings;
