//! A duration: one number for each unit.

use leptos::prelude::*;
use portico_form::duration::{self, Duration, UNITS};

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::control::Input;
use super::text;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    // A text that is no duration, or not one of whole numbers, stays text, so that it can be mended.
    let apart = slot.live(|form, field, at| {
        let text = field.text_of(form.value_at(at));
        text.is_empty() || duration::parse(&text).is_some()
    });
    let apart = Memo::new(move |_| apart.get());
    let drawing = slot.clone();
    let control = move || if apart.get() { units(&drawing) } else { text::single(&drawing) };
    template::grouped(slot, control.into_any())
}

fn units(slot: &Slot) -> AnyView {
    let text = slot.live_text();
    let amounts = RwSignal::new(Duration::default());
    Effect::new(move |_| {
        let shown = text.get();
        // What is typed and no number is in no duration: it stays as it is.
        if amounts.with_untracked(Duration::print).unwrap_or_default() != shown {
            amounts.set(duration::parse(&shown).unwrap_or_default());
        }
    });
    let units = UNITS.iter().enumerate().map(|(unit, (name, _))| {
        let typing = slot.clone();
        let shown = Signal::derive(move || amounts.with(|all| all.amounts[unit].clone()));
        let mut input = Input::showing(slot, shown, move |amount| {
            amounts.update(|all| all.amounts[unit] = amount);
            let now = amounts.with_untracked(Duration::print).unwrap_or_default();
            typing.typed(&now);
            text.set(now);
        });
        input.id = format!("{}d{unit}", slot.id());
        input.class = "input num".to_owned();
        input.mode = Some("numeric");
        (input.name, input.placeholder, input.required) = (None, None, false);
        view! {
            <div class="field">
                {input.draw(slot)} <label class="tiny dim" for=format!("{}d{unit}", slot.id())>
                    {*name}
                </label>
            </div>
        }
    });
    let units = units.collect_view();
    view! {
        class = SCOPE,
        <div class="units">{units}</div>
    }
    .into_any()
}
