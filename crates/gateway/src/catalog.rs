//! The workflows as this gateway offers them: read at start, read again on change, the last good ones kept.

mod entry;
mod loaded;
mod prepared;
mod shelf;
mod store;
mod watch;

pub(crate) use entry::Entry;
pub(crate) use prepared::Prepared;
pub(crate) use store::CatalogStore;
pub(crate) use watch::watch;
