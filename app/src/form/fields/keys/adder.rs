//! Another key for an object.

use leptos::prelude::*;
use portico_form::singular;

use super::super::super::focus;
use super::super::group::lower;
use super::Keys;
use crate::ui::icon::icon;

impl Keys {
    fn add(&self) {
        let name = self.name.get_untracked();
        let mut outcome = Ok(String::new());
        self.edit(|form, object| outcome = form.add_key(object, &name));
        match outcome {
            Ok(at) => {
                self.name.set(String::new());
                self.refused.set(None);
                self.changed();
                let form = self.slot.form;
                focus::after_drawing(move || form.focus(&at));
            }
            Err(problem) => self.refused.set(Some(format!("The name {problem}"))),
        }
    }

    /// The input for another key. A name that cannot be taken stays as it was typed, with the reason.
    pub(super) fn adder(&self) -> AnyView {
        let Some(rules) = self.slot.field.keys.clone() else { return ().into_any() };
        let (name, refused, entries) = (self.name, self.refused, self.entries);
        let label = &self.slot.field.label;
        let noun = Some(singular(label)).filter(|one| one != label);
        let noun = noun.map_or_else(|| "entry".to_owned(), |one| lower(&one));
        let (adding, listing) = (self.clone(), self.clone());
        let names = move || {
            entries.track();
            listing.slot.form.with_form(|form| {
                let object = form.again(&listing.slot.field, &listing.slot.path.pointer());
                form.names_left(&object)
            })
        };
        let full = {
            let slot = self.slot.clone();
            move || {
                entries.track();
                let held = slot.form.with_form(|form| form.keys_held(&slot.path.pointer()));
                rules.max.filter(|max| held >= *max)
            }
        };
        let full = Memo::new(move |_| full());
        let by_name = !rules.names.is_empty();
        let (id, error_id) = (self.adder_id(), format!("{}e", self.adder_id()));
        let described = {
            let error_id = error_id.clone();
            move || refused.with(Option::is_some).then(|| error_id.clone())
        };
        let pressing = self.clone();
        let key = move |event: web_sys::KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                pressing.add();
            }
        };
        let invalid = move || refused.with(Option::is_some).then_some("true");
        let input = if by_name {
            let options = move || {
                let options = names().into_iter();
                options
                    .map(|name| view! { <option value=name>{name.clone()}</option> })
                    .collect_view()
            };
            view! {
                <select
                    class="select grow"
                    id=id.clone()
                    disabled=move || full.get().is_some()
                    aria-describedby=described
                    aria-invalid=invalid
                    prop:value=name
                    on:change=move |event| name.set(event_target_value(&event))
                >
                    <option value="">"Choose"</option>
                    {options}
                </select>
            }
            .into_any()
        } else {
            view! {
                <input
                    class="input grow"
                    id=id.clone()
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    disabled=move || full.get().is_some()
                    aria-describedby=described
                    aria-invalid=invalid
                    prop:value=name
                    on:input=move |event| name.set(event_target_value(&event))
                    on:keydown=key
                />
            }
            .into_any()
        };
        view! {
            <div class="field">
                <label class="field__label" for=id>
                    {format!("Name of another {noun}")}
                </label>
                <div class="row row--line">
                    {input}
                    <button
                        class="btn"
                        type="button"
                        aria-label=format!("Add {noun}")
                        disabled=move || full.get().is_some()
                        on:click=move |_| adding.add()
                    >
                        {icon("plus", "icon")}
                        "Add"
                    </button>
                </div>
                {move || full.get().map(|max| view! { <p class="tiny faint">{format!("{max} of {max}, the most there can be")}</p> })}
                {move || {
                    refused.get().map(|why| view! { <p class="field__error" role="alert" id=error_id.clone()>{icon("error", "icon")} <span>{why}</span></p> })
                }}
            </div>
        }
        .into_any()
    }
}
