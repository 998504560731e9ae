//! An object: its fields under a legend, folded from the third level on.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::Field;
use serde_json::{Value, json};

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::union;
use crate::slices::in_goes;
use crate::ui::icon::icon;

/// Fields that are drawn in one go.
const GO: usize = 64;

pub(super) fn draw(slot: Slot) -> AnyView {
    if slot.field.pointer.is_empty() {
        return view! {
            class = SCOPE,
            <div class="stack fields">{body(&slot)} {template::error(&slot)}</div>
        }
        .into_any();
    }
    if slot.field.recursive {
        return on_demand(slot);
    }
    framed(slot)
}

fn framed(slot: Slot) -> AnyView {
    if slot.name.is_some() {
        return view! {
            <div class="stack" id=slot.id() tabindex="-1">
                {body(&slot)}
                {template::error(&slot)}
            </div>
        }
        .into_any();
    }
    if slot.field.folded || slot.field.depth > 2 {
        return folded(slot);
    }
    if is_choice_alone(&slot) {
        return view! { <div id=slot.id() tabindex="-1">{body(&slot)} {template::error(&slot)}</div> }.into_any();
    }
    view! {
        class = SCOPE,
        <fieldset class="group stack" id=slot.id() tabindex="-1" aria-describedby=slot.described()>
            <legend>
                <span class="words">{template::label(&slot)}</span>
            </legend>
            {template::help(&slot)}
            {body(&slot)}
            {template::error(&slot)}
        </fieldset>
    }
    .into_any()
}

/// A group whose fields are made when it is first opened, and stay.
fn folded(slot: Slot) -> AnyView {
    let (open, inside) = (slot.node.open, slot.node.inside);
    let opened =
        Memo::new(move |before: Option<&bool>| before.copied().unwrap_or(false) || open.get());
    let toggled = move |event: leptos::ev::Event| {
        let details: web_sys::Element = event_target(&event);
        open.set(details.has_attribute("open"));
    };
    let problems = move || {
        let count = inside.get();
        (count > 0 && !open.get()).then(|| {
            let words =
                if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
            view! { <span class="tag tag--bad">{words}</span> }
        })
    };
    let shown = slot.clone();
    view! {
        <details class="fold" id=slot.id() prop:open=open on:toggle=toggled>
            <summary>
                {icon("right", "icon")}
                <span>{template::label(&slot)}</span>
                {problems}
            </summary>
            {move || {
                opened
                    .get()
                    .then(|| {
                        view! {
                            <div class="fold__body stack">
                                {template::help(&shown)}
                                {body(&shown)}
                                {template::error(&shown)}
                            </div>
                        }
                    })
            }}
        </details>
    }
    .into_any()
}

/// A group whose shape contains itself: drawn once it is asked for.
fn on_demand(slot: Slot) -> AnyView {
    let present = slot.live(|form, _, at| form.value_at(at).is_some_and(Value::is_object));
    let label = slot.field.label.clone();
    let present = Memo::new(move |_| present.get());
    let toggled = move || {
        let (adding, removing) = (slot.clone(), slot.clone());
        if present.get() {
            let remove = move |_| {
                removing.chose(None);
                removing.form.redraw(&removing.path.pointer());
            };
            view! {
                {framed(slot.clone())}
                <div>
                    <button class="btn btn--sm" type="button" on:click=remove>
                        {icon("x", "icon")}
                        {format!("Remove {}", lower(&label))}
                    </button>
                </div>
            }
            .into_any()
        } else {
            let add = move |_| {
                adding.chose(Some(json!({})));
                adding.form.redraw(&adding.path.pointer());
            };
            view! {
                <div class="field">
                    <div>
                        <button class="btn btn--sm" type="button" id=slot.id() on:click=add>
                            {icon("plus", "icon")}
                            {format!("Add {}", lower(&label))}
                        </button>
                    </div>
                    {template::error(&slot)}
                </div>
            }
            .into_any()
        }
    };
    toggled.into_any()
}

/// An object's fields: its own, then each choice with the fields of the branch in use.
fn body(slot: &Slot) -> AnyView {
    if slot.field.unions.is_empty() {
        return fields(slot, None);
    }
    let alone = is_choice_alone(slot);
    let own = (!alone).then(|| fields(slot, None));
    let unions = slot.field.unions.iter().enumerate();
    let unions = unions.map(|(index, union)| {
        let label = if alone { template::label(slot) } else { "Choose one".into_any() };
        let branch = slot.clone();
        let inside: union::Inside = Arc::new(move || fields(&branch, Some(index)));
        union::control(slot, union, label, alone && !slot.field.pointer.is_empty(), &inside)
    });
    let unions = unions.collect_view();
    view! { {own} {unions} }.into_any()
}

/// Whether an object is nothing but one choice, which then carries the object's name.
fn is_choice_alone(slot: &Slot) -> bool {
    if slot.field.unions.len() != 1 || slot.field.pointer.is_empty() {
        return false;
    }
    slot.form.with_form(|form| {
        let children = form.children(&slot.field);
        children.iter().all(|child| form.union_of(&slot.field, &child.key).is_some())
    })
}

fn fields(slot: &Slot, union: Option<usize>) -> AnyView {
    let listing = slot.clone();
    // Free keys are drawn after the fields that are declared, under names that can be changed.
    let children = Memo::new(move |_| {
        listing.node.shape.track();
        let at = listing.path.pointer();
        let children = listing.form.with_form(|form| {
            let object = form.again(&listing.field, &at);
            let mut children = form.children(&object);
            if !object.unions.is_empty() {
                children.retain(|child| form.union_of(&object, &child.key) == union);
            }
            children
        });
        Arc::new(children.into_iter().partition::<Vec<Field>, _>(|child| child.free_key))
    });
    let (form, path) = (slot.form, slot.path.clone());
    let each = move |field: Field| {
        let path = path.key(&field.key);
        super::draw(form, field, path)
    };
    let count = Memo::new(move |_| children.with(|children| children.1.len()));
    let drawn = in_goes(count, GO);
    let declared = move || {
        let drawn = drawn.get();
        children.with(|children| children.1.iter().take(drawn).cloned().collect::<Vec<_>>())
    };
    let coming = move || {
        (drawn.get() < count.get()).then(|| {
            view! {
                <p class="sr" aria-busy="true">
                    "More fields are being drawn"
                </p>
            }
        })
    };
    let list = view! {
        <For each=declared key=Field::signature children=each />
        {coming}
    };
    let list = match slot.field.columns {
        2 => view! { <div class="grid grid--2">{list}</div> }.into_any(),
        3 => view! { class = SCOPE, <div class="grid columns-3">{list}</div> }.into_any(),
        _ => list.into_any(),
    };
    let free = Signal::derive(move || children.with(|children| children.0.clone()));
    let keys = union.is_none().then(|| super::keys::draw(slot, free));
    view! { {list} {keys} }.into_any()
}

pub(super) fn lower(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => label.to_owned(),
    }
}
