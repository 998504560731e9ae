//! The drawn form: Fields by type, Widgets by input, a Template around each, one registry that chooses.
//! State, defaults, branches and the request are `portico_form`'s; verdicts come from the worker.

mod asking;
mod controller;
mod core;
mod fields;
mod focus;
mod judge;
mod options;
mod path;
mod slot;
mod style;
mod template;
mod text;
mod view;
mod whole;
mod widgets;
mod window;
mod wizard;

pub use controller::{FormController, WorkerUnavailable};
pub use view::{ErrorSummary, ErrorSummaryProps, SchemaForm, SchemaFormProps};
pub use wizard::Forward;
