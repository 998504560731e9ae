//! The form engine without a screen: schema, hints and data in; fields, defaults, branches and the
//! request out. It evaluates no schema: verdicts come from the one validator, as data.

pub mod pointer;
pub mod schema;

mod secrets;

pub use secrets::{mask_secrets, secret_pointers, without_secrets};
