//! Yes or no, as part of the request.

use leptos::prelude::*;
use portico_form::field::Kind;
use serde_json::Value;

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let value = slot.live_value();
    let (choosing, leaving) = (slot.clone(), slot.clone());
    let confirms = slot.field.kind == Kind::Confirm;
    let words = match slot.name {
        Some(name) => name.into_any(),
        None => template::label(slot),
    };
    view! {
        class = SCOPE,
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    role="switch"
                    id=slot.id()
                    required=confirms && slot.field.required
                    disabled=slot.field.read_only
                    aria-describedby=slot.described()
                    aria-invalid=slot.invalid()
                    prop:checked=move || value.with(|value| *value == Some(Value::Bool(true)))
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        // What was not confirmed is left out: nobody says the opposite.
                        let now = (on || !confirms).then_some(Value::Bool(on));
                        choosing.chose(now.clone());
                        value.set(now);
                    }
                    on:blur=move |_| leaving.left()
                />
                <span class="yes-or-no words">{words}</span>
                {template::help(slot).map(|help| view! { <span class="check__sub">{help}</span> })}
            </label>
            {template::standing(slot)}
            {template::error(slot)}
        </div>
    }
    .into_any()
}
