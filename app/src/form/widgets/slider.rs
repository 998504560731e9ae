//! A number between two bounds, by hand or by key.

use leptos::prelude::*;
use portico_form::field::Kind;

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let Kind::Number(rules) = &slot.field.kind else { return ().into_any() };
    let bound = |number: &Option<serde_json::Number>| number.as_ref().map(ToString::to_string);
    let (min, max) = (bound(&rules.min), bound(&rules.max));
    let step =
        bound(&rules.step).unwrap_or_else(|| if rules.integer { "1" } else { "any" }.to_owned());
    let text = slot.live_text();
    let leaving = slot.clone();
    let control = view! {
        class = SCOPE,
        <div class="row row--line">
            <input
                class="grow slider"
                id=slot.id()
                type="range"
                min=min
                max=max
                step=step
                disabled=slot.field.read_only
                aria-label=slot.aria_label()
                aria-describedby=slot.described()
                aria-invalid=slot.invalid()
                prop:value=text
                on:input=slot.on_input(text)
                on:blur=move |_| leaving.left()
            />
            <output class="num" for=slot.id()>
                {move || text.with(|text| if text.is_empty() { "not set".to_owned() } else { text.clone() })}
            </output>
        </div>
    };
    template::framed(slot, control.into_any())
}
