//! The choices of a list as they came, shared by all that is made of them.

use std::ops::Deref;

use portico_contract::http::OptionItem;

/// Frees choices that nobody needs any more: a list may have thousands of texts, so it is the app's affair when.
pub type Free = fn(Vec<OptionItem>);

/// Choices. The last one who shares them gives them away to be freed.
#[derive(Clone, Debug)]
pub struct Items {
    list: Vec<OptionItem>,
    free: Free,
}

impl Items {
    /// Choices, and who frees them.
    pub fn new(list: Vec<OptionItem>, free: Free) -> Self {
        Self { list, free }
    }

    /// The choices alone.
    pub(super) fn into_list(mut self) -> Vec<OptionItem> {
        std::mem::take(&mut self.list)
    }
}

impl Default for Items {
    fn default() -> Self {
        Self::new(Vec::new(), drop)
    }
}

impl Deref for Items {
    type Target = [OptionItem];

    fn deref(&self) -> &[OptionItem] {
        &self.list
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        if !self.list.is_empty() {
            (self.free)(std::mem::take(&mut self.list));
        }
    }
}
