//! A list: its items with their tools, Add after the last. A long one is drawn in part, in a window that moves.

mod shown;
mod tools;

use leptos::prelude::*;
use portico_form::field::{Field, Kind, Widget};
use portico_form::pointer;

use super::super::focus;
use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::template;
use super::super::window::{Around, Window};
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
    /// The items that are drawn, side by side. They come in goes, until all of the window's are there.
    items: RwSignal<Vec<Item>>,
    /// Which items are to be drawn.
    window: RwSignal<Window>,
    /// How many there are.
    length: RwSignal<usize>,
    /// How many were drawn unasked.
    unasked: StoredValue<usize>,
    /// Items outlive the run of the effect that finds them, and not their list.
    owner: Owner,
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
        window: RwSignal::new(Window::first(0)),
        length: RwSignal::new(0),
        unasked: StoredValue::new(0),
        owner: Owner::new(),
        next: StoredValue::new(0),
        announced: RwSignal::new(String::new()),
        noun: slot.form.with_form(|form| form.noun(&slot.field)),
        max,
        fixed,
        dragged: RwSignal::new(None),
        slot: slot.clone(),
    };
    let length = slot.live(|form, _, at| form.length(at));
    let (filling, leading) = (list.clone(), list.clone());
    Effect::new(move |_| {
        let length = length.get();
        untrack(|| filling.hold(length));
    });
    // After the other: a list that comes with what is sought has to have its length first.
    let sought = slot.form.sought;
    Effect::new(move |_| {
        if let Some(sought) = sought.get() {
            untrack(|| leading.lead_to(&sought));
        }
    });
    let (items, each_list) = (list.items, list.clone());
    let each = move |item: Item| each_list.draw_item(item);
    let empty_noun = lower(&slot.field.label);
    let count = list.length;
    let around = Around { window: list.window, length: count.into(), noun: "items" };
    let (earlier, later) = (list.clone(), list.clone());
    let earlier = around.earlier(move |window, at| earlier.open_to(window, at));
    let later = around.later(move |window, at| later.open_to(window, at));
    let coming = list.coming();
    view! {
        <fieldset class="field" id=slot.id() tabindex="-1" aria-describedby=slot.described()>
            {template::legend(&slot, template::label(&slot))}
            {template::help(&slot)}
            {list.item_help()}
            <div class="array">
                {earlier}
                <div class="array" role="list">
                    <For each=move || items.get() key=|item| item.id children=each />
                </div>
                {coming}
                {later}
                {move || {
                    (count.get() == 0)
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
        let index = self.owner.with(|| RwSignal::new(index));
        Item { id: self.next.get_value(), index }
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
                tabindex="-1"
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
        let index = self.length.get_untracked();
        self.length.set(index + 1);
        self.show(index);
        self.slot.form.list_edited();
        self.focus_at(index);
    }

    fn duplicate(&self, item: Item) {
        let (start, index) = (self.start(), item.index.get_untracked());
        self.edit(|form, list| form.duplicate_item(list, index));
        let copy = self.new_item(index + 1);
        self.length.update(|length| *length += 1);
        self.window.update(|window| window.to += 1);
        self.items.update(|items| items.insert((index + 1 - start).min(items.len()), copy));
        self.renumber(start);
        self.focus_at(index + 1);
        self.announced.set(format!("{} {} duplicated", self.noun, index + 1));
    }

    fn remove(&self, item: Item) {
        let (start, index) = (self.start(), item.index.get_untracked());
        self.edit(|form, list| form.remove_item(list, index));
        let left = self.length.get_untracked().saturating_sub(1);
        self.items.update(|items| items.retain(|other| other.id != item.id));
        self.length.set(left);
        // What follows the window comes into it.
        self.window.update(|window| window.to = window.to.min(left));
        self.renumber(start);
        self.draw_next();
        if index < left {
            self.focus_at(index);
        } else {
            if self.window.with_untracked(|window| window.len() == 0) && left > 0 {
                self.show(left - 1);
            }
            focus::later(&self.add_id());
        }
        self.announced.set(format!("{} {} removed", self.noun, index + 1));
    }

    /// The place before or after an item's.
    fn next_to(&self, item: Item, up: bool) -> usize {
        let (from, length) = (item.index.get_untracked(), self.length.get_untracked());
        if up { from.saturating_sub(1) } else { (from + 1).min(length.saturating_sub(1)) }
    }

    fn shift(&self, item: Item, to: usize) {
        let (from, length) = (item.index.get_untracked(), self.length.get_untracked());
        if from == to || to < self.fixed || to >= length {
            return;
        }
        self.draw_beside(to);
        let start = self.start();
        self.edit(|form, list| form.move_item(list, from, to));
        self.items.update(|items| {
            let places = from.checked_sub(start).zip(to.checked_sub(start));
            if let Some((from, to)) = places.filter(|(from, to)| (*from).max(*to) < items.len()) {
                let item = items.remove(from);
                items.insert(to, item);
            }
        });
        self.renumber(start);
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

    /// Tells the drawn items where they are now; the first of them is at `start`.
    fn renumber(&self, start: usize) {
        let items = self.items.get_untracked();
        for (index, item) in (start..).zip(items) {
            if item.index.get_untracked() != index {
                item.index.set(index);
            }
        }
        self.slot.form.list_edited();
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
