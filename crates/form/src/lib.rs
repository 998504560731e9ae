//! The form engine without a screen: schema, hints and data in; fields, defaults, branches and the
//! request out. It evaluates no schema: verdicts come from the one validator, as data.

pub mod difference;
pub mod draft;
pub mod duration;
pub mod field;
pub mod file;
pub mod format;
pub mod json;
pub mod keys;
pub mod label;
pub mod link;
pub mod moment;
pub mod options;
pub mod pages;
pub mod pointer;
pub mod reading;
pub mod schema;
pub mod standing;
pub mod state;
pub mod tags;
pub mod taken;
pub mod worker;

mod applied;
mod bounds;
mod build;
mod choices;
mod conditions;
mod defaults;
mod document;
mod edit;
mod flat;
mod form;
mod guess;
mod items;
mod kept;
mod kind;
mod memo;
mod order;
mod problems;
mod reads;
mod request;
mod secrets;
mod shapes;
mod told;
mod types;
mod union;
mod unions;
mod uri;
mod widget;

pub use form::Form;
pub use label::singular;
pub use order::order_fault;
pub use reads::Reads;
pub use secrets::{covers, has_secrets, mask_secrets, secret_pointers, without_secrets};
