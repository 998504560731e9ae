//! Everything that is typed as text: words, numbers, addresses, secrets, UUIDs, lines.

use leptos::prelude::*;
use portico_form::field::{Kind, Widget};
use portico_form::format;

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::control::{Input, suggestions};
use crate::ui::shown::Shown;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let control = match slot.field.widget {
        Widget::Textarea | Widget::Code | Widget::Json => area(slot),
        Widget::Password | Widget::PasswordArea => secret(slot),
        Widget::Uuid => uuid(slot),
        _ => counted(slot),
    };
    template::framed(slot, control)
}

/// An input in one line.
pub(super) fn single(slot: &Slot) -> AnyView {
    let (input, options) = one_line(slot);
    view! {
        {input.draw(slot)}
        {options}
    }
    .into_any()
}

/// The same, with how far its text is over what it may have.
fn counted(slot: &Slot) -> AnyView {
    let (input, options) = one_line(slot);
    let over = over(slot, &input);
    view! {
        {input.draw(slot)}
        {options}
        {over}
    }
    .into_any()
}

/// An input in one line and what it suggests.
fn one_line(slot: &Slot) -> (Input, Option<AnyView>) {
    let field = &slot.field;
    let mut input = Input::alone(slot);
    match (field.widget, &field.kind) {
        (Widget::Email, Kind::Text(rules)) if rules.format.as_deref() == Some("email") => {
            input.kind = Signal::stored("email");
        }
        (Widget::Url, Kind::Text(rules)) if rules.format.as_deref() == Some("uri") => {
            input.kind = Signal::stored("url");
        }
        (_, Kind::Number(_)) => {
            input.class = "input num".to_owned();
            input.mode = Some(if whole(&field.kind) { "numeric" } else { "decimal" });
        }
        (_, Kind::Text(rules)) => {
            let format = rules.format.as_deref().unwrap_or_default();
            input.mode = Some(format::input_mode(format)).filter(|mode| *mode != "text");
            if format::is_code(format) {
                input.class = "input input--mono".to_owned();
            }
        }
        _ => {}
    }
    let (list, options) = suggestions(slot);
    input.list = list;
    (input, options)
}

/// How far a text in one line is over its `maxLength`, counted as it is typed: the message that the worker sends stays
/// the same with each key, so that nothing is drawn once more when it comes.
fn over(slot: &Slot, input: &Input) -> Option<AnyView> {
    let Kind::Text(rules) = &slot.field.kind else { return None };
    let max = rules.max?;
    let (wrong, text) = (slot.node.wrong, input.shown);
    let letters = Signal::derive(move || text.with(|text| letters_of(text)));
    let is_over = Memo::new(move |_| wrong.get() && letters.get() > max);
    Some((move || is_over.get().then(|| count(letters, max))).into_any())
}

/// "12 / 40".
fn count(letters: Signal<u64>, max: u64) -> AnyView {
    view! { <div class="field__count tiny faint num">{letters} " / " {max}</div> }.into_any()
}

/// As JSON Schema's `maxLength` counts.
fn letters_of(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Text in lines, and what cannot be drawn: as JSON, with the reason.
fn area(slot: &Slot) -> AnyView {
    let field = &slot.field;
    let text = slot.live_text();
    let reason = match &field.kind {
        Kind::Json(reason) => Some(format!("Shown as JSON, since {reason}.")),
        _ => None,
    };
    let class = if field.widget == Widget::Textarea { "textarea" } else { "textarea input--mono" };
    let max = match &field.kind {
        Kind::Text(rules) => rules.max,
        _ => None,
    };
    let letters = Signal::derive(move || text.with(|text| letters_of(text)));
    let count = max.map(|max| count(letters, max));
    view! {
        {reason.map(|reason| view! { <p class="field__help">{reason}</p> })}
        {lines(slot, text, Signal::stored(class.to_owned()))}
        {count}
    }
    .into_any()
}

/// The one `<textarea>` of a field.
fn lines(slot: &Slot, text: RwSignal<String>, class: Signal<String>) -> AnyView {
    let field = &slot.field;
    let (typing, leaving) = (slot.clone(), slot.clone());
    // What is typed into a secret is not for the browser to keep or to have checked.
    let autocomplete = (field.widget == Widget::PasswordArea).then_some("off");
    view! {
        <textarea
            class=move || class.get()
            id=slot.id()
            autocomplete=autocomplete
            spellcheck=if field.widget == Widget::Textarea { None } else { Some("false") }
            required=field.required
            readonly=field.read_only
            placeholder=field.placeholder.clone()
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            prop:value=move || Shown(text.get())
            on:input=move |event| {
                let now = event_target_value(&event);
                typing.typed(&now);
                text.set(now);
            }
            on:blur=move |_| leaving.left()
        ></textarea>
    }
    .into_any()
}

/// A secret in one line or in several, masked until it is asked for.
fn secret(slot: &Slot) -> AnyView {
    let shown = RwSignal::new(false);
    let name = slot.field.label.clone();
    let mut over = None;
    let control = if slot.field.widget == Widget::PasswordArea {
        let class = move || {
            let mask = if shown.get() { "" } else { "masked" };
            format!("input textarea input--mono {SCOPE} {mask}")
        };
        lines(slot, slot.live_text(), Signal::derive(class))
    } else {
        let mut input = Input::alone(slot);
        input.kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
        input.autocomplete = "new-password";
        over = self::over(slot, &input);
        input.draw(slot)
    };
    let said = move || if shown.get() { "Hide" } else { "Show" };
    view! {
        <div class="affix">
            {control}
            <button
                class="btn"
                type="button"
                aria-pressed=move || shown.get().to_string()
                aria-label=move || format!("{} {name}", said())
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {said}
            </button>
        </div>
        {over}
    }
    .into_any()
}

/// A UUID, which nobody makes up by hand.
fn uuid(slot: &Slot) -> AnyView {
    let name = slot.field.label.clone();
    let generating = slot.clone();
    let generate = move |_| {
        let mut random = [0_u8; 16];
        let crypto = web_sys::window().and_then(|window| window.crypto().ok());
        let filled =
            crypto.is_some_and(|it| it.get_random_values_with_u8_array(&mut random).is_ok());
        if filled {
            generating.typed(&format::uuid(random));
            generating.form.redraw(&generating.path.pointer());
            generating.left();
        }
    };
    view! {
        <div class="affix">
            {single(slot)}
            {(!slot.field.read_only)
                .then(|| {
                    view! {
                        <button class="btn" type="button" aria-label=format!("Generate {name}") on:click=generate>
                            "Generate"
                        </button>
                    }
                })}
        </div>
    }
    .into_any()
}

fn whole(kind: &Kind) -> bool {
    // A minus sign is not on every numeric keyboard.
    matches!(kind, Kind::Number(rules) if rules.integer && rules.min.as_ref().is_some_and(|min| !min.to_string().starts_with('-')))
}
