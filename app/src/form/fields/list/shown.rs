//! Which items of a list are drawn: a window of them, that grows when it is asked to and moves to where somebody is led.

use std::time::Duration;

use leptos::prelude::*;

use super::super::super::focus;
use super::super::super::window::{Around, PORTION, Window, step_to};
use super::{Item, List, is_simple};

/// Items of one line that are drawn in one go.
const LINES: usize = 25;
/// Others, each with as many fields as it likes.
const GROUPS: usize = 4;

impl List {
    /// The list has so many items, by other means than its own buttons: they are drawn anew.
    pub(super) fn hold(&self, length: usize) {
        if self.length.get_untracked() == length {
            return;
        }
        self.length.set(length);
        let wanted = length.min(PORTION);
        let before = self.unasked.get_value();
        let form = self.slot.form;
        let more = self.owner.with(|| form.take_room(wanted.saturating_sub(before)));
        self.unasked.set_value(before + more);
        self.move_to(Window::first(wanted.min(before + more)));
    }

    /// Shows what is sought, where it is in this list.
    pub(super) fn lead_to(&self, sought: &str) {
        let index =
            step_to(&self.slot.path.pointer(), sought).and_then(|step| step.parse::<usize>().ok());
        if let Some(index) = index.filter(|index| *index < self.length.get_untracked()) {
            self.show(index);
        }
    }

    /// Has an item drawn, and nothing between it and the others.
    pub(super) fn show(&self, index: usize) {
        let before = self.window.get_untracked();
        let window = before.showing(index, self.length.get_untracked());
        if window.from == before.from && before.len() > 0 {
            self.window.set(window);
            self.draw_next();
        } else if window != before {
            // What was left and is not drawn for a while stays so.
            self.slot.form.redrawing_within(&self.slot.path.pointer());
            self.move_to(window);
        }
    }

    /// Draws more, and moves the focus to the first of it.
    pub(super) fn open_to(&self, window: Window, at: usize) {
        self.window.set(window);
        self.draw_next();
        self.focus_at(at);
        let (window, length) = (self.window, self.length.into());
        self.announced.set(untrack(|| Around { window, length, noun: "items" }.said()));
    }

    fn move_to(&self, window: Window) {
        self.items.set(Vec::new());
        self.window.set(window);
        self.draw_next();
    }

    /// The place of the first drawn item.
    pub(super) fn start(&self) -> usize {
        let first = self.items.with_untracked(|items| items.first().copied());
        let index = first.map(|item| item.index.get_untracked());
        index.unwrap_or_else(|| self.window.get_untracked().from)
    }

    /// Draws the next items of the window, and the rest of it when the browser had its turn.
    pub(super) fn draw_next(&self) {
        // The list can have gone meanwhile.
        let Some(window) = self.window.try_get_untracked() else { return };
        let go = self.go(window.from);
        let start = self.start();
        let is_whole = self.items.try_maybe_update(|items| {
            let before = items.len();
            let end = start + before;
            if end < window.to {
                items.extend((end..window.to.min(end + go)).map(|index| self.new_item(index)));
            } else if start > window.from {
                let first = start.saturating_sub(go).max(window.from);
                items.splice(0..0, (first..start).map(|index| self.new_item(index)));
            }
            (items.len() != before, items.len() >= window.len())
        });
        if is_whole == Some(false) {
            let list = self.clone();
            set_timeout(move || list.draw_next(), Duration::ZERO);
        }
    }

    /// How many items are drawn in one go.
    fn go(&self, index: usize) -> usize {
        let at = self.slot.path.pointer();
        let item = self.slot.form.with_form(|form| {
            let list = form.again(&self.slot.field, &at);
            form.item(&list, index)
        });
        if is_simple(&item) { LINES } else { GROUPS }
    }

    /// Draws the item right before or after those that are drawn: one of them is about to change places with it.
    pub(super) fn draw_beside(&self, index: usize) {
        let start = self.start();
        let end = start + self.items.with_untracked(Vec::len);
        if index == end {
            let item = self.new_item(index);
            self.items.update(|items| items.push(item));
        } else if index + 1 == start {
            let item = self.new_item(index);
            self.items.update(|items| items.insert(0, item));
        }
        self.window.update(|window| {
            if index == window.to {
                window.to += 1;
            } else if index + 1 == window.from {
                window.from = index;
            }
        });
    }

    /// Says that not all that is wanted is drawn yet.
    pub(super) fn coming(&self) -> AnyView {
        let (items, window) = (self.items, self.window);
        let is_coming =
            Memo::new(move |_| items.with(Vec::len) < window.with(|window| window.len()));
        let said = move || {
            is_coming.get().then(|| {
                view! {
                    <p class="sr" aria-busy="true">
                        "More items are being drawn"
                    </p>
                }
            })
        };
        said.into_any()
    }

    /// Moves the focus to an item, once it is drawn.
    pub(super) fn focus_at(&self, index: usize) {
        let list = self.clone();
        focus::after_drawing(move || {
            let Some(window) = list.window.try_get_untracked() else { return };
            // Where several items come before them, the others are put into the page anew, without the focus.
            let drawn = list.drawn_at(index).filter(|_| list.start() <= window.from);
            match drawn {
                Some(item) => focus::first_control(&list.element_id(item, "")),
                None if window.range().contains(&index) => list.focus_at(index),
                None => {}
            }
        });
    }

    fn drawn_at(&self, index: usize) -> Option<Item> {
        let at = index.checked_sub(self.start())?;
        self.items.with_untracked(|items| items.get(at).copied())
    }
}
