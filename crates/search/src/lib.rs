//! Finds workflows by typed words: the same code makes the words of guides ready when a catalog is built, and looks for
//! them in the browser at each letter.
//!
//! Every word must be found somewhere in a workflow. A name counts more than a tag or team, these more than the
//! description, and that more than the guide; a word's beginning counts more than its inside.

mod finder;
mod fold;
mod guides;
mod index;
mod words;

pub use finder::Finder;
pub use guides::{Gather, Guides};
pub use index::Index;
