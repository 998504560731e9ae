//! The schema of a workflow: dialect, bundle, and what is wrong with it.

mod bundle;
mod dialect;
mod keywords;
mod origin;
mod references;

pub(crate) use bundle::{Bundle, Shared, bundle};
pub(crate) use dialect::read_dialect;
pub(crate) use keywords::each;
