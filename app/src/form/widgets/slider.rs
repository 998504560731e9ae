//! A number between two bounds, by hand or by key.

use leptos::prelude::*;
use portico_form::field::Kind;

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::control::Input;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let Kind::Number(rules) = &slot.field.kind else { return ().into_any() };
    let bound = |number: &Option<serde_json::Number>| number.as_ref().map(ToString::to_string);
    let step =
        bound(&rules.step).unwrap_or_else(|| if rules.integer { "1" } else { "any" }.to_owned());
    let mut input = Input::of(slot);
    input.kind = Signal::stored("range");
    input.class = format!("grow slider {SCOPE}");
    input.range = [bound(&rules.min), bound(&rules.max), Some(step)];
    let text = input.shown;
    let said =
        move || text.with(|text| if text.is_empty() { "not set".to_owned() } else { text.clone() });
    let control = view! {
        <div class="row row--line">
            {input.draw(slot)} <output class="num" for=slot.id()>
                {said}
            </output>
        </div>
    };
    template::framed(slot, control.into_any())
}
