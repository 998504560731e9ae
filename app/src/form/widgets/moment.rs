//! Dates, times and both: the browser's own inputs, with the zone written next to them.

use leptos::prelude::*;
use portico_form::field::Widget;
use portico_form::moment::{self, Moment};

use super::super::slot::Slot;
use super::super::template;
use super::control::{Input, suggestions};
use super::text;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let widget = slot.field.widget;
    // A text that is no date would not show in a native input: it stays text, so that it can be mended.
    let native = slot.live(move |form, field, at| {
        let text = field.text_of(form.value_at(at));
        text.is_empty()
            || match widget {
                Widget::Date => moment::is_date(&text),
                _ => apart(widget, &text).is_some(),
            }
    });
    let native = Memo::new(move |_| native.get());
    let drawing = slot.clone();
    let control = move || match (native.get(), widget) {
        (false, _) => text::single(&drawing),
        (true, Widget::Date) => {
            let mut input = Input::of(&drawing);
            input.kind = Signal::stored("date");
            let (list, options) = suggestions(&drawing);
            input.list = list;
            view! {
                {input.draw(&drawing)}
                {options}
            }
            .into_any()
        }
        (true, _) => zoned(&drawing),
    };
    template::framed(slot, control.into_any())
}

fn apart(widget: Widget, text: &str) -> Option<Moment> {
    if widget == Widget::Time { moment::parse_time(text) } else { moment::parse(text) }
}

/// A clock, with or without its day. A value that came with an offset keeps it; a new one takes the browser's.
fn zoned(slot: &Slot) -> AnyView {
    let widget = slot.field.widget;
    let is_time = widget == Widget::Time;
    let text = slot.live_text();
    let zone = StoredValue::new(None::<String>);
    let shown = Signal::derive(move || {
        let moment = text.with(|text| apart(widget, text));
        // What is typed into an empty input is a new value, whatever was there before.
        zone.set_value(moment.as_ref().map(|moment| moment.zone.clone()));
        moment.map_or_else(String::new, |moment| moment.local)
    });
    let typing = slot.clone();
    let mut input = Input::showing(slot, shown, move |local| {
        let now = match local.is_empty() {
            true => String::new(),
            false => {
                let new = || zone_at(if is_time { "" } else { &local });
                moment::compose(&local, &zone.get_value().unwrap_or_else(new))
            }
        };
        typing.typed(&now);
        text.set(now);
    });
    input.kind = Signal::stored(if is_time { "time" } else { "datetime-local" });
    input.range[2] = Some("1".to_owned());
    let said = move || {
        text.with(|text| match apart(widget, text) {
            Some(moment) if is_time => format!("UTC{}", plain(&moment.zone)),
            Some(moment) => format!("UTC{} = {}", plain(&moment.zone), in_utc(text)),
            None => format!("In your time zone, UTC{}", plain(&zone_at(""))),
        })
    };
    view! {
        {input.draw(slot)}
        <p class="tiny faint">{said}</p>
    }
    .into_any()
}

fn zone_at(local: &str) -> String {
    let date =
        if local.is_empty() { js_sys::Date::new_0() } else { js_sys::Date::new(&local.into()) };
    let minutes = date.get_timezone_offset();
    moment::zone_of(if minutes.is_finite() { minutes as i32 } else { 0 })
}

fn in_utc(text: &str) -> String {
    let date = js_sys::Date::new(&text.into());
    if date.get_time().is_nan() {
        return "no such time".to_owned();
    }
    let iso = String::from(date.to_iso_string());
    format!("{} {} UTC", iso.get(..10).unwrap_or_default(), iso.get(11..16).unwrap_or_default())
}

fn plain(zone: &str) -> &str {
    if zone == "Z" { "" } else { zone }
}
