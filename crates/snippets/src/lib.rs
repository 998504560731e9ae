//! A form's values as programs that start the same run: in the languages people call an API from ([`Language`]), and for
//! Temporal's CLI past the gateway ([`Direct`]). Pure.
//!
//! The input is in every program as JSON text and is sent as it stands: no language's own numbers and strings come
//! between the form and the run, so `18446744073709551615` and `1.0` arrive as they are. What must not be written down is
//! read from an environment variable when the program runs, and written into the JSON by the program.

mod body;
mod direct;
mod languages;
mod quote;
mod shell;
mod start;
mod variable;

pub use direct::Direct;
pub use languages::Language;
pub use start::{Confirm, Start};

#[cfg(test)]
mod tests;
