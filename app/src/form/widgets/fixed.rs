//! A value there is no choice about.

use leptos::prelude::*;
use portico_form::field::Kind;
use portico_form::options::same;
use portico_form::{label, pointer};
use serde_json::Value;

use super::super::slot::Slot;
use super::super::template;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let Kind::Const(value) = &slot.field.kind else { return ().into_any() };
    let (required, read_only) = (slot.field.required, slot.field.read_only);
    let value = StoredValue::new(value.clone());
    // A group that is not there brings its constants along.
    let held = slot.live(move |form, _, at| {
        let group = pointer::split_last(at).map_or("", |(group, _)| group);
        let assumed = (required && form.value_at(group).is_none()).then(|| value.get_value());
        form.value_at(at).cloned().or(assumed)
    });
    let text = move || held.with(|held| held.as_ref().map_or_else(String::new, label::of_value));
    let setting = slot.clone();
    let set = move |now: Option<Value>| {
        setting.chose(now.clone());
        held.set(now);
        setting.left();
    };
    // An input that was given whole can hold another value, or none; what is not needed can be left out.
    let ways = move || {
        let is_set = held.with(|held| {
            value.with_value(|value| held.as_ref().is_some_and(|held| same(held, value)))
        });
        if is_set && required || read_only {
            return None;
        }
        let words = match is_set {
            true => "Leave out".to_owned(),
            false => value.with_value(|value| format!("Set to {}", label::of_value(value))),
        };
        let set = set.clone();
        let act = move |_| set((!is_set).then(|| value.get_value()));
        Some(view! {
            <button class="btn" type="button" on:click=act>
                {words}
            </button>
        })
    };
    let control = view! {
        <div class="affix">
            <input
                class="input"
                id=slot.id()
                readonly
                placeholder="Not set"
                aria-label=slot.aria_label()
                aria-describedby=slot.described()
                aria-invalid=slot.invalid()
                prop:value=text
            />
            {ways}
        </div>
    };
    template::framed(slot, control.into_any())
}
