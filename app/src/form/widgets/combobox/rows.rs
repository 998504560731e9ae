//! The choices of a list. Of a long one only those in view are drawn, in lines of one height.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::options::{Piece, Row, pieces, same};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::super::super::focus;
use super::super::super::style::SCOPE;
use super::Combo;
use super::finder::Found;
use super::source::Source;
use crate::ui::icon::icon;
use crate::ui::marked::marked;

/// More lines than this are drawn only where they are in view: each key draws them anew.
const DRAWN: usize = 16;
/// The same where lines have descriptions, which can be of any height.
const DESCRIBED: usize = 100;
/// Lines drawn above and below those in view.
const AROUND: usize = 4;
/// A line's height and the list's, in pixels, until they are measured.
const LINE: f64 = 32.0;
const VIEW: f64 = 296.0;

/// What is drawn of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: usize,
    to: usize,
    lines: usize,
    is_long: bool,
}

impl Combo {
    pub(super) fn list(&self) -> AnyView {
        let rows = self.finder.rows;
        let (scrolled, line, view) = (self.scrolled, RwSignal::new(LINE), RwSignal::new(VIEW));
        scrolled.set(0.0);
        let most = self.drawn_whole();
        let window = Memo::new(move |_| {
            let lines = rows.with(|rows| rows.lines());
            if lines <= most {
                return Window { from: 0, to: lines, lines, is_long: false };
            }
            let first = (scrolled.get() / line.get()) as usize;
            let count = (view.get() / line.get()).ceil() as usize;
            let from = first.saturating_sub(AROUND).min(lines);
            Window { from, to: (first + count + AROUND).min(lines), lines, is_long: true }
        });
        let drawing = self.clone();
        let drawn = move || {
            let window = window.get();
            let rows = rows.get();
            drawing.finder.found.with_untracked(|found| drawing.segments(found, &rows, window))
        };
        let pixels = move |lines: usize| format!("{}px", lines as f64 * line.get());
        let above = move || pixels(window.get().from);
        let below = move || pixels(window.with(|window| window.lines - window.to));
        let list_id = self.list_id();
        // Long lists have lines of the height that the style sheet gives them at this width.
        let (measured, waits) = (list_id.clone(), rows);
        Effect::new(move |_| {
            waits.track();
            let measured = measured.clone();
            focus::after_drawing(move || {
                let Some(list) = element(&measured) else { return };
                let height = |of: &HtmlElement| f64::from(of.offset_height());
                let first = list.query_selector(".line").ok().flatten();
                let first = first.and_then(|first| first.dyn_into::<HtmlElement>().ok());
                let now = first.map(|first| height(&first)).filter(|height| *height > 0.0);
                if let Some(now) = now
                    && line.try_get_untracked().is_some_and(|before| (before - now).abs() > 0.5)
                {
                    line.set(now);
                }
                let now = height(&list);
                if view
                    .try_get_untracked()
                    .is_some_and(|before| now > 0.0 && (before - now).abs() > 0.5)
                {
                    view.set(now);
                }
            });
        });
        let scrolling = self.clone();
        let scroll = move |event: leptos::ev::Event| {
            let list: HtmlElement = event_target(&event);
            let top = f64::from(list.scroll_top());
            scrolling.scrolled.set(top);
            let left = f64::from(list.scroll_height() - list.client_height()) - top;
            if left < VIEW {
                scrolling.want_more();
            }
        };
        view! {
            class = SCOPE,
            <div
                class="listbox"
                role="listbox"
                id=list_id
                aria-label=self.slot.name.map_or_else(|| self.slot.field.label.clone(), |name| name.get_untracked())
                aria-multiselectable=self.several.is_some().then_some("true")
                on:scroll=scroll
            >
                <div
                    class=move || if window.get().is_long { "long" } else { "" }
                    role="presentation"
                    style:--above=above
                    style:--below=below
                >
                    {drawn}
                </div>
            </div>
        }
        .into_any()
    }

    /// So many lines are drawn wherever they are.
    fn drawn_whole(&self) -> usize {
        match self.source {
            Source::Fixed(_) => DESCRIBED,
            Source::Asked(_) => DRAWN,
        }
    }

    /// The lines in view, each group's in an element of its own.
    fn segments(
        &self,
        found: &Found,
        rows: &portico_form::options::Rows,
        window: Window,
    ) -> AnyView {
        let mut segments: Vec<(Option<Arc<str>>, Vec<AnyView>)> = Vec::new();
        for row in rows.window(window.from, window.to) {
            match row {
                Row::Heading(name) => {
                    let heading = view! {
                        class = SCOPE,
                        <div class="listbox__group line" role="presentation">
                            <bdi class="clip">{name.to_string()}</bdi>
                        </div>
                    };
                    segments.push((Some(name), vec![heading.into_any()]));
                }
                Row::Choice { choice, place } => {
                    if segments.is_empty() {
                        segments.push((rows.heading_of(place), Vec::new()));
                    }
                    let of = window.is_long.then(|| rows.len());
                    let drawn = self.option(found, choice, place, of);
                    if let Some((_, lines)) = segments.last_mut() {
                        lines.push(drawn);
                    }
                }
            }
        }
        let segments = segments.into_iter().map(|(name, lines)| match name {
            Some(name) => view! {
                <div role="group" aria-label=name.to_string()>
                    {lines}
                </div>
            }
            .into_any(),
            None => lines.into_any(),
        });
        segments.collect_view().into_any()
    }

    /// A choice; `of` how many, where not all of them are drawn.
    fn option(&self, found: &Found, choice: u32, place: usize, of: Option<usize>) -> AnyView {
        let item = found.index.item(choice);
        let is_chosen = match &self.several {
            Some(chips) => untrack(|| chips.items()).iter().any(|held| same(held, &item.value)),
            None => self.value.with_untracked(|value| {
                value.as_ref().is_some_and(|value| same(value, &item.value))
            }),
        };
        let is_loose = found.matches.is_loose;
        let words = |text: &str, is_loose| {
            let pieces = pieces(text, &found.query, is_loose).into_iter();
            marked(pieces.map(|Piece { text, is_marked }| (text, is_marked)))
        };
        let label = words(&item.label, is_loose);
        let reason = item.reason.clone().filter(|_| item.disabled);
        let hint = reason.or_else(|| item.hint.clone());
        let hint = hint.map(|hint| {
            let text = words(&hint, false);
            match self.source {
                Source::Fixed(_) => view! { <span class="option__sub">{text}</span> }.into_any(),
                Source::Asked(_) => view! {
                    class = SCOPE,
                    <span class="option__meta meta" title=hint>
                        <bdi>{text}</bdi>
                    </span>
                }
                .into_any(),
            }
        });
        let (active, choosing) = (self.active, self.clone());
        view! {
            class = SCOPE,
            <div
                class="option line"
                role="option"
                id=self.option_id(choice)
                aria-selected=is_chosen.to_string()
                aria-disabled=item.disabled.then_some("true")
                aria-setsize=of.map(|of| of.to_string())
                aria-posinset=of.map(|_| (place + 1).to_string())
                data-active=move || (active.get() == Some(place)).then_some("")
                on:click=move |_| choosing.choose(choice)
            >
                {icon("check", "icon")}
                <span class="clip" title=item.label.clone()>
                    <bdi>{label}</bdi>
                </span>
                {hint}
            </div>
        }
        .into_any()
    }

    /// Scrolls a choice into view that may not be drawn yet.
    pub(super) fn bring_into_view(&self, place: usize) {
        let combo = self.clone();
        let show = move || {
            let Some(list) = element(&combo.list_id()) else { return };
            let (at, lines) =
                combo.finder.rows.with_untracked(|rows| (rows.line_of(place), rows.lines()));
            if lines <= combo.drawn_whole() {
                let choice = combo.finder.rows.with_untracked(|rows| rows.choice(place));
                let option = choice.and_then(|choice| element(&combo.option_id(choice)));
                if let Some(option) = option {
                    let options = web_sys::ScrollIntoViewOptions::new();
                    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                    option.scroll_into_view_with_scroll_into_view_options(&options);
                }
                return;
            }
            let line = list.query_selector(".line").ok().flatten();
            let line = line.and_then(|line| line.dyn_into::<HtmlElement>().ok());
            let line = line.map_or(LINE, |line| f64::from(line.offset_height()));
            let (top, view) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
            let (begins, ends) = (at as f64 * line, (at + 1) as f64 * line + 8.0);
            if begins < top {
                combo.scroll_to(begins);
            } else if ends > top + view {
                combo.scroll_to(ends - view);
            }
        };
        focus::after_drawing(show);
    }

    /// Scrolls the list, whether it is drawn as far or not.
    pub(super) fn scroll_to(&self, top: f64) {
        self.scrolled.set(top);
        if let Some(list) = element(&self.list_id()) {
            list.set_scroll_top(top as i32);
        }
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
