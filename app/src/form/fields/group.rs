//! An object: its fields under a legend, folded from the third level on.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use portico_form::field::{Field, Union, Widget};
use portico_form::schema::Place;
use serde_json::{Value, json};

use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::keys::{self, Free};
use super::portions::{Portion, parted};
use super::union;
use crate::slices::in_turn;
use crate::ui::icon::icon;

/// Choices of one value that are drawn in one go: each goes through all schemas that apply.
const CHOICES: usize = 4;

pub(super) fn draw(slot: Slot) -> AnyView {
    if slot.field.pointer.is_empty() {
        return view! {
            class = SCOPE,
            <div class="stack fields">{body(&slot, is_group(&slot))} {template::error(&slot)}</div>
        }
        .into_any();
    }
    if slot.field.recursive {
        return on_demand(slot);
    }
    framed(slot)
}

fn framed(slot: Slot) -> AnyView {
    if slot.name.is_none() && (slot.field.folded || slot.field.depth > 2) {
        return folded(slot);
    }
    let is_group = is_group(&slot);
    if slot.name.is_some() {
        // A choice that is all there is says it by itself.
        let when = (!is_choice_alone(&slot)).then(|| template::help(&slot));
        return view! {
            <div class="stack" id=id(&slot, is_group) tabindex="-1">
                {when}
                {body(&slot, is_group)}
                {error(&slot, is_group)}
            </div>
        }
        .into_any();
    }
    if is_choice_alone(&slot) {
        return view! { <div id=id(&slot, is_group) tabindex="-1">{body(&slot, is_group)} {error(&slot, is_group)}</div> }
            .into_any();
    }
    view! {
        class = SCOPE,
        <fieldset class="group stack" id=id(&slot, is_group) tabindex="-1" aria-describedby=slot.described()>
            <legend>
                <span class="words">{template::label(&slot)}</span>
            </legend>
            {template::help(&slot)}
            // What comes into a fieldset itself has the browser lay out all of it anew.
            <div class="stack">{body(&slot, is_group)}</div>
            {error(&slot, is_group)}
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
    let is_group = is_group(&slot);
    let shown = slot.clone();
    view! {
        <details class="fold" id=id(&slot, is_group) prop:open=open on:toggle=toggled>
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
                                {body(&shown, is_group)}
                                {error(&shown, is_group)}
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
    let present = slot.live(|form, field, at| {
        // A choice can make it something else than a group; then it is there to be filled in.
        let is_other = || !field.unions.is_empty() && form.again(field, at).widget != Widget::Group;
        form.value_at(at).is_some_and(Value::is_object) || is_other()
    });
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
fn body(slot: &Slot, is_group: Signal<bool>) -> AnyView {
    let alone = is_choice_alone(slot);
    let named = slot.field.unions.first().filter(|_| alone).map(|union| Place::clone(&union.place));
    let own = match (alone, slot.field.unions.is_empty()) {
        (true, _) => None,
        (false, true) => Some(fields(slot, None)),
        (false, false) => {
            let slot = slot.clone();
            Some((move || is_group.get().then(|| fields(&slot, None))).into_any())
        }
    };
    let unions = unions(slot);
    let drawing = slot.clone();
    let each = move |union: Union| {
        let is_named = named.as_ref() == Some(&union.place);
        let label = if is_named { template::label(&drawing) } else { "Choose one".into_any() };
        let (branch, place) = (drawing.clone(), Place::clone(&union.place));
        let inside: union::Inside = Arc::new(move || held(&branch, &place, is_group, unions));
        union::control(&drawing, &union, label, is_named, &inside)
    };
    let places = Memo::new(move |_| {
        unions.with(|unions| {
            unions.iter().map(|union| Place::clone(&union.place)).collect::<Vec<_>>()
        })
    });
    let drawn = in_turn(places, CHOICES);
    let shown = move || {
        let mut shown = unions.get();
        drawn.with(|drawn| {
            let drawn: HashSet<&Place> = drawn.iter().collect();
            shown.retain(|union| drawn.contains(&union.place));
        });
        shown
    };
    // A choice that comes or goes leaves the others as they are: the focus may be on one.
    let key = |union: &Union| union.place.to_string();
    view! {
        {own}
        <For each=shown key=key children=each />
        {coming(places, drawn)}
    }
    .into_any()
}

/// Says that not all that is wanted is drawn yet.
pub(super) fn coming<K>(wanted: Memo<Vec<K>>, drawn: Memo<Vec<K>>) -> AnyView
where
    K: Send + Sync + 'static,
{
    let coming = move || {
        (drawn.with(Vec::len) < wanted.with(Vec::len)).then(|| {
            view! {
                <p class="sr" aria-busy="true">
                    "More fields are being drawn"
                </p>
            }
        })
    };
    coming.into_any()
}

/// What a choice holds: fields, or what else its value has become, which the last choice draws.
fn held(slot: &Slot, union: &Place, is_group: Signal<bool>, unions: Memo<Vec<Union>>) -> AnyView {
    let (slot, place) = (slot.clone(), Place::clone(union));
    let drawn = move || {
        if is_group.get() {
            return fields(&slot, Some(Place::clone(&place)));
        }
        let all = unions.get();
        match all.last() {
            Some(last) if last.place == place => union::chosen(&slot, &all),
            _ => ().into_any(),
        }
    };
    drawn.into_any()
}

/// The choices an object has at present: some come with a branch or a condition.
fn unions(slot: &Slot) -> Memo<Vec<Union>> {
    let slot = slot.clone();
    Memo::new(move |_| {
        slot.node.shape.track();
        let at = slot.path.pointer();
        let object = slot.form.with_form(|form| form.again(&slot.field, &at));
        let mut unions = object.unions;
        unions.retain(|union| !slot.around.contains(&union.place));
        // Which branch is in use, each control knows.
        for union in &mut unions {
            union.active = 0;
            union.is_told = false;
        }
        unions
    })
}

/// Whether the value is an object at present: where it has choices, one may have made it something else.
fn is_group(slot: &Slot) -> Signal<bool> {
    if slot.field.unions.is_empty() {
        return Signal::stored(true);
    }
    let slot = slot.clone();
    let is_group = Memo::new(move |_| {
        slot.node.shape.track();
        let at = slot.path.pointer();
        slot.form.with_form(|form| form.again(&slot.field, &at).widget == Widget::Group)
    });
    is_group.into()
}

/// The id of what frames a group. What the value has become instead has it for itself.
fn id(slot: &Slot, is_group: Signal<bool>) -> Signal<Option<String>> {
    let id = slot.id();
    Signal::derive(move || is_group.get().then(|| id.clone()))
}

/// What is wrong with a group. What the value has become instead says it by itself.
fn error(slot: &Slot, is_group: Signal<bool>) -> AnyView {
    let slot = slot.clone();
    (move || is_group.get().then(|| template::error(&slot))).into_any()
}

/// Whether an object is nothing but one choice, which then carries the object's name.
fn is_choice_alone(slot: &Slot) -> bool {
    if slot.field.unions.len() != 1 || slot.field.pointer.is_empty() {
        return false;
    }
    slot.form.with_form(|form| {
        let object = form.again(&slot.field, &slot.path.pointer());
        form.own_children(&object, &slot.around, &(0..1)).0.is_empty()
    })
}

/// What an object holds. Free keys are drawn after the fields that are declared, under names that can be changed; of many
/// there are fields for a window of them.
#[derive(PartialEq)]
struct Children {
    free: Vec<Field>,
    /// How many free keys there are.
    count: usize,
    declared: Vec<Portion>,
}

fn fields(slot: &Slot, union: Option<Place>) -> AnyView {
    let listing = slot.clone();
    let is_own = union.is_none();
    let window = is_own.then(|| keys::window(slot));
    let children = Memo::new(move |before: Option<&Arc<Children>>| {
        listing.node.shape.track();
        let at = listing.path.pointer();
        let shown = window.map_or(0..0, |window| window.get().range());
        let (children, count) = listing.form.with_form(|form| {
            let object = form.again(&listing.field, &at);
            match &union {
                // A choice has just made it something else.
                _ if object.widget != Widget::Group => (Vec::new(), 0),
                None => form.own_children(&object, &listing.around, &shown),
                Some(place) => {
                    let index = object.unions.iter().position(|known| known.place == *place);
                    let children =
                        index.map_or_else(Vec::new, |index| form.children_in(&object, Some(index)));
                    (children, 0)
                }
            }
        });
        let (free, declared) = children.into_iter().partition(|child| child.free_key);
        let before = before.map_or(&[][..], |before| &before.declared);
        Arc::new(Children { free, count, declared: parted(declared, before) })
    });
    let (form, path) = (slot.form, slot.path.clone());
    let each = move |field: Field| {
        let path = path.key(&field.key);
        super::draw(form, field, path)
    };
    let portions = Memo::new(move |_| {
        children
            .with(|children| children.declared.iter().map(|portion| portion.at).collect::<Vec<_>>())
    });
    let drawn = in_turn(portions, 1);
    let columns = slot.field.columns;
    let portion = move |at: usize| {
        let fields = move || {
            children.with(|children| {
                let portion = children.declared.iter().find(|portion| portion.at == at);
                portion.map(|portion| portion.fields.clone()).unwrap_or_default()
            })
        };
        let fields = view! { <For each=fields key=Field::signature children=each.clone() /> };
        match columns {
            2 => view! { <div class="grid grid--2">{fields}</div> }.into_any(),
            3 => view! { class = SCOPE, <div class="grid columns-3">{fields}</div> }.into_any(),
            _ => view! { class = SCOPE, <div class="stack portion">{fields}</div> }.into_any(),
        }
    };
    let keys = window.map(|window| {
        let fields = Signal::derive(move || children.with(|children| children.free.clone()));
        let count = Signal::derive(move || children.with(|children| children.count));
        keys::draw(slot, Free { fields, count, window })
    });
    view! {
        <For each=move || drawn.get() key=|at| *at children=portion />
        {coming(portions, drawn)}
        {keys}
    }
    .into_any()
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
