//! One of some values, in a native `select`.

use std::sync::Arc;

use leptos::html::Select;
use leptos::prelude::*;
use portico_form::options::same;
use serde_json::Value;

use super::super::slot::Slot;
use super::super::template;
use super::choice::{choices, no_choice};

/// The `option` of a value that is none of the choices.
const OTHER: &str = "other";

/// Keeps a `select` at the option of this value: one effect for all the options, of which there may be a thousand.
pub(in super::super) fn keep_at(select: NodeRef<Select>, value: impl Fn() -> String + 'static) {
    Effect::new(move || {
        let value = value();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
}

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let choices = Arc::new(choices(slot));
    let listed = Arc::clone(&choices);
    let place_of = move |value: &Option<Value>| {
        let value = value.as_ref()?;
        listed.iter().position(|choice| same(value, &choice.value))
    };
    let is_listed = place_of.clone();
    let other = Memo::new(move |_| {
        let held = value.get().filter(|held| !held.is_null());
        held.filter(|_| value.with(&is_listed).is_none())
    });
    let other_option = move || {
        other.get().map(|held| {
            view! {
                <option value=OTHER selected=true>
                    {no_choice(&held)}
                </option>
            }
        })
    };
    let first = value.with_untracked(&place_of);
    let options = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            view! {
                <option value=index.to_string() selected=Some(index) == first>
                    {choice.label.clone()}
                </option>
            }
        })
        .collect_view();
    let select = NodeRef::new();
    keep_at(select, move || match value.with(&place_of) {
        Some(at) => at.to_string(),
        None if other.with(Option::is_some) => OTHER.to_owned(),
        None => String::new(),
    });
    let (choosing, leaving) = (slot.clone(), slot.clone());
    let changed = move |event| {
        let index: Option<usize> = event_target_value(&event).parse().ok();
        let chosen = index.and_then(|index| choices.get(index)).map(|choice| choice.value.clone());
        choosing.chose(chosen.clone());
        value.set(chosen);
        choosing.left();
    };
    let nothing = if slot.field.required { "Choose" } else { "Not set" };
    let control = view! {
        <select
            class="select"
            node_ref=select
            id=slot.id()
            required=slot.field.required
            disabled=slot.field.read_only
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            on:change=changed
            on:blur=move |_| leaving.left()
        >
            <option value="">{nothing}</option>
            {other_option}
            {options}
        </select>
    };
    template::framed(slot, control.into_any())
}
