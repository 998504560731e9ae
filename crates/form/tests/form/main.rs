//! The form engine through its public face.

mod common;
mod edits;
mod fields;
mod rules;
