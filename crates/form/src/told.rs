//! What the worker has to be told after edits: the smallest patches that make its document the request.

use std::collections::HashSet;

use serde_json::Value;

use crate::worker::Patch;
use crate::{Form, pointer};

impl Form {
    /// Whether something changed since the worker was last told.
    pub fn has_news(&self) -> bool {
        self.told.is_none() || !self.untold.is_empty()
    }

    /// The patches since the last call; the first call gives the whole request.
    pub fn news(&mut self) -> Vec<Patch> {
        let untold = std::mem::take(&mut self.untold);
        let Some(mut told) = self.told.take() else {
            let request = self.request();
            self.told = Some(request.clone());
            return vec![Patch { at: String::new(), value: Some(request) }];
        };
        let mut patches: Vec<Patch> = Vec::new();
        let mut seen = HashSet::new();
        for at in untold {
            let at = self.lowest_common(&told, &at);
            let covered = patches.iter().any(|patch| pointer::is_within(&at, &patch.at));
            if covered || !seen.insert(at.clone()) {
                continue;
            }
            let value = self.request_at(&at);
            if told.pointer(&at) == value.as_ref() {
                continue;
            }
            let patch = Patch { at, value };
            patch.clone().apply(&mut told);
            patches.push(patch);
        }
        self.told = Some(told);
        patches
    }

    /// The outermost pointer on the way to `at` that is there on one side only, else `at` itself. Below a
    /// list the whole list is told, since its items have no names.
    fn lowest_common(&self, told: &Value, at: &str) -> String {
        let mut end = 0;
        while let Some(next) =
            at[end + usize::from(end < at.len())..].find('/').map(|found| found + end + 1)
        {
            let prefix = &at[..next];
            end = next;
            if prefix.is_empty() {
                continue;
            }
            let before = told.pointer(prefix);
            let same = before.is_some() == self.is_sent(prefix);
            if !same || before.is_none_or(|value| !value.is_object() && !value.is_array()) {
                return prefix.to_owned();
            }
        }
        at.to_owned()
    }
}
