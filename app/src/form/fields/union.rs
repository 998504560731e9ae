//! A choice between shapes: radio, select or combobox by their count, then the fields of the chosen one.

use leptos::prelude::*;
use portico_form::field::Union;
use portico_form::schema::Place;

use super::super::slot::Slot;
use super::super::template;

const RADIO: usize = 5;

/// A value that can take several shapes.
pub(super) fn draw(slot: Slot) -> AnyView {
    let unions = slot.field.unions.iter().map(|union| control(&slot, union)).collect_view();
    let shape = slot.node.shape;
    let inner = slot.clone();
    let chosen = move || {
        shape.track();
        let at = inner.path.pointer();
        let mut field = inner.form.with_form(|form| form.again(&inner.field, &at));
        field.unions.clear();
        // The legend above has said these.
        field.description = None;
        field.help = None;
        let branch = Slot { field: field.into(), ..inner.clone() };
        super::plain(branch)
    };
    view! {
        <div class="stack stack--tight">
            {unions} <div class="group">{chosen}</div>
        </div>
    }
    .into_any()
}

/// The control that chooses.
pub(super) fn control(slot: &Slot, union: &Union) -> AnyView {
    let place = union.place.clone();
    let active = slot.live({
        let place = place.clone();
        move |form, field, at| active_of(&form.again(field, at).unions, &place)
    });
    let choosing = slot.clone();
    let chosen_union = union.clone();
    let choose = move |branch: usize| {
        active.set(branch);
        choosing.form.chose_branch(&choosing.path, &choosing.field, &chosen_union, branch);
    };
    let label = if slot.field.pointer.is_empty() {
        view! { "Kind" }.into_any()
    } else {
        template::label(slot)
    };
    let id = format!("{}u{}", slot.id(), place.len());
    if union.branches.len() <= RADIO {
        let options = union
            .branches
            .iter()
            .enumerate()
            .map(|(index, branch)| {
                let choose = choose.clone();
                view! {
                    <label class="check check--card">
                        <input
                            type="radio"
                            name=id.clone()
                            prop:checked=move || active.get() == index
                            on:change=move |_| choose(index)
                        />
                        <span class="form-branch">
                            <bdi>{branch.label.clone()}</bdi>
                        </span>
                        {branch
                            .description
                            .as_ref()
                            .map(|text| view! { <span class="check__sub">{template::described(slot, text)}</span> })}
                    </label>
                }
            })
            .collect_view();
        return view! {
            <fieldset class="field">
                <legend class="field__label form-legend">{label}</legend>
                {template::help(slot)}
                <div class="choices">{options}</div>
            </fieldset>
        }
        .into_any();
    }
    let options = union
        .branches
        .iter()
        .enumerate()
        .map(|(index, branch)| {
            view! {
                <option value=index.to_string() prop:selected=move || active.get() == index>
                    {branch.label.clone()}
                </option>
            }
        })
        .collect_view();
    let changed = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            choose(index);
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {label}
            </label>
            {template::help(slot)}
            <select class="select" id=id on:change=changed>
                {options}
            </select>
        </div>
    }
    .into_any()
}

fn active_of(unions: &[Union], place: &Place) -> usize {
    unions.iter().find(|union| union.place == *place).map_or(0, |union| union.active)
}
