//! One or some of a few values, all in view.

use leptos::prelude::*;
use portico_form::field::{Choice, Kind};
use portico_form::label;
use portico_form::options::{holds, same};
use serde_json::Value;

use super::super::slot::Slot;
use super::super::template;
use super::chips::held_list;

pub(in super::super) fn radio(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let optional = !slot.field.required && !slot.field.read_only;
    let options = choices(slot).into_iter().map(|choice| answer(slot, value, choice));
    let options = options.collect_view();
    let others = others(slot, value, answer);
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
    template::grouped(slot, view! { {options} {others} {clear} }.into_any())
}

/// The button of one value.
fn answer(slot: &Slot, value: RwSignal<Option<Value>>, choice: Choice) -> AnyView {
    let (choosing, leaving) = (slot.clone(), slot.clone());
    let this = choice.value.clone();
    let mine = choice.value;
    let is_chosen =
        move || value.with(|value| value.as_ref().is_some_and(|value| same(value, &mine)));
    view! {
        <label class="check">
            <input
                type="radio"
                name=slot.id()
                required=slot.field.required
                disabled=slot.field.read_only
                aria-invalid=slot.invalid()
                prop:checked=is_chosen
                on:change=move |_| {
                    choosing.chose(Some(this.clone()));
                    value.set(Some(this.clone()));
                    choosing.left();
                }
                on:blur=move |_| leaving.left()
            />
            {words(slot, choice.label, choice.description)}
        </label>
    }
    .into_any()
}

pub(in super::super) fn checkboxes(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let options = choices(slot).into_iter().map(|choice| tick(slot, value, choice));
    let options = options.collect_view();
    let others = others(slot, value, tick);
    template::grouped(slot, view! { {options} {others} }.into_any())
}

/// What was held and is no choice: it can be chosen again, like any other.
fn others(
    slot: &Slot,
    value: RwSignal<Option<Value>>,
    draw: fn(&Slot, RwSignal<Option<Value>>, Choice) -> AnyView,
) -> AnyView {
    let listed = choices(slot);
    let several = matches!(slot.field.kind, Kind::Choices(..));
    let others = Memo::new(move |before: Option<&Vec<Value>>| {
        let mut others = before.cloned().unwrap_or_default();
        value.with(|value| {
            let held = match value {
                Some(Value::Array(items)) if several => items.as_slice(),
                Some(one) if !several && !one.is_null() => std::slice::from_ref(one),
                _ => &[],
            };
            for item in held {
                let is_choice = listed.iter().any(|choice| same(&choice.value, item));
                if !is_choice && !holds(&others, item) {
                    others.push(item.clone());
                }
            }
        });
        others
    });
    let slot = slot.clone();
    let drawn = move || {
        let others = others.get().into_iter().map(|value_of| {
            let label = no_choice(&value_of);
            draw(&slot, value, Choice { value: value_of, label, description: None })
        });
        others.collect_view()
    };
    drawn.into_any()
}

/// The box of one value.
fn tick(slot: &Slot, value: RwSignal<Option<Value>>, choice: Choice) -> AnyView {
    let (choosing, leaving) = (slot.clone(), slot.clone());
    let this = choice.value.clone();
    let mine = choice.value;
    let is_ticked = move || {
        value.with(|value| {
            value.as_ref().and_then(Value::as_array).is_some_and(|items| holds(items, &mine))
        })
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                disabled=slot.field.read_only
                aria-invalid=slot.invalid()
                prop:checked=is_ticked
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
pub(super) fn no_choice(value: &Value) -> String {
    format!("{} (not one of the choices)", label::of_value(value))
}

/// The list after a box was ticked or cleared, in the order of the choices; unset when none is left and none is needed.
fn toggled(slot: &Slot, items: Option<&Value>, this: &Value, on: bool) -> Option<Value> {
    let held = items.and_then(Value::as_array).cloned().unwrap_or_default();
    let choices = choices(slot);
    let mut next: Vec<Value> = choices
        .iter()
        .map(|choice| &choice.value)
        .filter(|value| if same(value, this) { on } else { holds(&held, value) })
        .cloned()
        .collect();
    let is_choice = |item: &Value| choices.iter().any(|choice| same(&choice.value, item));
    next.extend(held.into_iter().filter(|item| !is_choice(item) && !same(item, this)));
    if on && !is_choice(this) {
        next.push(this.clone());
    }
    held_list(slot, next)
}

/// What a field can be.
pub(super) fn choices(slot: &Slot) -> Vec<Choice> {
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
