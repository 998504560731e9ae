//! Fields: what a type looks like. The one lookup from field to drawing is [`draw`].

mod group;
mod keys;
mod list;
mod portions;
mod rest;
mod union;

use leptos::prelude::*;
use portico_form::field::{Field, Kind, Widget};

use super::controller::FormController;
use super::path::Path;
use super::slot::Slot;
use super::widgets;

/// Draws a field with everything in it.
pub(super) fn draw(form: FormController, field: Field, path: Path) -> AnyView {
    if field.widget == Widget::Hidden {
        return ().into_any();
    }
    draw_slot(Slot::new(form, field, path))
}

/// The free keys of an object, and the way to another where it takes any.
pub(super) fn free_keys(object: &Slot, free: Memo<Vec<Field>>) -> AnyView {
    let window = keys::window(object);
    let count = Signal::derive(move || free.with(Vec::len));
    let fields = Signal::derive(move || {
        let window = window.get();
        free.with(|free| {
            free.iter().skip(window.from).take(window.len()).cloned().collect::<Vec<_>>()
        })
    });
    keys::draw(object, keys::Free { fields, count, window })
}

/// The free keys of a group whose fields are on pages of their own; `around` changes with what is drawn around it.
pub(super) fn rest(form: FormController, at: &str, around: RwSignal<u32>) -> AnyView {
    rest::draw(form, at, around)
}

/// Draws a registered field.
pub(super) fn draw_slot(slot: Slot) -> AnyView {
    let is_whole = slot.field.unions.is_empty() || slot.field.dynamic.is_some();
    if is_whole || slot.field.widget == Widget::Group {
        return plain(slot);
    }
    union::draw(slot)
}

/// The registry: a field's widget, which `portico_form` chose by hint, enum, format and type, to what draws it.
pub(super) fn plain(slot: Slot) -> AnyView {
    match slot.field.widget {
        Widget::Group => group::draw(slot),
        Widget::List => list::draw(slot),
        Widget::Text
        | Widget::Textarea
        | Widget::Code
        | Widget::Password
        | Widget::PasswordArea
        | Widget::Number
        | Widget::Uuid
        | Widget::Email
        | Widget::Url
        | Widget::Json => widgets::text::draw(&slot),
        Widget::Date | Widget::Time | Widget::DateTime => widgets::moment::draw(&slot),
        Widget::Duration => widgets::duration::draw(&slot),
        Widget::File => widgets::file::draw(&slot),
        Widget::Slider => widgets::slider::draw(&slot),
        Widget::Switch => widgets::switch::draw(&slot),
        Widget::Radio => widgets::choice::radio(&slot),
        Widget::Select => widgets::select::draw(&slot),
        Widget::Combobox => widgets::combobox::draw(&slot),
        Widget::Tags if slot.field.dynamic.is_some() => widgets::combobox::draw_several(&slot),
        Widget::Tags if matches!(slot.field.kind, Kind::List(_)) => widgets::tags::draw(&slot),
        Widget::Tags => widgets::combobox::draw_several(&slot),
        Widget::Checkboxes => widgets::choice::checkboxes(&slot),
        Widget::Fixed => widgets::fixed::draw(&slot),
        Widget::Hidden => ().into_any(),
    }
}
