//! One or some of a few values.

use std::sync::Arc;

use leptos::html::Select;
use leptos::prelude::*;
use portico_form::field::{Choice, Kind};
use portico_form::label;
use portico_form::options::same;
use serde_json::Value;

use super::super::slot::Slot;
use super::super::template;
use super::chips::held_list;

/// The `option` of a value that is none of the choices.
const OTHER: &str = "other";

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
                    {words(slot, choice.label, choice.description)}
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

/// Keeps a `select` at the option of this value: one effect for all the options, of which there may be a thousand.
pub(in super::super) fn keep_at(select: NodeRef<Select>, value: impl Fn() -> String + 'static) {
    Effect::new(move || {
        let value = value();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
}

pub(in super::super) fn select(slot: &Slot) -> AnyView {
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

pub(in super::super) fn checkboxes(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let listed = choices(slot);
    let options = listed.clone().into_iter().map(|choice| tick(slot, value, choice));
    let options = options.collect_view();
    // What was no choice can be ticked again, like any other.
    let others = Memo::new(move |before: Option<&Vec<Value>>| {
        let mut others = before.cloned().unwrap_or_default();
        value.with(|value| {
            for item in value.as_ref().and_then(Value::as_array).into_iter().flatten() {
                let is_choice = listed.iter().any(|choice| choice.value == *item);
                if !is_choice && !others.contains(item) {
                    others.push(item.clone());
                }
            }
        });
        others
    });
    let ticking = slot.clone();
    let others = move || {
        let others = others.get().into_iter().map(|value_of| {
            let label = no_choice(&value_of);
            tick(&ticking, value, Choice { value: value_of, label, description: None })
        });
        others.collect_view()
    };
    template::grouped(slot, view! { {options} {others} }.into_any())
}

/// The box of one value.
fn tick(slot: &Slot, value: RwSignal<Option<Value>>, choice: Choice) -> AnyView {
    let (choosing, leaving) = (slot.clone(), slot.clone());
    let this = choice.value.clone();
    let mine = choice.value;
    let holds = move || {
        value.with(|value| {
            value.as_ref().and_then(Value::as_array).is_some_and(|items| items.contains(&mine))
        })
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
            {words(slot, choice.label, choice.description)}
        </label>
    }
    .into_any()
}

/// What a choice is called, beside its input.
fn words(slot: &Slot, label: String, description: Option<String>) -> AnyView {
    let sub = description
        .map(|text| view! { <span class="check__sub">{template::described(slot, &text)}</span> });
    view! {
        <span>
            <bdi>{label}</bdi>
        </span>
        {sub}
    }
    .into_any()
}

/// What a value is called that is held and is none of the choices.
fn no_choice(value: &Value) -> String {
    format!("{} (not one of the choices)", label::of_value(value))
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
    let is_choice = |item: &Value| choices.iter().any(|choice| choice.value == *item);
    next.extend(held.into_iter().filter(|item| !is_choice(item) && item != this));
    if on && !is_choice(this) {
        next.push(this.clone());
    }
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
