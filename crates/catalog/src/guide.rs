//! Guides: Markdown to safe HTML, with headings, links between guides and callouts.

mod clean;
mod links;
mod raw;
mod render;
mod text;

use std::collections::HashMap;

use portico_contract::http::GuidePage;

pub(crate) use clean::clean;
pub(crate) use render::{headings, render};
pub(crate) use text::text_of;

/// What a guide's links may lead to.
#[derive(Debug, Default)]
pub(crate) struct Site {
    /// Guides by path.
    pub(crate) guides: HashMap<String, Target>,
}

/// A guide as another one's link sees it.
#[derive(Debug, Default)]
pub(crate) struct Target {
    /// Address of its page; `None` where its config could not be read.
    pub(crate) page: Option<String>,
    /// Ids of its headings.
    pub(crate) headings: Vec<String>,
}

/// A problem at a byte of a guide.
#[derive(Debug)]
pub(crate) struct GuideFault {
    pub(crate) offset: usize,
    pub(crate) code: crate::Code,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A rendered guide and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) page: GuidePage,
    pub(crate) faults: Vec<GuideFault>,
}
