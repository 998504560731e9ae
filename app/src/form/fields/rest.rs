//! What no page of a wizard names of a group: its free keys, and the way to another.

use leptos::prelude::*;

use super::super::controller::FormController;
use super::super::path::Path;
use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::keys::{self, Free};

pub(super) fn draw(form: FormController, at: &str, around: RwSignal<u32>) -> AnyView {
    let Some(group) = form.with_form(|form| form.field_at(at)) else { return ().into_any() };
    let slot = Slot::part(form, group, Path::to(at));
    let shape = slot.node.shape;
    // Which keys there are decides which pages there are.
    Effect::new(move |before: Option<()>| {
        shape.track();
        if before.is_some() {
            around.update(|count| *count += 1);
        }
    });
    let listing = slot.clone();
    let window = keys::window(&slot);
    let free = Memo::new(move |_| {
        around.track();
        shape.track();
        let (at, shown) = (listing.path.pointer(), window.get().range());
        let (mut free, count) =
            form.with_form(|form| form.own_children(&form.again(&listing.field, &at), &[], &shown));
        free.retain(|field| field.free_key);
        (free, count)
    });
    let fields = Signal::derive(move || free.with(|(fields, _)| fields.clone()));
    let count = Signal::derive(move || free.with(|(_, count)| *count));
    view! {
        class = SCOPE,
        <fieldset class="group stack">
            <legend>
                <span class="words">{template::label(&slot)}</span>
            </legend>
            {template::help(&slot)}
            {keys::draw(&slot, Free { fields, count, window })}
        </fieldset>
    }
    .into_any()
}
