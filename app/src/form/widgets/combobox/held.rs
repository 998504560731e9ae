//! What a combobox holds before anybody opens it: the source is asked for it, where it searches itself.

use leptos::prelude::*;
use portico_contract::http::SearchMode;
use portico_form::options::{DEBOUNCE, List};
use serde_json::Value;

use super::Combo;
use super::source::Source;

impl Combo {
    /// Looks for what is held once the parameters are set, at first and when either changes.
    pub(super) fn look_for_held(&self) {
        let Source::Asked(asked) = &self.source else { return };
        let (combo, shared, form) = (self.clone(), asked.shared, self.slot.form);
        let is_client = asked.dynamic.source.search == SearchMode::Client;
        Effect::new(move |before: Option<()>| {
            let Some(wanted) = shared.get() else { return };
            let values = combo.values();
            // A list that was cut tells of what is in its beginning.
            let is_read = !is_client || wanted.base.with(Option::is_some);
            if values.is_empty() || !is_read || !wanted.list.with(List::asks_source) {
                return;
            }
            let look = move || {
                if shared.try_get_untracked().flatten().as_ref() == Some(&wanted) {
                    values.iter().for_each(|value| form.look_for_option(&wanted, value));
                }
            };
            // A parameter that is typed letter by letter asks once it is typed.
            if before.is_none() { look() } else { set_timeout(look, DEBOUNCE) }
        });
    }

    /// What is chosen, of much what is drawn of it.
    fn values(&self) -> Vec<Value> {
        match &self.several {
            Some(chips) => chips.shown().into_iter().map(|(_, value)| value).collect(),
            None => self.value.get().filter(|value| !value.is_null()).into_iter().collect(),
        }
    }
}
