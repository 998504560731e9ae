//! A line of the list. When another choice comes to stand there, the line keeps its elements and changes its words.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::options::{Piece, pieces, same};
use serde_json::Value;

use super::super::super::style::SCOPE;
use super::Combo;
use super::finder::Found;
use super::source::Source;
use crate::ui::icon::icon;
use crate::ui::marked::marked;

/// A choice and its place among those that are listed.
pub(super) type Listed = (u32, usize);

/// What a line shows.
#[derive(Debug, Default, PartialEq)]
struct Line {
    choice: u32,
    place: usize,
    value: Value,
    title: String,
    label: Vec<Piece>,
    hint: Option<Hint>,
    is_chosen: bool,
    is_disabled: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Hint {
    title: String,
    words: Vec<Piece>,
}

impl Combo {
    /// The line of the choice that is `listed`; `of` how many, where not all of them are drawn.
    pub(super) fn line(
        &self,
        listed: Memo<Option<Listed>>,
        of: impl Fn() -> Option<usize> + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let showing = self.clone();
        let line = Memo::new(move |before: Option<&Arc<Line>>| match listed.get() {
            Some(listed) => showing.finder.found.with(|found| showing.shown(found, listed).into()),
            // The line is about to be taken away.
            None => before.cloned().unwrap_or_default(),
        });
        let (active, choosing, naming) = (self.active, self.clone(), self.clone());
        let shown = move || line.with_untracked(|line| line.value.clone());
        let pressed = StoredValue::new(None::<Value>);
        let label = move || line.with(|line| words(&line.label));
        let is_fixed = matches!(self.source, Source::Fixed(_));
        // With another choice only words change: each attribute that is written, be it the same, is work for the browser.
        let has_hint = Memo::new(move |_| line.with(|line| line.hint.is_some()));
        let hint = move || {
            let title = move || line.with(|line| line.hint.as_ref().map(|hint| hint.title.clone()));
            let hint = move || line.with(|line| line.hint.as_ref().map(|hint| words(&hint.words)));
            has_hint.get().then(|| {
                if is_fixed {
                    return view! { <span class="option__sub">{hint}</span> }.into_any();
                }
                view! {
                    class = SCOPE,
                    <span class="option__meta meta" title=title>
                        <bdi>{hint}</bdi>
                    </span>
                }
                .into_any()
            })
        };
        view! {
            class = SCOPE,
            <div
                class="option line"
                role="option"
                id=move || naming.option_id(line.with(|line| line.choice))
                aria-selected=move || if line.with(|line| line.is_chosen) { "true" } else { "false" }
                aria-disabled=move || line.with(|line| line.is_disabled).then_some("true")
                aria-setsize=move || of().map(|of| of.to_string())
                aria-posinset=move || of().map(|_| (line.with(|line| line.place) + 1).to_string())
                data-active=move || (active.get() == Some(line.with(|line| line.place))).then_some("")
                on:mousedown=move |_| pressed.set_value(Some(shown()))
                on:click=move |_| {
                    // Another choice may have come under the pointer: a list is asked for again now and then.
                    let pressed = pressed.try_update_value(Option::take).flatten();
                    if pressed.is_none_or(|pressed| pressed == shown()) {
                        choosing.choose(line.with_untracked(|line| line.choice));
                    }
                }
            >
                {icon("check", "icon")}
                <span class="clip" title=move || line.with(|line| line.title.clone())>
                    <bdi>{label}</bdi>
                </span>
                {hint}
            </div>
        }
        .into_any()
    }

    fn shown(&self, found: &Found, (choice, place): Listed) -> Line {
        let item = found.index.item(choice);
        let is_chosen = match &self.several {
            Some(chips) => untrack(|| chips.items()).iter().any(|held| same(held, &item.value)),
            None => self.value.with_untracked(|value| {
                value.as_ref().is_some_and(|value| same(value, &item.value))
            }),
        };
        let reason = item.reason.clone().filter(|_| item.disabled);
        let hint = reason.or_else(|| item.hint.clone());
        Line {
            choice,
            place,
            value: item.value.clone(),
            title: item.label.clone(),
            label: pieces(&item.label, &found.query, found.matches.is_loose),
            hint: hint.map(|hint| Hint { words: pieces(&hint, &found.query, false), title: hint }),
            is_chosen,
            is_disabled: item.disabled,
        }
    }
}

fn words(pieces: &[Piece]) -> Vec<AnyView> {
    marked(pieces.iter().map(|piece| (piece.text.clone(), piece.is_marked)))
}
