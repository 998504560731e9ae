//! Times: local with their zone, UTC in the title; and how long things took.

use leptos::prelude::*;
use portico_contract::words;
use wasm_bindgen::JsValue;

/// Milliseconds since 1970 of an RFC 3339 time.
pub fn millis(rfc3339: &str) -> Option<f64> {
    let ms = js_sys::Date::parse(rfc3339);
    ms.is_finite().then_some(ms)
}

/// Milliseconds since 1970, now.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A time as `21 Nov 2026, 04:44:38 CET`.
pub fn local(ms: f64) -> String {
    let options = js_sys::Object::new();
    for (key, value) in [
        ("day", "numeric"),
        ("month", "short"),
        ("year", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("second", "2-digit"),
        ("timeZoneName", "short"),
    ] {
        let _ = js_sys::Reflect::set(&options, &key.into(), &value.into());
    }
    js_sys::Date::new(&JsValue::from_f64(ms)).to_locale_string("en-GB", &options).into()
}

/// A time as `2026-11-21 03:44:38 UTC`.
pub fn utc(ms: f64) -> String {
    let iso = String::from(js_sys::Date::new(&JsValue::from_f64(ms)).to_iso_string());
    format!("{} {} UTC", iso.get(..10).unwrap_or(""), iso.get(11..19).unwrap_or(""))
}

/// A moment, written as local time with its zone.
#[component]
pub fn Stamp(
    /// RFC 3339.
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let ms = millis(&at);
    view! {
        <time class="num" datetime=at title=ms.map(utc)>
            {ms.map_or(at.clone(), local)}
        </time>
    }
    .into_any()
}

/// A moment, written as how long ago it was; the exact time is in the title.
#[component]
pub fn Ago(
    /// RFC 3339.
    #[prop(into)]
    at: String,
    /// Milliseconds since 1970; a clock that ticks rewrites the text.
    #[prop(into)]
    now: Signal<f64>,
) -> impl IntoView {
    let ms = millis(&at);
    let title = ms.map(|ms| format!("{} ({})", local(ms), utc(ms)));
    let datetime = at.clone();
    view! {
        <time datetime=datetime title=title>
            {move || ms.map_or(at.clone(), |ms| ago(now.get() - ms))}
        </time>
    }
    .into_any()
}

/// How long ago, in words.
pub fn ago(ms: f64) -> String {
    let minutes = (ms.max(0.0) / 60_000.0) as u64;
    match minutes {
        0 => "just now".into(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        1440..2880 => "yesterday".into(),
        _ => format!("{} days ago", minutes / 1440),
    }
}

/// JavaScript's milliseconds as a person would say them.
pub fn duration(ms: f64) -> String {
    words::duration(ms as i64)
}

#[cfg(test)]
mod tests {
    use super::{ago, duration};

    #[test]
    fn parts_of_a_millisecond_are_left_out() {
        assert_eq!(duration(-5.0), "0 ms");
        assert_eq!(duration(47.9), "47 ms");
    }

    #[test]
    fn moments_are_words() {
        for (ms, expected) in [
            (-900.0, "just now"),
            (59_000.0, "just now"),
            (240_000.0, "4 min ago"),
            (7_300_000.0, "2 h ago"),
            (100_000_000.0, "yesterday"),
            (300_000_000.0, "3 days ago"),
        ] {
            assert_eq!(ago(ms), expected, "{ms}");
        }
    }
}
