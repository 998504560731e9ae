//! One page per route.

mod catalog;
mod later;
mod link;
mod not_found;
mod opener;
mod palette;
mod run;
mod runs;
mod shell;
mod start;
mod trouble;
mod workflow;

pub use start::Portal;
