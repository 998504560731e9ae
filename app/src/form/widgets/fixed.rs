//! A value there is no choice about.

use leptos::prelude::*;
use portico_form::field::Kind;
use portico_form::label;

use super::super::slot::Slot;
use super::super::template;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let Kind::Const(value) = &slot.field.kind else { return ().into_any() };
    let control = view! {
        <input
            class="input"
            id=slot.id()
            readonly
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            value=label::of_value(value)
        />
    };
    template::framed(slot, control.into_any())
}
