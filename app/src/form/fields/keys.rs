//! Free keys of an object: a name, and a button that adds it or takes it away.

use leptos::prelude::*;

use super::super::slot::Slot;
use crate::ui::icon::icon;

/// The input for another key. A name that cannot be taken stays as it was typed, with the reason.
pub(super) fn add(slot: &Slot) -> AnyView {
    let name = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let adding = slot.clone();
    let id = format!("{}k", slot.id());
    let add = move |_| {
        let key = name.get_untracked();
        let mut outcome = Ok(String::new());
        adding.form.edit_list(&adding.path, &adding.field, |form, object| {
            outcome = form.add_key(object, &key);
        });
        match outcome {
            Ok(_) => {
                name.set(String::new());
                refused.set(None);
                adding.form.redraw(&adding.path.pointer());
                adding.form.list_edited();
            }
            Err(problem) => refused.set(Some(format!("The name {problem}"))),
        }
    };
    let names = slot.form.with_form(|form| form.names_left(&slot.field));
    let list = format!("{id}s");
    let options =
        names.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                "Name of another entry"
            </label>
            <input
                class="input"
                id=id
                type="text"
                list=list.clone()
                autocomplete="off"
                spellcheck="false"
                prop:value=name
                on:input=move |event| name.set(event_target_value(&event))
            />
            <datalist id=list>{options}</datalist>
            {move || refused.get().map(|text| view! { <p class="field__error">{text}</p> })}
            <div>
                <button class="btn btn--sm" type="button" on:click=add>
                    {icon("plus", "icon")}
                    "Add"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A drawn entry with the button that removes it.
pub(super) fn removable(slot: &Slot, drawn: AnyView) -> AnyView {
    let removing = slot.clone();
    let label = slot.field.label.clone();
    let remove = move |_| {
        removing.chose(None);
        let at = removing.path.pointer();
        let parent = portico_form::pointer::split_last(&at).map_or("", |(parent, _)| parent);
        removing.form.redraw(parent);
        removing.form.list_edited();
    };
    view! {
        <div class="stack">
            {drawn}
            <div>
                <button class="btn btn--sm" type="button" on:click=remove>
                    {icon("x", "icon")}
                    {format!("Remove {label}")}
                </button>
            </div>
        </div>
    }
    .into_any()
}
