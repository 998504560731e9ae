//! The list below a combobox: how many choices fit, how old the list is, the choices, and why there is none.

use std::time::Duration;

use leptos::prelude::*;
use portico_form::options::{List, Loaded};

use super::super::super::window::grouped;
use super::Combo;
use crate::ui::icon::icon;
use crate::ui::time::{ago, local, millis, now};

/// How long typing rests before the count is read out.
const REST: Duration = Duration::from_millis(500);
/// How often the age of a list is written anew.
const TICK: Duration = Duration::from_secs(10);

impl Combo {
    pub(super) fn popup(&self) -> AnyView {
        let (counting, aging, noting, more) =
            (self.clone(), self.clone(), self.clone(), self.clone());
        let count = Memo::new(move |_| counting.count());
        let fit = move || {
            let words = |(fit, total)| format!("{} of {}", grouped(fit), grouped(total));
            count.get().map(words)
        };
        let options = move || match count.get() {
            Some((_, 1)) => " option",
            Some(_) => " options",
            None => "",
        };
        let clock = RwSignal::new(now());
        if let Ok(ticking) = set_interval_with_handle(move || clock.set(now()), TICK) {
            on_cleanup(move || ticking.clear());
        }
        let age = move || aging.age(clock.get());
        let why_empty = Memo::new(move |_| noting.why_empty());
        let note = move || why_empty.get().map(note);
        let more = Memo::new(move |_| more.more());
        let foot = move || more.get().map(foot);
        view! {
            // A press on the list leaves the focus in the input.
            <div class="combo__pop" on:mousedown=move |event| event.prevent_default()>
                <div class="combo__bar">
                    <span aria-hidden="true">
                        <b class="num">{fit}</b>
                        {options}
                    </span>
                    {age}
                </div>
                {self.list()}
                {note}
                {foot}
            </div>
        }
        .into_any()
    }

    /// How many choices fit, and how many there are.
    fn count(&self) -> Option<(u64, u64)> {
        let fit = self.finder.rows.with(|rows| rows.len()) as u64;
        let known = self.source.index()?.len() as u64;
        let total =
            self.source.with_list(|list| list.shown().and_then(|shown| shown.total)).flatten();
        Some((fit, total.unwrap_or(known).max(known)))
    }

    /// How old the list is.
    fn age(&self, now: f64) -> Option<AnyView> {
        let (as_of, is_old, is_loading) = self
            .source
            .with_list(|list| {
                let shown = list.shown()?;
                let is_old = shown.stale || list.failure().is_some();
                Some((shown.as_of.clone(), is_old, list.is_loading()))
            })
            .flatten()?;
        let ms = millis(&as_of)?;
        let seconds = ((now - ms) / 1000.0).max(0.0) as u64;
        let age = if seconds < 60 { format!("{seconds} s ago") } else { ago(now - ms) };
        let words = match (is_loading, is_old) {
            (true, _) => format!("read {age}, asking again"),
            (false, true) => format!("read {age}, no newer list can be had"),
            (false, false) => format!("read {age}"),
        };
        let mark = is_old.then(|| icon("alert", "icon"));
        Some(view! { <span title=local(ms)>{mark} {words}</span> }.into_any())
    }

    /// Why there is nothing in the list.
    fn why_empty(&self) -> Option<String> {
        if self.finder.rows.with(|rows| !rows.is_empty()) {
            return None;
        }
        let index = self.source.index();
        let is_loading = self.source.with_list(List::is_loading).unwrap_or(false);
        if is_loading {
            return Some(
                if index.is_some() { "Searching" } else { "Loading the choices" }.to_owned(),
            );
        }
        let other = self.source.takes_other();
        let is_none = index?.is_empty() && !self.narrowing.get();
        Some(match (is_none, other) {
            (true, true) => "The list is empty. You can type a value.".to_owned(),
            (true, false) => "The list is empty: there is nothing to choose at present.".to_owned(),
            (false, true) => "No choice fits this text. It is taken as you typed it.".to_owned(),
            (false, false) => "No choice fits this text.".to_owned(),
        })
    }

    /// That there is more than the list shows, and how to get at it.
    fn more(&self) -> Option<&'static str> {
        let is_loose = self.finder.found.with(|found| found.matches.is_loose);
        let words = self
            .source
            .with_list(|list| {
                let shown = list.shown()?;
                if list.base().is_some_and(|base| base.truncated) && list.found().is_none() {
                    Some("The list was cut: type to search all of it")
                } else {
                    shown.has_more().then_some("Scroll or type for more")
                }
            })
            .flatten();
        let loose = is_loose.then_some("Nothing holds this text: these come close");
        loose.or(words)
    }

    /// Says what the list came to, once typing rests.
    pub(super) fn announce(&self) {
        let combo = self.clone();
        let waiting = StoredValue::new(0_u64);
        Effect::new(move |_| {
            waiting.update_value(|turn| *turn += 1);
            if !combo.shown.get() {
                // What was said of a list that is closed is no longer so.
                combo.announced.set(String::new());
                return;
            }
            let words = match (combo.why_empty(), combo.count()) {
                (Some(why), _) => why,
                (None, Some((fit, total))) => format!("{fit} of {total} options"),
                (None, None) => return,
            };
            let (turn, announced) = (waiting.get_value(), combo.announced);
            let say = move || {
                if waiting.try_get_value() == Some(turn) {
                    announced.set(words);
                }
            };
            set_timeout(say, REST);
        });
    }

    /// Where it is said. It is there from the first opening on, so that what changes in it is heard.
    pub(super) fn status(&self) -> AnyView {
        let (open, announced) = (self.open, self.announced);
        let used =
            Memo::new(move |before: Option<&bool>| before.copied().unwrap_or(false) || open.get());
        (move || used.get().then(|| view! { <p class="sr" role="status">{announced}</p> }))
            .into_any()
    }

    /// The end of the list is in view.
    pub(super) fn want_more(&self) {
        let has_more =
            untrack(|| self.source.with_list(|list| list.shown().is_some_and(Loaded::has_more)));
        if let (Some(true), Some(shared)) = (has_more, self.source.shared()) {
            self.slot.form.more_options(&shared);
        }
    }
}

/// Why there is nothing in the list, in its place.
fn note(words: String) -> AnyView {
    view! { <div class="combo__note">{icon("search", "icon")} <span>{words}</span></div> }
        .into_any()
}

/// What is below the list.
fn foot(words: &'static str) -> AnyView {
    view! {
        <div class="combo__bar combo__bar--foot">
            <span class="keys">
                <kbd>"↑"</kbd>
                " "
                <kbd>"↓"</kbd>
                " move "
                <kbd>"Enter"</kbd>
                " choose"
            </span>
            <span>{words}</span>
        </div>
    }
    .into_any()
}
