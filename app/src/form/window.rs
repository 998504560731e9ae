//! Which part of a long list, of an object's free keys or of many chips is drawn. What is not drawn is held, judged and
//! sent like the rest.

use std::borrow::Cow;
use std::ops::Range;

use leptos::prelude::*;
use portico_form::pointer;

/// Items that are drawn at first, and more each time somebody asks: about as many as anybody looks through at once.
pub(super) const PORTION: usize = 100;
/// How many are drawn before the one that somebody is led to.
const LEAD: usize = 5;

/// The places that are drawn, side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Window {
    /// The first ones.
    pub(super) fn first(count: usize) -> Self {
        Self { from: 0, to: count }
    }

    pub(super) fn len(self) -> usize {
        self.to.saturating_sub(self.from)
    }

    pub(super) fn range(self) -> Range<usize> {
        self.from..self.to
    }

    /// With a place of `length` in it. One far away has a window of its own: what lies between is not drawn for it.
    pub(super) fn showing(self, at: usize, length: usize) -> Self {
        if self.range().contains(&at) {
            return self;
        }
        if at == self.to && at > self.from {
            return Self { to: at + 1, ..self };
        }
        let from = at.saturating_sub(LEAD);
        Self { from, to: (from + PORTION).min(length).max(at + 1) }
    }

    fn with_earlier(self) -> Self {
        Self { from: self.from.saturating_sub(PORTION), ..self }
    }

    fn with_later(self, length: usize) -> Self {
        Self { to: (self.to + PORTION).min(length), ..self }
    }
}

/// The next step from a value on the way to another one inside it.
pub(super) fn step_to(at: &str, sought: &str) -> Option<String> {
    let rest = sought.strip_prefix(at).filter(|rest| rest.starts_with('/'))?;
    pointer::segments(rest).next().map(Cow::into_owned)
}

/// What the buttons around a window need to know.
#[derive(Clone)]
pub(super) struct Around {
    pub(super) window: RwSignal<Window>,
    pub(super) length: Signal<usize>,
    /// What is drawn, such as "items".
    pub(super) noun: &'static str,
}

impl Around {
    /// Draws the first ones where all that was drawn is gone, by other means than its own buttons.
    pub(super) fn stay_within(&self) {
        let (window, length) = (self.window, self.length);
        Effect::new(move |_| {
            let length = length.get();
            if window.with_untracked(|window| window.from > 0 && window.from >= length) {
                window.set(Window::first(PORTION));
            }
        });
    }

    /// The button before what is drawn, where there is something before it.
    pub(super) fn earlier(
        &self,
        show: impl Fn(Window, usize) + Clone + Send + Sync + 'static,
    ) -> AnyView {
        let (window, noun) = (self.window, self.noun);
        let is_cut = Memo::new(move |_| window.with(|window| window.from > 0));
        let words = move || {
            let before = window.with(|window| window.from);
            format!("Show earlier {noun} ({} before)", grouped(before as u64))
        };
        let act = move || {
            let before = window.get_untracked();
            show(before.with_earlier(), before.from.saturating_sub(1));
        };
        button(is_cut, words, act)
    }

    /// The button after what is drawn, where more follows, with what is drawn of how many.
    pub(super) fn later(
        &self,
        show: impl Fn(Window, usize) + Clone + Send + Sync + 'static,
    ) -> AnyView {
        let (window, length, noun) = (self.window, self.length, self.noun);
        let is_cut = Memo::new(move |_| window.with(|window| window.to) < length.get());
        let words = move || {
            let left = length.get().saturating_sub(window.with(|window| window.to));
            format!("Show more {noun} ({} more)", grouped(left as u64))
        };
        let act = move || {
            let before = window.get_untracked();
            show(before.with_later(length.get_untracked()), before.to);
        };
        let around = self.clone();
        let said = move || {
            let is_part = around.window.with(|window| window.from > 0) || is_cut.get();
            let said = || view! { <p class="tiny faint">{around.said()}</p> };
            is_part.then(said)
        };
        view! {
            {said}
            {button(is_cut, words, act)}
        }
        .into_any()
    }

    /// What is drawn of how many.
    pub(super) fn said(&self) -> String {
        let (window, length) = (self.window.get(), self.length.get());
        let all = grouped(length as u64);
        match window.to.min(length) {
            last if last <= window.from => format!("0 of {all} {} are shown", self.noun),
            last => {
                let first = grouped(window.from as u64 + 1);
                format!("{first} to {} of {all} {} are shown", grouped(last as u64), self.noun)
            }
        }
    }
}

/// A button that stays, with the focus, while its words change.
fn button(
    is_needed: Memo<bool>,
    words: impl Fn() -> String + Clone + Send + Sync + 'static,
    act: impl Fn() + Clone + Send + Sync + 'static,
) -> AnyView {
    let drawn = move || {
        is_needed.get().then(|| {
            let (words, act) = (words.clone(), act.clone());
            view! {
                <div>
                    <button class="btn btn--sm" type="button" on:click=move |_| act()>
                        {words}
                    </button>
                </div>
            }
        })
    };
    drawn.into_any()
}

/// A count with its thousands apart.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(window: (usize, usize), at: usize, length: usize, expect: (usize, usize)) {
        let window = Window { from: window.0, to: window.1 };
        assert_eq!(window.showing(at, length), Window { from: expect.0, to: expect.1 });
    }

    #[test]
    fn a_window_holds_what_it_is_to_show() {
        check((0, 100), 99, 50_000, (0, 100));
        check((0, 100), 100, 50_000, (0, 101));
        check((0, 100), 40_000, 50_000, (39_995, 40_095));
        check((0, 100), 50_000, 50_001, (49_995, 50_001));
        check((39_995, 40_095), 2, 50_000, (0, 100));
        check((0, 0), 0, 5, (0, 5));
        check((0, 0), 3, 500, (0, 100));
    }

    #[test]
    fn a_window_grows_by_portions_and_ends_with_the_list() {
        let window = Window { from: 130, to: 230 };
        assert_eq!(window.with_earlier(), Window { from: 30, to: 230 });
        assert_eq!(window.with_earlier().with_earlier(), Window { from: 0, to: 230 });
        assert_eq!(window.with_later(250), Window { from: 130, to: 250 });
    }

    #[test]
    fn thousands_are_apart() {
        for (count, expect) in [
            (0, "0"),
            (480, "480"),
            (1200, "1,200"),
            (100_000, "100,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(count), expect);
        }
    }

    #[test]
    fn the_way_leads_through_a_value() {
        assert_eq!(step_to("/x", "/x/40000/name").as_deref(), Some("40000"));
        assert_eq!(step_to("", "/a~1b/c").as_deref(), Some("a/b"));
        assert_eq!(step_to("/x", "/xy/1"), None);
        assert_eq!(step_to("/x", "/x"), None);
    }
}
