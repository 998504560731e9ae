//! Configs and guides as text in; the [`Catalog`], or every fault at once, out ([`load`]).
//! Pure: no I/O, unless the `fs` feature adds [`read_folders`].

mod author;
mod catalog;
mod diagnostic;
mod doc;
mod duration;
mod environment;
#[cfg(feature = "fs")]
mod folders;
mod guide;
mod hash;
mod load;
mod markdown;
mod parse;
mod resolve;
mod rules;
mod schema;
mod shape;
mod source;
mod suggest;
mod workflow;

pub use catalog::{Catalog, Image};
pub use diagnostic::{Code, Diagnostic, Severity};
pub use environment::{Environment, UnknownEnvironment};
#[cfg(feature = "fs")]
pub use folders::{read_folders, read_images};
pub use hash::canonical;
pub use load::{load, load_with};
pub use rules::LINK_NAMES;
pub use source::{ImageFile, SourceFile};
pub use workflow::{Access, Names, OptionItems, OptionSource, Workflow};

/// The JSON Schema of a workflow config, as `docs/generated/workflow-config.schema.json` holds it.
pub fn config_schema() -> serde_json::Value {
    author::Config::json_schema()
}
