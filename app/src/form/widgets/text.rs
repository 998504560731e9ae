//! Everything that is typed: text, numbers, dates, secrets, JSON.

use leptos::prelude::*;
use portico_form::field::{Kind, Widget};

use super::super::slot::Slot;
use super::super::template;
use portico_form::label;

pub(in super::super) fn draw(slot: &Slot) -> AnyView {
    let control = match slot.field.widget {
        Widget::Textarea | Widget::Code | Widget::Json => area(slot),
        Widget::Password => secret(slot),
        _ => single(slot),
    };
    template::framed(slot, control)
}

fn single(slot: &Slot) -> AnyView {
    let field = &slot.field;
    let (kind, mode) = match field.widget {
        Widget::Date => ("date", None),
        Widget::Email => ("email", None),
        Widget::Url => ("url", None),
        Widget::Number => ("text", Some(if whole(&field.kind) { "numeric" } else { "decimal" })),
        _ => ("text", None),
    };
    let leaving = slot.clone();
    let text = slot.live_text();
    let suggestions: Vec<String> = match field.kind {
        Kind::Text(_) | Kind::Number(_) if field.widget != Widget::Date => {
            field.examples.iter().map(label::of_value).collect()
        }
        _ => Vec::new(),
    };
    let list_id = (!suggestions.is_empty()).then(|| format!("{}s", slot.id()));
    let datalist = list_id.clone().map(|id| {
        let options = suggestions
            .into_iter()
            .map(|text| view! { <option value=text></option> })
            .collect_view();
        view! { <datalist id=id>{options}</datalist> }
    });
    let class = if matches!(field.kind, Kind::Number(_)) { "input num" } else { "input" };
    view! {
        <input
            class=class
            id=slot.id()
            type=kind
            inputmode=mode
            list=list_id
            autocomplete="off"
            spellcheck=if kind == "text" { Some("false") } else { None }
            required=field.required
            readonly=field.read_only
            placeholder=field.placeholder.clone()
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            prop:value=text
            on:input=slot.on_input(text)
            on:blur=move |_| leaving.left()
        />
        {datalist}
    }
    .into_any()
}

fn area(slot: &Slot) -> AnyView {
    let field = &slot.field;
    let leaving = slot.clone();
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
    let count = max.map(|max| {
        view! {
            <div class="field__foot">
                <span></span>
                <span class="tiny faint num">{move || text.with(|text| text.chars().count())} " / " {max}</span>
            </div>
        }
    });
    view! {
        {reason.map(|reason| view! { <p class="field__help">{reason}</p> })}
        <textarea
            class=class
            id=slot.id()
            spellcheck=if field.widget == Widget::Textarea { None } else { Some("false") }
            required=field.required
            readonly=field.read_only
            placeholder=field.placeholder.clone()
            aria-label=slot.aria_label()
            aria-describedby=slot.described()
            aria-invalid=slot.invalid()
            prop:value=text
            on:input=slot.on_input(text)
            on:blur=move |_| leaving.left()
        ></textarea>
        {count}
    }
    .into_any()
}

fn secret(slot: &Slot) -> AnyView {
    let field = &slot.field;
    let leaving = slot.clone();
    let text = slot.live_text();
    let shown = RwSignal::new(false);
    let name = field.label.clone();
    view! {
        <div class="affix">
            <input
                class="input"
                id=slot.id()
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete="new-password"
                spellcheck="false"
                required=field.required
                readonly=field.read_only
                placeholder=field.placeholder.clone()
                aria-label=slot.aria_label()
                aria-describedby=slot.described()
                aria-invalid=slot.invalid()
                prop:value=text
                on:input=slot.on_input(text)
                on:blur=move |_| leaving.left()
            />
            <button
                class="btn"
                type="button"
                aria-pressed=move || shown.get().to_string()
                aria-label=move || format!("{} {name}", if shown.get() { "Hide" } else { "Show" })
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { "Hide" } else { "Show" }}
            </button>
        </div>
    }
    .into_any()
}

fn whole(kind: &Kind) -> bool {
    // A minus sign is not on every numeric keyboard.
    matches!(kind, Kind::Number(rules) if rules.integer && rules.min.as_ref().is_some_and(|min| !min.to_string().starts_with('-')))
}
