//! The form engine through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "tests panic, and write their schemas in place"
)]

mod arbitrary;
mod common;
mod edits;
mod fields;
mod given;
mod hostile;
mod keys;
mod keywords;
mod numbered;
mod options;
mod rules;
mod states;
mod whole;
