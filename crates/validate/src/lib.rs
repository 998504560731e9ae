//! The one validator. Portal, gateway, catalog and CLI judge with the same settings and the same words,
//! so what one of them accepts the others do too.

mod around;
mod branch;
mod dialect;
mod exact;
mod faults;
mod mend;
mod message;
mod order;
pub mod paste;
mod problems;
mod rest;
mod session;
mod spread;
mod validator;
pub mod yaml;

pub use dialect::{Dialect, dialect_of};
pub use faults::refusals;
pub use session::Session;
pub use validator::{Condition, SchemaError, Validator};
