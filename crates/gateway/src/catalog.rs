//! The workflows as this gateway offers them: read at start, read again on change, the last good ones kept.

mod entry;
mod loaded;
mod prepared;
mod store;
mod watch;

pub use entry::Entry;
pub use prepared::Prepared;
pub use store::CatalogStore;
pub use watch::watch;
