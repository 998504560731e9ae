//! What stands around an input: label, help, the input, its error.

use leptos::prelude::*;
use portico_form::field::{Field, Kind};
use portico_form::standing::{Standing, Way};
use portico_form::state::State;

use super::slot::Slot;
use super::style::SCOPE;
use crate::ui::icon::icon;

/// A labelled field. An item of a list has no label of its own; the list numbers it.
pub(super) fn framed(slot: &Slot, control: AnyView) -> AnyView {
    if slot.name.is_some() {
        return view! { <div class="field">{control} {help(slot)} {standing(slot)} {error(slot)}</div> }
            .into_any();
    }
    view! {
        <div class="field">
            <label class="field__label" for=slot.id()>
                {label(slot)}
            </label>
            {help(slot)}
            {control}
            {standing(slot)}
            {error(slot)}
        </div>
    }
    .into_any()
}

/// A set of inputs under one legend.
pub(super) fn grouped(slot: &Slot, controls: AnyView) -> AnyView {
    view! {
        <fieldset class="field" id=slot.id() tabindex="-1" aria-describedby=slot.described()>
            {legend(slot, label(slot))}
            {help(slot)}
            <div class="choices choices--bare">{controls}</div>
            {standing(slot)}
            {error(slot)}
        </fieldset>
    }
    .into_any()
}

/// A legend that looks like a label; for an item of a list, which the list numbers, only read out.
pub(super) fn legend(slot: &Slot, words: AnyView) -> AnyView {
    match slot.name {
        Some(name) => view! { <legend class="sr">{name}</legend> }.into_any(),
        None => view! {
            class = SCOPE,
            <legend class="field__label legend">{words}</legend>
        }
        .into_any(),
    }
}

/// The label's words: the name, whether it is needed, what else is to be known at once.
pub(super) fn label(slot: &Slot) -> AnyView {
    let field = &slot.field;
    let remark = match (field.read_only, field.deprecated) {
        (true, true) => Some("cannot be changed, deprecated"),
        (true, false) => Some("cannot be changed"),
        (false, true) => Some("deprecated"),
        (false, false) => None,
    };
    // Only the whole input can be without a name: the page's heading is its title.
    let name = Some(field.label.clone()).filter(|name| !name.is_empty());
    let name = match &field.marked {
        Some(html) => view! { <bdi inner_html=html.to_string()></bdi> }.into_any(),
        None => view! { <bdi>{name.unwrap_or_else(|| "Input".to_owned())}</bdi> }.into_any(),
    };
    view! {
        {name}
        {field.required.then(star)}
        {remark.map(|remark| view! { " " <span class="faint">{remark}</span> })}
    }
    .into_any()
}

/// The mark of what is required. It is decoration: the control's `required` carries the meaning.
pub(super) fn star() -> AnyView {
    view! {
        <span class="field__req" aria-hidden="true">
            "*"
        </span>
    }
    .into_any()
}

/// Help: the hint's, else the description's safe HTML; with the custom field that is not drawn, and with what holds only
/// for the present value, which is all that is said where no label is drawn.
pub(super) fn help(slot: &Slot) -> Option<AnyView> {
    if slot.name.is_some() {
        // Of an item the list tells it, once for all.
        let example = slot.field.free_key.then(|| slot.field.example()).flatten();
        let example = example.map(|example| view! { <p class="field__help">{example}</p> });
        let when = (!slot.when_is_said).then(|| when_alone(slot, slot.when_id()));
        return (example.is_some() || when.is_some())
            .then(|| view! { {example} {when} }.into_any());
    }
    if !slot.has_help() {
        return Some(when_alone(slot, slot.help_id()));
    }
    let field = &slot.field;
    let text = match (&field.help, &field.description) {
        (Some(text), _) | (None, Some(text)) => described(slot, text),
        (None, None) => ().into_any(),
    };
    let remark = remark(field);
    let when = slot.when;
    let when = move || when.get().map(|when| view! { <p>{when}</p> });
    Some(
        view! {
            <div class="field__help" id=slot.help_id()>
                {text}
                {remark}
                {when}
            </div>
        }
        .into_any(),
    )
}

/// What holds for the present value alone, once there is something to say.
fn when_alone(slot: &Slot, id: String) -> AnyView {
    let when = slot.when;
    let said = move || {
        let id = id.clone();
        let line = |when: String| view! { <div class="field__help" id=id><p>{when}</p></div> };
        when.get().map(line)
    };
    said.into_any()
}

/// The custom field that is not drawn here, named, and an example that the input cannot offer.
pub(super) fn remark(field: &Field) -> Option<AnyView> {
    let lines: Vec<String> = [field.remark(), field.example()].into_iter().flatten().collect();
    let is_said = !lines.is_empty();
    let lines = lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    is_said.then(|| view! { {lines} }.into_any())
}

/// A description as the safe HTML that the catalog made of it, or as plain text.
pub(super) fn described(slot: &Slot, description: &str) -> AnyView {
    let html =
        slot.form.with_definition(|definition| definition.markdown.get(description).cloned());
    match html {
        Some(html) => view! { <div inner_html=html></div> }.into_any(),
        None => view! { <p>{description.to_owned()}</p> }.into_any(),
    }
}

/// What is wrong, once it may be said.
pub(super) fn error(slot: &Slot) -> AnyView {
    let (id, wrong, error) = (slot.error_id(), slot.node.wrong, slot.node.error);
    // While it is wrong only the words change: each attribute that is written, be it the same, is work for the browser.
    (move || {
        let id = id.clone();
        wrong.get().then(|| {
            view! {
                <p class="field__error" id=id>
                    {icon("error", "icon")}
                    <span>{move || error.get()}</span>
                </p>
            }
        })
    })
    .into_any()
}

/// What a field holds where its input does not show it, and the ways out of it.
pub(super) fn standing(slot: &Slot) -> AnyView {
    let slot = slot.clone();
    let line = move || {
        let Standing { said, ways } = slot.standing.get();
        if said.is_none() && ways.is_empty() {
            return None;
        }
        let ways = ways.into_iter().map(|way| {
            let words = words(&way, &slot.field.kind);
            let name = slot.name.map_or_else(|| slot.field.label.clone(), |name| name.get());
            let said = format!("{words} ({name})");
            let taking = slot.clone();
            view! {
                class = SCOPE,
                <button
                    class="btn btn--ghost btn--sm way"
                    type="button"
                    aria-label=said
                    on:click=move |_| taking.took(&way)
                >
                    {words}
                </button>
            }
        });
        let ways = ways.collect_view();
        Some(view! {
            class = SCOPE,
            <div class="row standing">
                {said.map(|said| view! { <span class="tiny faint" id=slot.standing_id()>{said}</span> })} {ways}
            </div>
        })
    };
    line.into_any()
}

fn words(way: &Way, kind: &Kind) -> String {
    match way {
        Way::Into(State::Unset) => "Leave out".to_owned(),
        Way::Into(State::Null) => "Send null".to_owned(),
        Way::Into(_) => {
            let what = match kind {
                Kind::List(_) | Kind::Choices(..) => "list",
                Kind::Object => "group",
                _ => "text",
            };
            format!("Send an empty {what}")
        }
        Way::Default(Some(name)) => format!("Use default: {name}"),
        Way::Default(None) => "Use default".to_owned(),
        Way::Back => "Put back".to_owned(),
    }
}
