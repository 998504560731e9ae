//! The drawn form: Fields by type, Widgets by input, a Template around each, one registry that chooses.
//! State, defaults, branches and the request are `portico_form`'s; verdicts come from the worker.

mod controller;
mod view;

pub use controller::{FormController, WorkerUnavailable};
pub use view::{ErrorSummary, SchemaForm};
