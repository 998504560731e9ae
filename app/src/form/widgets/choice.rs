//! One or some of a few values.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::{Choice, Kind};
use serde_json::Value;

use super::super::slot::Slot;
use super::super::template;
use super::chips::held_list;

pub(in super::super) fn radio(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let optional = !slot.field.required && !slot.field.read_only;
    let options = choices(slot)
        .into_iter()
        .map(|choice| {
            let (choosing, leaving) = (slot.clone(), slot.clone());
            let (this, chosen) = (Arc::new(choice.value), value);
            let mine = Arc::clone(&this);
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name=slot.id()
                        required=slot.field.required
                        disabled=slot.field.read_only
                        aria-invalid=slot.invalid()
                        prop:checked=move || chosen.with(|chosen| chosen.as_ref() == Some(&*mine))
                        on:change=move |_| {
                            choosing.chose(Some(Value::clone(&this)));
                            value.set(Some(Value::clone(&this)));
                            choosing.left();
                        }
                        on:blur=move |_| leaving.left()
                    />
                    <span>
                        <bdi>{choice.label}</bdi>
                    </span>
                    {choice
                        .description
                        .map(|text| view! { <span class="check__sub">{template::described(slot, &text)}</span> })}
                </label>
            }
        })
        .collect_view();
    let clearing = slot.clone();
    let clear = move || {
        let clearing = clearing.clone();
        let name = clearing.field.label.clone();
        (optional && value.with(Option::is_some)).then(|| {
            view! {
                <div>
                    <button
                        class="btn btn--ghost btn--sm"
                        type="button"
                        aria-label=format!("Clear {name}")
                        on:click=move |_| {
                            clearing.chose(None);
                            value.set(None);
                            super::super::focus::later(&clearing.id());
                        }
                    >
                        "Clear"
                    </button>
                </div>
            }
        })
    };
    template::grouped(slot, view! { {options} {clear} }.into_any())
}

pub(in super::super) fn select(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let choices = Arc::new(choices(slot));
    let options = choices
        .iter()
        .enumerate()
        .map(|(index, choice)| {
            let this = choice.value.clone();
            view! {
                <option value=index.to_string() prop:selected=move || value.with(|value| value.as_ref() == Some(&this))>
                    {choice.label.clone()}
                </option>
            }
        })
        .collect_view();
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
            id=slot.id()
            required=slot.field.required
            disabled=slot.field.read_only
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            on:change=changed
            on:blur=move |_| leaving.left()
        >
            <option value="" prop:selected=move || value.with(Option::is_none)>
                {nothing}
            </option>
            {options}
        </select>
    };
    template::framed(slot, control.into_any())
}

pub(in super::super) fn checkboxes(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let options = choices(slot)
        .into_iter()
        .map(|choice| {
            let (choosing, leaving) = (slot.clone(), slot.clone());
            let this = choice.value.clone();
            let mine = choice.value;
            let holds = move || {
                value.with(|value| value.as_ref().and_then(Value::as_array).is_some_and(|items| items.contains(&mine)))
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        disabled=slot.field.read_only
                        aria-invalid=slot.invalid()
                        prop:checked=holds
                        on:change=move |event| {
                            let items = value.get_untracked();
                            let next = toggled(&choosing, items.as_ref(), &this, event_target_checked(&event));
                            choosing.chose(next.clone());
                            value.set(next);
                        }
                        on:blur=move |_| leaving.left()
                    />
                    <span>
                        <bdi>{choice.label}</bdi>
                    </span>
                    {choice
                        .description
                        .map(|text| view! { <span class="check__sub">{template::described(slot, &text)}</span> })}
                </label>
            }
        })
        .collect_view();
    template::grouped(slot, options.into_any())
}

/// The list after a box was ticked or cleared, in the order of the choices; unset when none is left and none is needed.
fn toggled(slot: &Slot, items: Option<&Value>, this: &Value, on: bool) -> Option<Value> {
    let held = items.and_then(Value::as_array).cloned().unwrap_or_default();
    let choices = choices(slot);
    let mut next: Vec<Value> = choices
        .iter()
        .map(|choice| &choice.value)
        .filter(|value| if *value == this { on } else { held.contains(value) })
        .cloned()
        .collect();
    next.extend(held.into_iter().filter(|item| choices.iter().all(|choice| choice.value != *item)));
    held_list(slot, next)
}

fn choices(slot: &Slot) -> Vec<Choice> {
    match &slot.field.kind {
        Kind::Choice(choices) | Kind::Choices(choices, _) => choices.clone(),
        Kind::Boolean => [true, false]
            .into_iter()
            .map(|value| Choice {
                value: Value::Bool(value),
                label: if value { "Yes" } else { "No" }.to_owned(),
                description: None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
