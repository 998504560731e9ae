//! The one `<input>` that is typed into, with its name, its description and what it is held to.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::super::slot::Slot;
use crate::ui::shown::Shown;

/// An input of a field: what differs from field to field.
pub(super) struct Input {
    /// The control's id; that of the field, unless it has several inputs.
    pub(super) id: String,
    pub(super) class: String,
    /// HTML's `type`.
    pub(super) kind: Signal<&'static str>,
    pub(super) mode: Option<&'static str>,
    pub(super) placeholder: Option<String>,
    pub(super) required: bool,
    /// What it is called where it has no label.
    pub(super) name: Option<Signal<String>>,
    pub(super) autocomplete: &'static str,
    pub(super) list: Option<String>,
    /// `min`, `max`, `step`.
    pub(super) range: [Option<String>; 3],
    /// What it shows.
    pub(super) shown: Signal<String>,
    /// What becomes of what is typed.
    pub(super) typed: Box<dyn Fn(String)>,
}

impl Input {
    /// The input of a field that shows its text.
    pub(super) fn of(slot: &Slot) -> Self {
        Self::keeping(slot, |text, now| text.set(now))
    }

    /// The same where nothing but the input shows the text as long as it is right: what is typed stands in it already.
    pub(super) fn alone(slot: &Slot) -> Self {
        let wrong = slot.node.wrong;
        Self::keeping(slot, move |text, now| {
            if wrong.try_get_untracked() == Some(true) {
                text.set(now);
            } else {
                text.try_update_untracked(|text| *text = now);
            }
        })
    }

    fn keeping(slot: &Slot, keep: impl Fn(RwSignal<String>, String) + 'static) -> Self {
        let (text, typing) = (slot.live_text(), slot.clone());
        Self::showing(slot, text.into(), move |now| {
            typing.typed(&now);
            keep(text, now);
        })
    }

    /// The input of a field that shows something made from its text.
    pub(super) fn showing(
        slot: &Slot,
        shown: Signal<String>,
        typed: impl Fn(String) + 'static,
    ) -> Self {
        Self {
            id: slot.id(),
            class: "input".to_owned(),
            kind: Signal::stored("text"),
            mode: None,
            placeholder: slot.field.placeholder.clone(),
            required: slot.field.required,
            name: slot.name,
            autocomplete: "off",
            list: None,
            range: [None, None, None],
            shown,
            typed: Box::new(typed),
        }
    }

    pub(super) fn draw(self, slot: &Slot) -> AnyView {
        let field = &slot.field;
        let (name, kind, shown, typed) = (self.name, self.kind, self.shown, self.typed);
        let [min, max, step] = self.range;
        let is_range = kind.get_untracked() == "range";
        let (typing, leaving) = (slot.clone(), slot.clone());
        // A native input hands out nothing while it is filled in part.
        let in_part = StoredValue::new(false);
        view! {
            <input
                class=self.class
                id=self.id
                type=kind
                inputmode=self.mode
                list=self.list
                min=min
                max=max
                step=step
                autocomplete=self.autocomplete
                spellcheck="false"
                required=self.required && !is_range
                readonly=field.read_only && !is_range
                disabled=field.read_only && is_range
                placeholder=self.placeholder
                aria-label=move || name.map(|name| name.get())
                aria-describedby=slot.described()
                aria-invalid=slot.invalid()
                prop:value=move || Shown(shown.get())
                on:input=move |event| {
                    let input: HtmlInputElement = event_target(&event);
                    in_part.set_value(input.validity().bad_input());
                    match in_part.get_value() {
                        true => typing.filled_in_part(),
                        false => typed(input.value()),
                    }
                }
                on:blur=move |event| {
                    let input: HtmlInputElement = event_target(&event);
                    let bad = input.validity().bad_input();
                    if bad && !in_part.get_value() {
                        leaving.filled_in_part();
                    } else if !bad && in_part.get_value() {
                        leaving.typed(&input.value());
                    }
                    in_part.set_value(bad);
                    leaving.left();
                }
            />
        }
        .into_any()
    }
}

/// The suggestions of a field, for an input's `list`.
pub(super) fn suggestions(slot: &Slot) -> (Option<String>, Option<AnyView>) {
    if !slot.field.suggests() {
        return (None, None);
    }
    datalist(slot, slot.field.suggestions())
}

/// A list of texts that an input offers.
pub(super) fn datalist(slot: &Slot, texts: Vec<String>) -> (Option<String>, Option<AnyView>) {
    if texts.is_empty() {
        return (None, None);
    }
    let id = format!("{}l", slot.id());
    let options = texts.into_iter().map(|text| view! { <option value=text></option> });
    let options = options.collect_view();
    (Some(id.clone()), Some(view! { <datalist id=id>{options}</datalist> }.into_any()))
}
