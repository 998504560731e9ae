//! The choices of a list. Of a long one only those in view are drawn, in lines of one height.

use std::sync::Arc;

use leptos::prelude::*;
use portico_form::options::{Row, Rows};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::super::super::focus;
use super::super::super::style::SCOPE;
use super::Combo;
use super::line::Listed;
use super::source::Source;

/// More lines than this are drawn only where they are in view: each key changes the words of those that are drawn.
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

/// Choices in view that belong together.
#[derive(Clone, Debug, PartialEq)]
struct Segment {
    head: Head,
    choices: Vec<Listed>,
}

/// The group that choices belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Head {
    name: Option<Arc<str>>,
    /// Its heading is in view too.
    is_drawn: bool,
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
        let segments = Memo::new(move |_| {
            let window = window.get();
            rows.with(|rows| segments(rows, window.from, window.to))
        });
        let of = move || window.with(|window| window.is_long).then(|| rows.with(|rows| rows.len()));
        let heads = move || {
            let head = |segment: &Segment| segment.head.clone();
            segments.with(|segments| segments.iter().map(head).enumerate().collect::<Vec<_>>())
        };
        let drawing = self.clone();
        let segment = move |(at, head): (usize, Head)| {
            let choices = Memo::new(move |_| {
                let choices = |segment: &Segment| segment.choices.clone();
                segments.with(|segments| segments.get(at).map(choices).unwrap_or_default())
            });
            drawing.segment(head, choices, of)
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
                    <For each=heads key=Clone::clone children=segment />
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

    /// The choices in view of one group, in an element of their own, or those of none.
    fn segment(
        &self,
        head: Head,
        choices: Memo<Vec<Listed>>,
        of: impl Fn() -> Option<usize> + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let count = Memo::new(move |_| choices.with(Vec::len));
        let drawing = self.clone();
        let line = move |at: usize| {
            let listed = Memo::new(move |_| choices.with(|choices| choices.get(at).copied()));
            drawing.line(listed, of)
        };
        let lines = view! { <For each=move || 0..count.get() key=|at| *at children=line /> };
        let Some(name) = head.name else { return lines.into_any() };
        let heading = head.is_drawn.then(|| {
            view! {
                class = SCOPE,
                <div class="listbox__group line" role="presentation">
                    <bdi class="clip">{name.to_string()}</bdi>
                </div>
            }
        });
        view! {
            <div role="group" aria-label=name.to_string()>
                {heading}
                {lines}
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

/// Some lines of a list, by their groups.
fn segments(rows: &Rows, from: usize, to: usize) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for row in rows.window(from, to) {
        match row {
            Row::Heading(name) => {
                let head = Head { name: Some(name), is_drawn: true };
                segments.push(Segment { head, choices: Vec::new() });
            }
            Row::Choice { choice, place } => {
                if segments.is_empty() {
                    let head = Head { name: rows.heading_of(place), is_drawn: false };
                    segments.push(Segment { head, choices: Vec::new() });
                }
                if let Some(last) = segments.last_mut() {
                    last.choices.push((choice, place));
                }
            }
        }
    }
    segments
}

fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
