//! The built portal from a folder: hashed names for ever, the rest revalidated, unknown addresses are the app's.

mod file;
mod names;

pub(crate) use file::{Portal, serve};
