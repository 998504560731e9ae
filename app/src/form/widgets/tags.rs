//! A list of texts that are typed one after the other.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::Kind;
use portico_form::{label, tags};
use serde_json::Value;
use web_sys::{ClipboardEvent, KeyboardEvent};

use super::super::slot::Slot;
use super::super::template;
use super::chips::{Chips, Name};
use super::control::{Input, datalist};

#[derive(Clone)]
struct Tags {
    chips: Chips,
    text: RwSignal<String>,
}

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let tags =
        Tags { chips: Chips::new(slot, Arc::new(named)), text: RwSignal::new(String::new()) };
    template::framed(slot, tags.draw(slot))
}

fn named(value: &Value) -> Name {
    Name { words: label::of_value(value), remark: None }
}

impl Tags {
    fn draw(&self, slot: &Slot) -> AnyView {
        let chips = self.chips.draw();
        if slot.field.read_only {
            return chips;
        }
        let at = slot.path.pointer();
        let item = slot.form.with_form(|form| form.item(&form.again(&slot.field, &at), 0));
        let (list, options) = datalist(slot, item.suggestions());
        let (typing, keys, pasting, leaving) =
            (self.clone(), self.clone(), self.clone(), self.clone());
        let text = self.text;
        let mut input = Input::showing(slot, text.into(), move |now| {
            let ends = now.contains(',');
            text.set(now);
            if ends {
                typing.add(&typing.text.get_untracked());
            }
        });
        input.list = list;
        input.required &= untrack(|| self.chips.is_empty());
        input.placeholder = input.placeholder.or_else(|| Some("Type and press Enter".to_owned()));
        view! {
            {chips}
            <div
                on:keydown=move |event| keys.key(&event)
                on:paste=move |event| pasting.paste(&event)
                on:focusout=move |_| {
                    // What was typed last is a tag too, and is checked with the others.
                    leaving.add(&leaving.text.get_untracked());
                    leaving.chips.slot.left();
                }
            >
                {input.draw(slot)}
                {options}
            </div>
        }
        .into_any()
    }

    fn key(&self, event: &KeyboardEvent) {
        let text = self.text.get_untracked();
        match event.key().as_str() {
            "Enter" => self.add(&text),
            "Backspace" if text.is_empty() => self.chips.focus_last(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Several pasted at once are several tags; a single one can be typed on.
    fn paste(&self, event: &ClipboardEvent) {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let Some(pasted) = pasted.filter(|text| tags::split(text).len() > 1) else { return };
        event.prevent_default();
        self.add(&format!("{}{pasted}", self.text.get_untracked()));
    }

    fn add(&self, text: &str) {
        let Kind::List(rules) = &self.chips.slot.field.kind else { return };
        if tags::split(text).is_empty() {
            self.text.set(String::new());
            self.chips.refused.set(None);
            return;
        }
        let before = untrack(|| self.chips.items());
        let added = tags::add(&before, text, rules);
        if added.items.len() != before.len() {
            self.chips.set(added.items);
        }
        self.text.set(added.rest);
        self.chips.refused.set(added.refused);
    }
}
