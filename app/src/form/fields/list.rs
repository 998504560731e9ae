//! A list: its items with their tools, Add after the last.

use leptos::prelude::*;
use portico_form::field::{Field, Kind};
use portico_form::{pointer, singular};

use super::super::focus;
use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::group::lower;
use crate::ui::icon::icon;

/// An item as the page knows it: its identity stays, its place changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    id: u32,
    index: RwSignal<usize>,
}

#[derive(Clone)]
struct List {
    slot: Slot,
    items: RwSignal<Vec<Item>>,
    next: StoredValue<u32>,
    announced: RwSignal<String>,
    /// What one item is called, such as "Recipient".
    noun: String,
    max: Option<usize>,
}

pub(super) fn draw(slot: Slot) -> AnyView {
    let max = match &slot.field.kind {
        Kind::List(rules) => rules.max,
        _ => None,
    };
    let list = List {
        items: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        announced: RwSignal::new(String::new()),
        noun: singular(&slot.field.label),
        max,
        slot: slot.clone(),
    };
    let length = slot.live(|form, _, at| form.length(at));
    let filling = list.clone();
    Effect::new(move |_| {
        let length = length.get();
        if filling.items.with_untracked(Vec::len) != length {
            filling.items.set((0..length).map(|index| filling.new_item(index)).collect());
        }
    });
    let (items, each_list) = (list.items, list.clone());
    let each = move |item: Item| each_list.draw_item(item);
    let empty_noun = lower(&slot.field.label);
    view! {
        <fieldset class="field" id=slot.id() tabindex="-1" aria-describedby=slot.described()>
            {template::legend(&slot, template::label(&slot))}
            {template::help(&slot)}
            <div class="array">
                <div class="array" role="list">
                    <For each=move || items.get() key=|item| item.id children=each />
                </div>
                {move || {
                    items
                        .with(Vec::is_empty)
                        .then(|| view! { <p class="small dim">{format!("No {empty_noun} yet.")}</p> })
                }}
                {list.add_button()}
            </div>
            <p class="sr" role="status">
                {list.announced}
            </p>
            {template::error(&slot)}
        </fieldset>
    }
    .into_any()
}

impl List {
    fn new_item(&self, index: usize) -> Item {
        self.next.update_value(|next| *next += 1);
        Item { id: self.next.get_value(), index: RwSignal::new(index) }
    }

    fn element_id(&self, item: Item, part: &str) -> String {
        format!("{}i{}{part}", self.slot.id(), item.id)
    }

    fn add_id(&self) -> String {
        format!("{}add", self.slot.id())
    }

    fn add_button(&self) -> AnyView {
        let (items, max) = (self.items, self.max);
        let full = move || max.is_some_and(|max| items.with(Vec::len) >= max);
        let count = move || {
            max.map(|max| {
                let has = items.with(Vec::len);
                let words = if has >= max {
                    format!("{has} of {max}, the most there can be")
                } else {
                    format!("{has} of {max}")
                };
                view! { <span class="tiny faint">{words}</span> }
            })
        };
        let list = self.clone();
        let disabled = self.slot.field.read_only;
        view! {
            <div class="row row--apart">
                <button
                    class="btn btn--sm"
                    type="button"
                    id=self.add_id()
                    disabled=move || disabled || full()
                    on:click=move |_| list.add()
                >
                    {icon("plus", "icon")}
                    {format!("Add {}", lower(&self.noun))}
                </button>
                {count}
            </div>
        }
        .into_any()
    }

    fn draw_item(&self, item: Item) -> AnyView {
        let at = pointer::child(&self.slot.path.pointer(), &item.index.get_untracked().to_string());
        let parent = self.slot.path.pointer();
        let field = self.slot.form.with_form(|form| {
            let list = form.again(&self.slot.field, &parent);
            form.item(&list, item.index.get_untracked())
        });
        debug_assert_eq!(field.pointer, at);
        let simple = is_simple(&field);
        let noun = self.noun.clone();
        let name = Signal::derive(move || format!("{noun} {}", item.index.get() + 1));
        let path = self.slot.path.item(item.index);
        let mut slot = Slot::new(self.slot.form, field, path);
        slot.name = Some(name);
        let class = if simple { "array__item" } else { "array__item array__item--tall" };
        let body = super::draw_slot(slot);
        let number = move || item.index.get() + 1;
        view! {
            <div class=class role="listitem" id=self.element_id(item, "")>
                <span class="array__no">{number}</span>
                {body}
                {(!self.slot.field.read_only).then(|| self.tools(item, name, simple))}
            </div>
        }
        .into_any()
    }

    fn tools(&self, item: Item, name: Signal<String>, simple: bool) -> AnyView {
        let (items, max) = (self.items, self.max);
        let last = move || item.index.get() + 1 >= items.with(Vec::len);
        let full = move || max.is_some_and(|max| items.with(Vec::len) >= max);
        let said = move |verb: &'static str| move || format!("{verb} {}", lower(&name.get()));
        let said_up = move || format!("{} up", said("Move")());
        let said_down = move || format!("{} down", said("Move")());
        let (up, down, copy, remove) = (self.clone(), self.clone(), self.clone(), self.clone());
        let class = if simple { "array__tools" } else { "array__tools tools-tall" };
        view! {
            class = SCOPE,
            <span class=class>
                <button
                    class="btn btn--ghost btn--sm btn--icon"
                    type="button"
                    id=self.element_id(item, "up")
                    aria-label=said_up
                    title=said_up
                    disabled=move || item.index.get() == 0
                    on:click=move |_| up.shift(item, true)
                >
                    {icon("up", "icon")}
                </button>
                <button
                    class="btn btn--ghost btn--sm btn--icon"
                    type="button"
                    id=self.element_id(item, "down")
                    aria-label=said_down
                    title=said_down
                    disabled=last
                    on:click=move |_| down.shift(item, false)
                >
                    {icon("down", "icon")}
                </button>
                <button
                    class="btn btn--ghost btn--sm btn--icon"
                    type="button"
                    aria-label=said("Duplicate")
                    title=said("Duplicate")
                    disabled=full
                    on:click=move |_| copy.duplicate(item)
                >
                    {icon("copy", "icon")}
                </button>
                <button
                    class="btn btn--ghost btn--sm btn--icon"
                    type="button"
                    aria-label=said("Remove")
                    title=said("Remove")
                    on:click=move |_| remove.remove(item)
                >
                    {icon("x", "icon")}
                </button>
            </span>
        }
        .into_any()
    }

    fn add(&self) {
        self.edit(|form, list| {
            form.add_item(list);
        });
        let item = self.new_item(self.items.with_untracked(Vec::len));
        self.items.update(|items| items.push(item));
        self.slot.form.list_edited();
        self.focus_item(item);
    }

    fn duplicate(&self, item: Item) {
        let index = item.index.get_untracked();
        self.edit(|form, list| form.duplicate_item(list, index));
        let copy = self.new_item(index + 1);
        self.items.update(|items| items.insert(index + 1, copy));
        self.renumber();
        self.focus_item(copy);
        self.announced.set(format!("{} {} duplicated", self.noun, index + 1));
    }

    fn remove(&self, item: Item) {
        let index = item.index.get_untracked();
        self.edit(|form, list| form.remove_item(list, index));
        self.items.update(|items| items.retain(|other| other.id != item.id));
        self.renumber();
        let next = self.items.with_untracked(|items| items.get(index).copied());
        match next {
            Some(next) => self.focus_item(next),
            None => focus::later(&self.add_id()),
        }
        self.announced.set(format!("{} {} removed", self.noun, index + 1));
    }

    fn shift(&self, item: Item, up: bool) {
        let from = item.index.get_untracked();
        let length = self.items.with_untracked(Vec::len);
        let to = if up { from.saturating_sub(1) } else { (from + 1).min(length.saturating_sub(1)) };
        if from == to {
            return;
        }
        self.edit(|form, list| form.move_item(list, from, to));
        self.items.update(|items| items.swap(from, to));
        self.renumber();
        // At the end of the way its button is disabled; the other one is next to it.
        let end = if up { to == 0 } else { to + 1 == length };
        focus::later(&self.element_id(item, if up != end { "up" } else { "down" }));
        self.announced.set(format!("{} {} moved to {} of {length}", self.noun, from + 1, to + 1));
    }

    fn edit(&self, edit: impl FnOnce(&mut portico_form::Form, &Field)) {
        self.slot.form.edit_list(&self.slot.path, &self.slot.field, edit);
    }

    fn renumber(&self) {
        let items = self.items.get_untracked();
        for (index, item) in items.iter().enumerate() {
            if item.index.get_untracked() != index {
                item.index.set(index);
            }
        }
        self.slot.form.list_edited();
    }

    fn focus_item(&self, item: Item) {
        let id = self.element_id(item, "");
        focus::after_drawing(move || focus::first_control(&id));
    }
}

/// Whether an item is drawn as one input in one line.
fn is_simple(item: &Field) -> bool {
    item.unions.is_empty() && matches!(item.kind, Kind::Text(_) | Kind::Number(_) | Kind::Const(_))
}
