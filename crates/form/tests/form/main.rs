//! The form engine through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "tests panic, and write their schemas in place"
)]

mod arbitrary;
mod branches;
mod common;
mod conditions;
mod defaults;
mod edits;
mod errors;
mod fields;
mod given;
mod hostile;
mod keys;
mod keywords;
mod left;
mod lists;
mod numbered;
mod options;
mod shared;
mod states;
mod unset;
mod whole;
