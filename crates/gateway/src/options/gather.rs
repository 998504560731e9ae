use std::sync::Arc;

use portico_contract::http::SearchMode;
use serde_json::Value;

use super::list::{Members, Standing};
use super::mapping::whole_text;
use super::question::Question;
use super::sources::PAGE;

/// Most choices in a list.
pub(super) const MAX_ITEMS: usize = 20_000;
/// Largest list, in bytes of JSON.
pub(super) const MAX_BYTES: usize = 2 << 20;

/// The choices of a source's answer, taken one by one so that an answer is never held twice.
#[derive(Debug)]
pub(super) struct Gather {
    question: Arc<Question>,
    /// Words of which a choice must have all; empty where the source filters.
    words: Vec<String>,
    /// Matching choices before this page, where the gateway does the paging.
    skip: usize,
    /// Choices on this page.
    take: usize,
    /// The choices as JSON, with commas between.
    pub(super) json: Vec<u8>,
    /// Every value, and whether it can be chosen.
    pub(super) members: Members,
    /// Choices in `json`.
    pub(super) kept: usize,
    /// Something did not fit.
    pub(super) truncated: bool,
    /// Values that came before.
    pub(super) duplicates: usize,
    /// Items without a value.
    pub(super) valueless: usize,
}

impl Gather {
    /// What an answer to this question is gathered in.
    pub(super) fn new(question: Arc<Question>) -> Self {
        let filters = question.is_filtered_here();
        let search = question.search.as_deref().filter(|_| filters).unwrap_or_default();
        let pages = filters && question.field.search == SearchMode::Server;
        let skip =
            question.cursor.as_deref().filter(|_| pages).and_then(|cursor| cursor.parse().ok());
        Self {
            words: search.split_whitespace().map(str::to_lowercase).collect(),
            skip: skip.unwrap_or_default(),
            take: if pages { PAGE as usize } else { usize::MAX },
            json: Vec::new(),
            members: Members::default(),
            kept: 0,
            truncated: false,
            duplicates: 0,
            valueless: 0,
            question,
        }
    }

    /// Takes an item; the first of equal values wins.
    pub(super) fn push(&mut self, item: &Value) {
        if self.truncated {
            return;
        }
        let Some(choice) = self.question.field.mapping.choice(item) else {
            self.valueless += 1;
            return;
        };
        if !self.words.is_empty() {
            let value = whole_text(&choice.value);
            let texts = [Some(choice.label.as_str()), choice.hint.as_deref(), Some(&*value)];
            let texts: Vec<_> = texts.into_iter().flatten().map(str::to_lowercase).collect();
            if !self.words.iter().all(|word| texts.iter().any(|text| text.contains(word))) {
                return;
            }
        }
        let standing = match choice.disabled {
            true => Standing::Disabled(choice.reason.clone()),
            false => Standing::Offered,
        };
        let before = self.members.len();
        if before >= MAX_ITEMS {
            self.truncated = !self.members.has(&choice.value);
            return;
        }
        if !self.members.add(&choice.value, standing) {
            self.duplicates += 1;
            return;
        }
        if before < self.skip || self.kept >= self.take {
            return;
        }
        let end = self.json.len();
        if self.kept > 0 {
            self.json.push(b',');
        }
        // Values made of JSON can be written as JSON.
        let written = serde_json::to_writer(&mut self.json, &choice).is_ok();
        if !written || self.json.len() > MAX_BYTES {
            self.json.truncate(end);
            self.members.remove(&choice.value);
            self.truncated = true;
            return;
        }
        self.kept += 1;
    }

    /// Where the next page begins, where the gateway does the paging.
    pub(super) fn own_cursor(&self) -> Option<String> {
        let end = self.skip + self.kept;
        (self.take != usize::MAX && self.members.len() > end).then(|| end.to_string())
    }

    /// Every item lacked the value: the config's pointer leads nowhere.
    pub(super) fn is_misread(&self) -> bool {
        self.valueless > 0 && self.members.len() == 0 && self.words.is_empty()
    }
}
