//! What the keys do to a combobox.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::super::chips::Chips;
use super::Combo;

const PAGE: usize = 10;

impl Combo {
    pub(super) fn key(&self, event: &KeyboardEvent) {
        let (open, active) = (self.shown.get_untracked(), self.active.get_untracked());
        let count = self.finder.rows.with_untracked(|rows| rows.len());
        let chosen = active
            .filter(|_| open)
            .and_then(|place| self.finder.rows.with_untracked(|rows| rows.choice(place)));
        let typed = !self.text.with_untracked(|text| text.trim().is_empty());
        match event.key().as_str() {
            "ArrowDown" if event.alt_key() => self.show(),
            "ArrowUp" if event.alt_key() => self.close(),
            "ArrowDown" => self.walk(active.map_or(0, |at| (at + 1) % count.max(1)), count),
            "ArrowUp" => {
                let last = count.saturating_sub(1);
                self.walk(active.map_or(last, |at| at.checked_sub(1).unwrap_or(last)), count);
            }
            "PageDown" if open => {
                self.walk((active.unwrap_or(0) + PAGE).min(count.saturating_sub(1)), count);
            }
            "PageUp" if open => self.walk(active.unwrap_or(0).saturating_sub(PAGE), count),
            "Enter" if chosen.is_some() => {
                chosen.into_iter().for_each(|choice| self.choose(choice));
            }
            // Enter in a closed field goes on with the form.
            "Enter" if open || self.several.is_some() && typed => {
                self.close();
                self.commit();
            }
            "Enter" => {
                self.commit();
                return;
            }
            "Backspace" if self.text.with_untracked(String::is_empty) && self.several.is_some() => {
                self.several.iter().for_each(Chips::focus_last);
            }
            "Tab" => {
                chosen.into_iter().for_each(|choice| self.choose(choice));
                return;
            }
            "Escape" if open => self.close(),
            "Escape" if typed => self.typed_away(),
            _ => return,
        }
        event.prevent_default();
    }

    fn typed_away(&self) {
        self.typed(String::new());
        self.close();
    }

    fn walk(&self, to: usize, count: usize) {
        self.show();
        if count > 0 {
            self.active.set(Some(to));
            self.bring_into_view(to);
        }
    }
}
