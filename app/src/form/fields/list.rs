//! A list: its items with their tools, Add after the last.

mod tools;

use leptos::prelude::*;
use portico_form::field::{Field, Kind, Widget};
use portico_form::pointer;

use super::super::focus;
use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::group::lower;

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
    /// How many first items have a place of their own: they are neither moved nor copied.
    fixed: usize,
    /// The item that is being dragged.
    dragged: RwSignal<Option<Item>>,
}

pub(super) fn draw(slot: Slot) -> AnyView {
    let (max, fixed) = match &slot.field.kind {
        Kind::List(rules) => (rules.max, rules.fixed),
        _ => (None, 0),
    };
    let list = List {
        items: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        announced: RwSignal::new(String::new()),
        noun: slot.form.with_form(|form| form.noun(&slot.field)),
        max,
        fixed,
        dragged: RwSignal::new(None),
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
            {list.item_help()}
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
            {template::standing(&slot)}
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

    /// What an item is, once for all of them.
    fn item_help(&self) -> Option<AnyView> {
        let at = self.slot.path.pointer();
        let item = self.slot.form.with_form(|form| {
            (self.fixed == 0).then(|| form.item(&form.again(&self.slot.field, &at), 0))
        })?;
        let remark = template::remark(&item);
        let text = item.help.or(item.description);
        let text = text.map(|text| template::described(&self.slot, &text));
        (text.is_some() || remark.is_some())
            .then(|| view! { <div class="field__help">{text} {remark}</div> }.into_any())
    }

    fn draw_item(&self, item: Item) -> AnyView {
        let at = pointer::child(&self.slot.path.pointer(), &item.index.get_untracked().to_string());
        let parent = self.slot.path.pointer();
        let field = self.slot.form.with_form(|form| {
            let list = form.again(&self.slot.field, &parent);
            form.item(&list, item.index.get_untracked())
        });
        debug_assert_eq!(field.pointer, at);
        // An item with a place of its own has a name and help of its own.
        let has_place = item.index.get_untracked() < self.fixed;
        let simple = !has_place && is_simple(&field);
        let (noun, label) = (self.noun.clone(), field.label.clone());
        let name = Signal::derive(move || match has_place {
            true => label.clone(),
            false => format!("{noun} {}", item.index.get() + 1),
        });
        let path = self.slot.path.item(item.index);
        let mut slot = Slot::new(self.slot.form, field, path);
        slot.name = (!has_place).then_some(name);
        let class = if simple { "array__item" } else { "array__item array__item--tall" };
        let body = super::draw_slot(slot);
        let number = move || item.index.get() + 1;
        let tools = (!self.slot.field.read_only).then(|| self.tools(item, name, simple, has_place));
        let (dragged, dropping) = (self.dragged, self.clone());
        // Dragging is an extra: the buttons do the same.
        let draggable = !self.slot.field.read_only && !has_place;
        let takes = move || draggable && dragged.with_untracked(Option::is_some);
        view! {
            class = SCOPE,
            <div
                class=class
                role="listitem"
                id=self.element_id(item, "")
                on:dragover=move |event| if takes() { event.prevent_default() }
                on:drop=move |event| {
                    event.prevent_default();
                    dropping.dropped(item);
                }
            >
                <span
                    class="array__no handle"
                    draggable=draggable.then_some("true")
                    on:dragstart=move |_| dragged.set(Some(item))
                    on:dragend=move |_| dragged.set(None)
                >
                    {number}
                </span>
                {body}
                {tools}
            </div>
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

    /// The place before or after an item's.
    fn next_to(&self, item: Item, up: bool) -> usize {
        let (from, length) = (item.index.get_untracked(), self.items.with_untracked(Vec::len));
        if up { from.saturating_sub(1) } else { (from + 1).min(length.saturating_sub(1)) }
    }

    fn shift(&self, item: Item, to: usize) {
        let (from, length) = (item.index.get_untracked(), self.items.with_untracked(Vec::len));
        if from == to || to < self.fixed {
            return;
        }
        self.edit(|form, list| form.move_item(list, from, to));
        self.items.update(|items| {
            let item = items.remove(from);
            items.insert(to, item);
        });
        self.renumber();
        // At the end of the way its button is disabled; the other one is next to it.
        let (up, end) = (to < from, to == self.fixed || to + 1 == length);
        focus::later(&self.element_id(item, if up != end { "up" } else { "down" }));
        self.announced.set(format!("{} {} moved to {} of {length}", self.noun, from + 1, to + 1));
    }

    fn dropped(&self, onto: Item) {
        if let Some(item) = self.dragged.get_untracked() {
            self.shift(item, onto.index.get_untracked());
        }
        self.dragged.set(None);
    }

    fn edit(&self, edit: impl FnOnce(&mut portico_form::Form, &Field)) {
        self.slot.form.edit_list(&self.slot.path, &self.slot.field, edit);
        self.slot.node.held.update(|count| *count += 1);
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
    let several = matches!(
        item.widget,
        Widget::Duration | Widget::Textarea | Widget::Code | Widget::PasswordArea
    );
    let kind = matches!(item.kind, Kind::Text(_) | Kind::Number(_) | Kind::Const(_));
    item.unions.is_empty() && kind && !several
}
