//! Configs and guides as text in; the [`Catalog`], or every fault at once, out ([`load`]).
//! Pure: no I/O, unless the `fs` feature adds [`read_folders`].

mod author;
mod catalog;
mod diagnostic;
mod doc;
mod environment;
#[cfg(feature = "fs")]
mod folders;
mod guide;
mod hash;
mod load;
mod parse;
mod resolve;
mod schema;
mod shape;
mod source;
mod suggest;
mod workflow;

pub use catalog::Catalog;
pub use diagnostic::{Code, Diagnostic, Severity};
pub use environment::{Environment, UnknownEnvironment};
#[cfg(feature = "fs")]
pub use folders::read_folders;
pub use load::load;
pub use source::SourceFile;
pub use workflow::{Access, Names, Notify, NotifyOn, OptionItems, OptionSource, Workflow};
