//! Dynamic fields: choices that come from a source, found by typing. Nothing here waits or asks: a [`List`] says what
//! to ask and when, and takes the answers, and so does [`Held`] for single values; a [`Search`] is done in as many
//! steps as there is time for. The rules are in docs/forms.md.

mod fields;
mod held;
mod index;
mod items;
mod labels;
mod list;
mod loose;
mod marks;
mod named;
mod rows;
mod same;
mod search;

pub use fields::{Dynamic, Missing};
pub use held::Held;
pub use index::Index;
pub use items::{Free, Items};
pub use labels::Labels;
pub use list::{Ask, DEBOUNCE, FRESH, Failure, List, Loaded};
pub use marks::{Piece, pieces};
pub use named::{Named, Pasted, ReadOther};
pub use rows::{Row, Rows};
pub use same::{holds, same};
pub use search::{Matches, Query, Search};
