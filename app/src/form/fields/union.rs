//! A choice between shapes: cards up to five, a select above, with the fields of the chosen shape.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::{Field, Union, Widget};
use portico_form::schema::Place;

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::super::widgets::select::keep_at;

const CARDS: usize = 5;

/// What the chosen shape holds.
pub(super) type Inside = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// A value that can take several shapes.
pub(super) fn draw(slot: Slot) -> AnyView {
    let drawing = slot.clone();
    let inside: Inside = Arc::new(move || chosen(&drawing, &drawing.field.unions));
    let mut unions = slot.field.unions.iter().peekable();
    let mut controls = Vec::new();
    while let Some(union) = unions.next() {
        let last = unions.peek().is_none();
        let inside = if last { Arc::clone(&inside) } else { Arc::new(|| ().into_any()) };
        controls.push(control(&slot, union, template::label(&slot), true, &inside));
    }
    controls.into_any()
}

/// What the chosen shape holds, below the choices that are drawn.
pub(super) fn chosen(slot: &Slot, unions: &[Union]) -> AnyView {
    let places = unions.iter().map(|union| Place::clone(&union.place));
    let around: Arc<[Place]> = slot.around.iter().cloned().chain(places).collect();
    let shape = slot.node.shape;
    // Only a group of everything has no place of its own to say it.
    let is_whole = slot.field.pointer.is_empty() && slot.field.widget == Widget::Group;
    let when_is_said = slot.when_is_said || !is_whole;
    let following = Slot { around, when_is_said, ..slot.clone() };
    let drawing = following.clone();
    // A group, and what has choices of its own, follow by themselves: the focus may be inside.
    let now = Memo::new(move |_| {
        shape.track();
        let field = shape_of(&following);
        let follows = field.widget == Widget::Group || !field.unions.is_empty();
        (!follows).then_some(field)
    });
    let drawn = move || {
        now.track();
        let label = drawing.field.label.clone();
        let name = drawing.name.unwrap_or_else(|| Signal::stored(label));
        let field = shape_of(&drawing).into();
        super::draw_slot(Slot { field, name: Some(name), ..drawing.clone() })
    };
    drawn.into_any()
}

/// The chosen shape as a field, without the choices around it.
fn shape_of(slot: &Slot) -> Field {
    let at = slot.path.pointer();
    let mut field = slot.form.with_form(|form| form.again(&slot.field, &at));
    field.unions.retain(|union| !slot.around.contains(&union.place));
    // The legend has said these.
    field.description = None;
    field.help = None;
    // Read as they change: it is no other shape.
    field.help_when = None;
    field.has_help_when = false;
    field
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
        move |form, field, at| form.active_branch(field, at, &place).unwrap_or_default()
    });
    let active = Active { signal: active, memo: Memo::new(move |_| active.get()) };
    let choosing = slot.clone();
    let chosen_union = union.clone();
    let choose = move |branch: usize| {
        active.signal.set(branch);
        choosing.form.chose_branch(&choosing.path, &choosing.field, &chosen_union, branch);
    };
    let id = format!("{}u{:x}", slot.id(), hashed(&place));
    let help = says_help.then(|| template::help(slot));
    if union.branches.len() <= CARDS {
        return cards(slot, union, &id, label, help.into_any(), active, choose, inside);
    }
    let first = active.memo.get_untracked();
    let options = union.branches.iter().enumerate();
    let options = options.map(|(index, branch)| {
        view! {
            <option value=index.to_string() selected=index == first>
                {branch.label.clone()}
            </option>
        }
    });
    let options = options.collect_view();
    let select = NodeRef::new();
    keep_at(select, move || active.memo.get().to_string());
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
            <select class="select" id=id node_ref=select on:change=changed>
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

/// Tells the choices of one value apart in ids and names of radio groups.
fn hashed(place: &Place) -> u64 {
    let mut hasher = DefaultHasher::new();
    place.hash(&mut hasher);
    hasher.finish()
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
