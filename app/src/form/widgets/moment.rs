//! A date and time: the browser's own input, with the zone and UTC written next to it.

use leptos::prelude::*;
use portico_form::moment;

use super::super::slot::Slot;
use super::super::template;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let text = slot.live_text();
    let (typing, leaving) = (slot.clone(), slot.clone());
    let local = move || {
        text.with(|text| moment::parse(text).map_or_else(|| text.clone(), |moment| moment.local))
    };
    let typed = move |event| {
        let local: String = event_target_value(&event);
        let now = if local.is_empty() {
            String::new()
        } else {
            // A value that came with an offset keeps it; a new one takes the browser's at that moment.
            let kept = text.with_untracked(|text| moment::parse(text)).map(|moment| moment.zone);
            moment::compose(&local, &kept.unwrap_or_else(|| zone_at(&local)))
        };
        typing.typed(&now);
        text.set(now);
    };
    let zone = move || {
        text.with(|text| match moment::parse(text) {
            Some(moment) => format!("UTC{} = {}", plain(&moment.zone), in_utc(text)),
            None => format!("In your time zone, UTC{}", plain(&zone_at(""))),
        })
    };
    let control = view! {
        <input
            class="input"
            id=slot.id()
            type="datetime-local"
            step="1"
            required=slot.field.required
            readonly=slot.field.read_only
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            prop:value=local
            on:input=typed
            on:blur=move |_| leaving.left()
        />
        <p class="tiny faint">{zone}</p>
    };
    template::framed(slot, control.into_any())
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
