//! The choices of dynamic fields: asked once for everybody, kept, asked again in the background, and consulted when a
//! run is started.
//!
//! A [`Field`] is what the config says; a [`Question`] is that with the parameters somebody has set. [`Options`] answers
//! it from its memory or by asking the source, whose answer a [`gather::Gather`] maps, bounds and writes as the bytes that
//! are sent. [`members`] judges an input by the same lists.

mod answer;
mod breaker;
mod cache;
mod engine;
mod fault;
mod field;
mod gate;
mod gather;
mod label;
mod list;
mod mapping;
mod members;
mod places;
mod question;
mod request;
mod sources;
#[cfg(test)]
mod testing;
mod web;

pub(crate) use engine::{Listed, Options};
pub(crate) use fault::Fault;
pub(crate) use field::{Field, fields};
pub(crate) use members::check_members;
pub(crate) use question::Question;
pub(crate) use request::Request;
pub(crate) use sources::Sources;
pub use web::Host;
