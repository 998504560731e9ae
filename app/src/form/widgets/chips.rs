//! The values of a list as chips, each with a button that takes it away. Of many a window is drawn, as of a long list.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::options::same;
use serde_json::Value;
use web_sys::KeyboardEvent;

use super::super::focus;
use super::super::slot::Slot;
use super::super::window::{Around, PORTION, Window, step_to};
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
    /// Which of them are drawn.
    window: RwSignal<Window>,
    /// What could not be added, and why.
    pub(super) refused: RwSignal<Option<String>>,
    pub(super) announced: RwSignal<String>,
}

impl Chips {
    pub(super) fn new(slot: &Slot, names: Names) -> Self {
        let chips = Self {
            slot: slot.clone(),
            names,
            held: slot.live_value(),
            window: RwSignal::new(Window::first(PORTION)),
            refused: RwSignal::new(None),
            announced: RwSignal::new(String::new()),
        };
        let (sought, leading) = (slot.form.sought, chips.clone());
        Effect::new(move |_| {
            if let Some(sought) = sought.get() {
                untrack(|| leading.lead_to(&sought));
            }
        });
        chips
    }

    /// Shows what is sought, where it is one of these values.
    fn lead_to(&self, sought: &str) {
        let step = step_to(&self.slot.path.pointer(), sought);
        if let Some(at) = step.and_then(|step| step.parse::<usize>().ok()) {
            self.show(at);
        }
    }

    pub(super) fn items(&self) -> Vec<Value> {
        self.held.with(|held| held.as_ref().and_then(Value::as_array).cloned().unwrap_or_default())
    }

    /// Those that are drawn, with their places.
    pub(super) fn shown(&self) -> Vec<(usize, Value)> {
        let window = self.window.get();
        self.held.with(|held| {
            let items = held.as_ref().and_then(Value::as_array).into_iter().flatten();
            let shown = items.enumerate().skip(window.from).take(window.len());
            shown.map(|(at, item)| (at, item.clone())).collect()
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.with(|held| held.as_ref().and_then(Value::as_array).is_none_or(Vec::is_empty))
    }

    fn count(&self) -> usize {
        self.held.with(|held| held.as_ref().and_then(Value::as_array).map_or(0, Vec::len))
    }

    pub(super) fn set(&self, items: Vec<Value>) {
        let (before, count) = (untrack(|| self.count()), items.len());
        let now = held_list(&self.slot, items);
        self.slot.chose(now.clone());
        self.held.set(now);
        // What is new is at the end; where all that was drawn is gone, the end is drawn too.
        let is_past = self.window.with_untracked(|window| window.from >= count);
        if count > before || is_past && count > 0 {
            self.show(count - 1);
        }
    }

    /// Has a chip drawn.
    fn show(&self, at: usize) {
        let (before, count) = (self.window.get_untracked(), untrack(|| self.count()));
        let window = before.showing(at, count);
        if window != before && at < count {
            self.window.set(window);
        }
    }

    /// Moves the focus to a chip, or to the input after the last.
    fn focus(&self, at: usize) {
        let before = self.window.get_untracked();
        self.show(at);
        let focus =
            if self.window.get_untracked() == before { focus::at_once } else { focus::later };
        focus(&self.id_at(at));
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
        if let Some(last) = untrack(|| self.count()).checked_sub(1) {
            self.focus(last);
        }
    }

    pub(super) fn draw(&self) -> AnyView {
        let (chips, refused, announced) = (self.clone(), self.refused, self.announced);
        let drawn = move || {
            let items = chips.shown();
            let drawn = items.iter().map(|(at, item)| chips.chip(*at, item)).collect_view();
            let name = format!("{}: chosen", chips.slot.field.label);
            (!items.is_empty()).then(|| view! { <ul class="chips" aria-label=name>{drawn}</ul> })
        };
        let counting = self.clone();
        let around = Around {
            window: self.window,
            length: Signal::derive(move || counting.count()),
            noun: "values",
        };
        around.stay_within();
        let (earlier, later) = (self.clone(), self.clone());
        let earlier = around.earlier(move |window, at| earlier.open_to(window, at));
        let later = around.later(move |window, at| later.open_to(window, at));
        view! {
            {earlier}
            {drawn}
            {later}
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

    /// Draws more, and moves the focus to the first of it.
    fn open_to(&self, window: Window, at: usize) {
        self.window.set(window);
        focus::later(&self.id_at(at));
    }

    fn chip(&self, at: usize, item: &Value) -> AnyView {
        let Name { words, remark } = (self.names)(item);
        let remark = remark.map(
            |remark| view! { <span class="faint tiny">{icon("alert", "icon")} {remark}</span> },
        );
        let (removing, keys, said) = (self.clone(), self.clone(), words.clone());
        let remove = move || removing.remove(at, &said);
        let pressed = remove.clone();
        let fixed = self.slot.field.read_only;
        let button = (!fixed).then(|| {
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
                            "ArrowLeft" => keys.focus(at.saturating_sub(1)),
                            "ArrowRight" => keys.focus(at + 1),
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
            <li class="chip" id=fixed.then(|| self.chip_id(at)) tabindex=fixed.then_some("-1")>
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
        self.show(at);
        focus::later(&self.id_at(at));
        self.slot.left();
    }

    /// A chip, or the input after the last.
    fn id_at(&self, at: usize) -> String {
        if at < untrack(|| self.count()) { self.chip_id(at) } else { self.slot.id() }
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
