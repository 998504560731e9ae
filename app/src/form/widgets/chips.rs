//! The values of a list as chips, each with a button that takes it away.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::options::same;
use serde_json::Value;
use web_sys::KeyboardEvent;

use super::super::focus;
use super::super::slot::Slot;
use crate::ui::icon::icon;

/// What a value is called.
pub(super) struct Name {
    pub(super) words: String,
    /// What is wrong with it, such as that it cannot be chosen any more.
    pub(super) remark: Option<String>,
}

pub(super) type Names = Arc<dyn Fn(&Value) -> Name + Send + Sync>;

#[derive(Clone)]
pub(super) struct Chips {
    pub(super) slot: Slot,
    names: Names,
    held: RwSignal<Option<Value>>,
    /// What could not be added, and why.
    pub(super) refused: RwSignal<Option<String>>,
    pub(super) announced: RwSignal<String>,
}

impl Chips {
    pub(super) fn new(slot: &Slot, names: Names) -> Self {
        Self {
            slot: slot.clone(),
            names,
            held: slot.live_value(),
            refused: RwSignal::new(None),
            announced: RwSignal::new(String::new()),
        }
    }

    pub(super) fn items(&self) -> Vec<Value> {
        self.held.with(|held| held.as_ref().and_then(Value::as_array).cloned().unwrap_or_default())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.with(|held| held.as_ref().and_then(Value::as_array).is_none_or(Vec::is_empty))
    }

    pub(super) fn set(&self, items: Vec<Value>) {
        let now = held_list(&self.slot, items);
        self.slot.chose(now.clone());
        self.held.set(now);
    }

    /// Adds a value, or takes it away.
    pub(super) fn toggle(&self, value: &Value) {
        let mut items = untrack(|| self.items());
        match items.iter().position(|item| same(item, value)) {
            Some(at) => drop(items.remove(at)),
            None => items.push(value.clone()),
        }
        self.set(items);
    }

    /// Moves the focus to the last chip, if there is one.
    pub(super) fn focus_last(&self) {
        if let Some(last) = untrack(|| self.items()).len().checked_sub(1) {
            focus::at_once(&self.chip_id(last));
        }
    }

    pub(super) fn draw(&self) -> AnyView {
        let (chips, refused, announced) = (self.clone(), self.refused, self.announced);
        let drawn = move || {
            let items = chips.items();
            let drawn = items.iter().enumerate().map(|(at, item)| chips.chip(at, item));
            let drawn = drawn.collect_view();
            let name = format!("{}: chosen", chips.slot.field.label);
            (!items.is_empty()).then(|| view! { <ul class="chips" aria-label=name>{drawn}</ul> })
        };
        view! {
            {drawn}
            <p class="sr" role="status">
                {announced}
            </p>
            {move || {
                refused
                    .get()
                    .map(|why| {
                        view! {
                            <p class="field__error" role="alert">
                                {icon("error", "icon")}
                                <span>{why}</span>
                            </p>
                        }
                    })
            }}
        }
        .into_any()
    }

    fn chip(&self, at: usize, item: &Value) -> AnyView {
        let Name { words, remark } = (self.names)(item);
        let remark = remark.map(
            |remark| view! { <span class="faint tiny">{icon("alert", "icon")} {remark}</span> },
        );
        let (removing, keys, said) = (self.clone(), self.clone(), words.clone());
        let remove = move || removing.remove(at, &said);
        let pressed = remove.clone();
        let button = (!self.slot.field.read_only).then(|| {
            let name = format!("Remove {words}");
            view! {
                <button
                    type="button"
                    id=self.chip_id(at)
                    aria-label=name.clone()
                    title=name
                    on:click=move |_| remove()
                    on:keydown=move |event: KeyboardEvent| {
                        match event.key().as_str() {
                            "Delete" | "Backspace" => pressed(),
                            "ArrowLeft" => focus::at_once(&keys.chip_id(at.saturating_sub(1))),
                            "ArrowRight" => focus::at_once(&keys.id_at(at + 1)),
                            _ => return,
                        }
                        event.prevent_default();
                    }
                >
                    {icon("x", "icon")}
                </button>
            }
        });
        view! {
            <li class="chip">
                <bdi class="clip">{words}</bdi>
                {remark}
                {button}
            </li>
        }
        .into_any()
    }

    fn remove(&self, at: usize, words: &str) {
        let mut items = untrack(|| self.items());
        if at < items.len() {
            items.remove(at);
        }
        self.set(items);
        self.refused.set(None);
        self.announced.set(format!("{words} removed"));
        focus::later(&self.id_at(at));
        self.slot.left();
    }

    /// A chip, or the input after the last.
    fn id_at(&self, at: usize) -> String {
        if at < untrack(|| self.items()).len() { self.chip_id(at) } else { self.slot.id() }
    }

    fn chip_id(&self, at: usize) -> String {
        format!("{}c{at}", self.slot.id())
    }
}

/// The value of a list of choices: left out when it is empty, unless it is needed or its default held some.
pub(super) fn held_list(slot: &Slot, items: Vec<Value>) -> Option<Value> {
    let default = slot.field.default.as_ref().and_then(Value::as_array);
    let keeps_empty = slot.field.required || default.is_some_and(|items| !items.is_empty());
    (!items.is_empty() || keeps_empty).then_some(Value::Array(items))
}
