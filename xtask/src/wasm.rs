//! Changes of a built wasm that no tool of the build makes: what is kept for nothing is emptied, long names are cut.

mod prune;
mod read;
mod shorten;

pub(crate) use prune::prune;
pub(crate) use shorten::shorten;
