//! The form engine without a screen: schema, hints and data in; fields, defaults, branches and the
//! request out. It evaluates no schema: verdicts come from the one validator, as data.

pub mod field;
pub mod label;
pub mod moment;
pub mod pointer;
pub mod reading;
pub mod schema;
pub mod worker;

mod applied;
mod build;
mod defaults;
mod edit;
mod form;
mod problems;
mod reads;
mod request;
mod secrets;
mod told;

pub use build::singular;
pub use form::Form;
pub use reads::Reads;
pub use secrets::{covers, has_secrets, mask_secrets, secret_pointers, without_secrets};
