use std::sync::Arc;

use leptos::prelude::*;
use portico_form::pointer;

/// Where a drawn field's value is. Items of a list are moved without being drawn again, so an index is a
/// signal and the pointer is made when it is needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(Option<Arc<Step>>);

#[derive(Debug)]
struct Step {
    above: Path,
    last: Last,
}

#[derive(Debug)]
enum Last {
    Key(String),
    Item(RwSignal<usize>),
    /// A key that can be renamed.
    Named(RwSignal<String>),
}

impl Path {
    /// The way to a value that lies in objects only.
    pub(crate) fn to(at: &str) -> Self {
        pointer::segments(at).fold(Self::default(), |path, key| path.key(&key))
    }

    /// One key deeper.
    pub(crate) fn key(&self, key: &str) -> Self {
        Self(Some(Arc::new(Step { above: self.clone(), last: Last::Key(key.to_owned()) })))
    }

    /// One item deeper.
    pub(crate) fn item(&self, index: RwSignal<usize>) -> Self {
        Self(Some(Arc::new(Step { above: self.clone(), last: Last::Item(index) })))
    }

    /// One key deeper, whose name can change.
    pub(crate) fn named(&self, name: RwSignal<String>) -> Self {
        Self(Some(Arc::new(Step { above: self.clone(), last: Last::Named(name) })))
    }

    /// The JSON Pointer of this moment.
    pub(crate) fn pointer(&self) -> String {
        let Some(step) = &self.0 else { return String::new() };
        let above = step.above.pointer();
        match &step.last {
            Last::Key(key) => pointer::child(&above, key),
            Last::Named(name) => {
                pointer::child(&above, &name.try_get_untracked().unwrap_or_default())
            }
            Last::Item(index) => {
                pointer::child(&above, &index.try_get_untracked().unwrap_or(usize::MAX).to_string())
            }
        }
    }
}
