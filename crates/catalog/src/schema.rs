//! The schema of a workflow: dialect, bundle, and what is wrong with it.

mod bounds;
mod bundle;
mod checks;
mod custom;
mod cut;
mod defaults;
mod dialect;
mod drafts;
mod growth;
mod keywords;
mod lookup;
mod origin;
mod references;
mod required;
mod siblings;
mod validity;

pub(crate) use bundle::{Shared, bundle};
pub(crate) use checks::{check, check_all};
pub(crate) use dialect::read_dialect;
pub(crate) use keywords::{children, each};
pub(crate) use lookup::{Field, find};
pub(crate) use origin::Origin;
pub(crate) use references::References;
pub(crate) use validity::Judge;
