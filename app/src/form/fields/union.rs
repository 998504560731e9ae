//! A choice between shapes: cards up to five, a select above, with the fields of the chosen shape.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::Union;
use portico_form::schema::Place;

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;

const CARDS: usize = 5;

/// What the chosen shape holds.
pub(super) type Inside = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// A value that can take several shapes.
pub(super) fn draw(slot: Slot) -> AnyView {
    let shape = slot.node.shape;
    let drawing = slot.clone();
    let chosen = move || {
        shape.track();
        let at = drawing.path.pointer();
        let mut field = drawing.form.with_form(|form| form.again(&drawing.field, &at));
        field.unions.clear();
        // The legend has said these.
        field.description = None;
        field.help = None;
        let label = drawing.field.label.clone();
        let name = drawing.name.unwrap_or_else(|| Signal::stored(label));
        super::plain(Slot { field: field.into(), name: Some(name), ..drawing.clone() })
    };
    let inside: Inside = Arc::new(move || {
        let chosen = chosen.clone();
        chosen.into_any()
    });
    let mut unions = slot.field.unions.iter().peekable();
    let mut controls = Vec::new();
    while let Some(union) = unions.next() {
        let last = unions.peek().is_none();
        let inside = if last { Arc::clone(&inside) } else { Arc::new(|| ().into_any()) };
        controls.push(control(&slot, union, template::label(&slot), true, &inside));
    }
    controls.into_any()
}

/// The control that chooses, with what the chosen shape holds. `says_help`: the field's help belongs to it.
pub(super) fn control(
    slot: &Slot,
    union: &Union,
    label: AnyView,
    says_help: bool,
    inside: &Inside,
) -> AnyView {
    let place = union.place.clone();
    let active = slot.live({
        let place = place.clone();
        move |form, field, at| active_of(&form.again(field, at).unions, &place)
    });
    let active = Active { signal: active, memo: Memo::new(move |_| active.get()) };
    let choosing = slot.clone();
    let chosen_union = union.clone();
    let choose = move |branch: usize| {
        active.signal.set(branch);
        choosing.form.chose_branch(&choosing.path, &choosing.field, &chosen_union, branch);
    };
    let id = format!("{}u{}", slot.id(), place.len());
    let help = says_help.then(|| template::help(slot));
    if union.branches.len() <= CARDS {
        return cards(slot, union, &id, label, help.into_any(), active, choose, inside);
    }
    let options = union.branches.iter().enumerate();
    let options = options.map(|(index, branch)| {
        view! {
            <option value=index.to_string() prop:selected=move || active.memo.get() == index>
                {branch.label.clone()}
            </option>
        }
    });
    let options = options.collect_view();
    let changed = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            choose(index);
        }
    };
    let inside = Arc::clone(inside);
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {label}
            </label>
            {help}
            <select class="select" id=id on:change=changed>
                {options}
            </select>
        </div>
        {move || {
            active.memo.track();
            view! { <div class="group stack">{inside()}</div> }
        }}
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Active {
    signal: RwSignal<usize>,
    /// The same, changing only when another branch is chosen.
    memo: Memo<usize>,
}

#[expect(clippy::too_many_arguments, reason = "one caller; the parts of one control")]
fn cards(
    slot: &Slot,
    union: &Union,
    id: &str,
    label: AnyView,
    help: AnyView,
    active: Active,
    choose: impl Fn(usize) + Clone + 'static,
    inside: &Inside,
) -> AnyView {
    let options = union.branches.iter().enumerate();
    let options = options.map(|(index, branch)| {
        let (choose, inside) = (choose.clone(), Arc::clone(inside));
        let description = branch
            .description
            .as_ref()
            .map(|text| view! { <span class="check__sub">{template::described(slot, text)}</span> });
        view! {
            class = SCOPE,
            <label class="check check--card">
                <input
                    type="radio"
                    name=id.to_owned()
                    prop:checked=move || active.memo.get() == index
                    on:change=move |_| choose(index)
                />
                <span class="branch">
                    <bdi>{branch.label.clone()}</bdi>
                </span>
                {description}
            </label>
            {move || {
                (active.memo.get() == index).then(|| view! { <div class="group stack">{inside()}</div> })
            }}
        }
    });
    let options = options.collect_view();
    view! {
        <fieldset class="field">
            {template::legend(slot, label)}
            {help}
            <div class="choices">{options}</div>
        </fieldset>
    }
    .into_any()
}

fn active_of(unions: &[Union], place: &Place) -> usize {
    unions.iter().find(|union| union.place == *place).map_or(0, |union| union.active)
}
