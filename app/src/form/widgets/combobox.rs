//! One or some of many values: an editable combobox with a list, as WAI-ARIA's authoring practices describe it. The
//! values are those of an `enum`, or what a source lists.

mod acts;
mod finder;
mod held;
mod keys;
mod line;
mod popup;
mod remark;
mod rows;
mod source;

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::{Choice, Kind};
use portico_form::label;
use portico_form::options::Index;
use serde_json::Value;

use self::finder::Finder;
use self::source::Source;
use super::super::slot::Slot;
use super::super::template;
use super::chips::{Chips, Name};
use crate::ui::icon::icon;
use crate::ui::shown::Shown;

#[derive(Clone)]
struct Combo {
    slot: Slot,
    source: Source,
    /// The value, where one is chosen.
    value: RwSignal<Option<Value>>,
    text: RwSignal<String>,
    /// The text was typed since the list opened, so it narrows the list.
    narrowing: RwSignal<bool>,
    open: RwSignal<bool>,
    /// It is open, and there is a list to show.
    shown: Memo<bool>,
    /// Place of the choice that Enter takes.
    active: RwSignal<Option<usize>>,
    finder: Finder,
    /// How far the list is scrolled, in pixels.
    scrolled: RwSignal<f64>,
    announced: RwSignal<String>,
    /// The value was typed, and named no choice.
    is_typed: RwSignal<bool>,
    /// What was chosen so far, where several can be.
    several: Option<Chips>,
}

/// One of the choices.
pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    framed(slot, false)
}

/// Any number of the choices, each once.
pub(in super::super) fn draw_several(slot: &Slot) -> AnyView {
    framed(slot, true)
}

fn framed(slot: &Slot, is_several: bool) -> AnyView {
    let source = match &slot.field.dynamic {
        Some(dynamic) => Source::asked(slot, dynamic),
        None => Source::fixed(choices(slot)),
    };
    let names = source.clone();
    let several =
        is_several.then(|| Chips::new(slot, Arc::new(move |value: &Value| named(&names, value))));
    let narrowing = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let finder = Finder::new(&source, text, narrowing);
    let open = RwSignal::new(false);
    let listing = source.clone();
    let shown = Memo::new(move |_| open.get() && listing.has_list());
    let combo = Combo {
        slot: slot.clone(),
        source,
        value: slot.live_value(),
        text,
        narrowing,
        open,
        shown,
        active: RwSignal::new(None),
        finder,
        scrolled: RwSignal::new(0.0),
        announced: RwSignal::new(String::new()),
        is_typed: RwSignal::new(false),
        several,
    };
    if !is_several {
        combo.show_value();
    }
    combo.announce();
    combo.look_for_held();
    template::framed(slot, combo.draw())
}

fn choices(slot: &Slot) -> &[Choice] {
    match &slot.field.kind {
        Kind::Choice(choices) | Kind::Choices(choices, _) => choices,
        _ => &[],
    }
}

/// What a chosen value is called, and what is to be said about it.
fn named(source: &Source, value: &Value) -> Name {
    let words = source.label(value).unwrap_or_else(|| label::of_value(value));
    Name { words, remark: source.remark(value) }
}

impl Combo {
    /// The input shows what is chosen, unless somebody types.
    fn show_value(&self) {
        let combo = self.clone();
        let shown = move || {
            let value = combo.value.get();
            let label = value.as_ref().and_then(|value| combo.source.label(value));
            if combo.narrowing.get_untracked() {
                return;
            }
            let text = label.unwrap_or_else(|| combo.text_of(value.as_ref()));
            if combo.text.with_untracked(|before| *before != text) {
                combo.text.set(text);
            }
        };
        untrack(&shown);
        Effect::new(move |_| shown());
    }

    /// A value that is not listed, as text.
    fn text_of(&self, value: Option<&Value>) -> String {
        match value {
            Some(value @ (Value::Object(_) | Value::Array(_))) => label::of_value(value),
            value => self.slot.field.text_of(value),
        }
    }

    fn list_id(&self) -> String {
        format!("{}l", self.slot.id())
    }

    fn option_id(&self, choice: u32) -> String {
        format!("{}l{choice}", self.slot.id())
    }

    /// The list that is searched at present.
    fn index(&self) -> Option<Arc<Index>> {
        untrack(|| self.source.index())
    }

    fn draw(&self) -> AnyView {
        let field = &self.slot.field;
        let text = self.text;
        let placeholder = self.placeholder();
        let active_id = {
            let combo = self.clone();
            move || {
                let place = combo.active.get().filter(|_| combo.shown.get())?;
                combo.finder.rows.with(|rows| Some(combo.option_id(rows.choice(place)?)))
            }
        };
        let (typing, keys, leaving, pasting) =
            (self.clone(), self.clone(), self.clone(), self.clone());
        let (toggling, popping, opening, clearing) =
            (self.clone(), self.clone(), self.clone(), self.clone());
        let shown = self.shown;
        let chips = self.several.as_ref().map(Chips::draw);
        let needed = field.required;
        let chosen = self.several.clone();
        // What is chosen already is in the chips, not in the input.
        let required = move || needed && chosen.as_ref().is_none_or(Chips::is_empty);
        let open = self.open;
        let can_clear = self.several.is_none() && !field.read_only;
        let clear = move || {
            (can_clear && text.with(|text| !text.is_empty())).then(|| {
                let clearing = clearing.clone();
                view! {
                    <button
                        type="button"
                        tabindex="-1"
                        aria-label="Clear"
                        on:mousedown=move |event| {
                            event.prevent_default();
                            clearing.clear();
                        }
                    >
                        {icon("x", "icon")}
                    </button>
                }
            })
        };
        let read_only = field.read_only;
        let toggle = (!read_only).then(|| {
            view! {
                <button
                    type="button"
                    tabindex="-1"
                    aria-label=move || if open.get() { "Close options" } else { "Show options" }
                    on:mousedown=move |event| {
                        event.prevent_default();
                        toggling.toggle();
                    }
                >
                    {icon("down", "icon")}
                </button>
            }
        });
        view! {
            {chips}
            <div class="combo">
                <span class="combo__box">
                    <input
                        class="input"
                        id=self.slot.id()
                        role="combobox"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder=placeholder
                        required=required
                        disabled=read_only
                        aria-label=self.slot.aria_label()
                        aria-expanded=move || shown.get().to_string()
                        aria-controls=self.list_id()
                        aria-autocomplete="list"
                        aria-activedescendant=active_id
                        aria-describedby=self.described()
                        aria-invalid=self.slot.invalid()
                        prop:value=move || Shown(text.get())
                        on:input=move |event| typing.typed(event_target_value(&event))
                        on:keydown=move |event| keys.key(&event)
                        on:paste=move |event| pasting.paste(&event)
                        on:blur=move |_| leaving.leave()
                        on:click=move |_| opening.show()
                    />
                    <span class="combo__tail">{clear} {toggle}</span>
                </span>
                {move || shown.get().then(|| untrack(|| popping.popup()))}
            </div>
            {self.remark()}
            {self.status()}
        }
        .into_any()
    }

    fn placeholder(&self) -> impl Fn() -> String + Send + Sync + 'static {
        let hinted = self.slot.field.placeholder.clone();
        let source = self.source.clone();
        move || {
            let waits = source.missing().first().map(|first| first.label.clone());
            let count = || match source.index().map(|index| index.len()) {
                Some(total) => format!("Search {total} choices"),
                None => "Search".to_owned(),
            };
            match (waits, &hinted) {
                (Some(first), _) => format!("Needs {first} first"),
                (None, Some(hinted)) => hinted.clone(),
                (None, None) => count(),
            }
        }
    }
}
