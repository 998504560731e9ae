//! The router worker: runs [`RouterWorkflow`], which carries a request from the gateway's namespace through
//! Nexus to a team's workflow, and its outcome back; and [`OptionsWorkflow`], which asks a team's operation for
//! the choices of a field.

mod input;
mod operation;
mod options;
mod outcome;
mod router;
mod run;
mod settings;

pub use options::{
    INVALID_OPTIONS_INPUT, OPERATION_NOT_SYNCHRONOUS, OPERATION_TIMED_OUT, OptionsWorkflow,
};
pub use outcome::{OPERATION_REFUSED, TARGET_TERMINATED};
pub use router::{INVALID_ROUTER_INPUT, RouterWorkflow, TARGET_TIMED_OUT};
pub use run::run;
pub use settings::Settings;
