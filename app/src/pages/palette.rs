//! The palette: to a workflow, a run or a page by typing, from anywhere.

mod group;
mod sources;

use std::time::Duration;

use leptos::prelude::*;
use portico_form::options::{Piece, pieces};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use self::group::{Found, Group};
use self::sources::{listen, pages};
use crate::address::{Address, Go, use_address};
use crate::ui::icon::icon;
use crate::ui::modal::Modal;

const LIST: &str = "palette-list";
/// How long typing rests before the count is read out.
const REST: Duration = Duration::from_millis(500);

/// The palette, open as long as it is mounted.
#[component]
pub fn Palette(
    /// Asked to close: Escape, or something was chosen.
    on_close: Callback<()>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let groups = [
        Group::new("Workflows", "Favourites", "box", 8),
        Group::new("Runs", "Your recent runs", "play", 5),
        Group::new("Pages", "Pages", "arrow", 6),
    ];
    let [workflows, runs, places] = groups;
    listen(workflows, runs);
    pages(places);
    for group in groups {
        group.follow(text);
    }
    let jumps = Memo::new(move |_| Jumps::among(&groups));
    let active = RwSignal::new(0_usize);
    Effect::new(move || {
        jumps.track();
        active.set(0);
    });
    let address = StoredValue::new(use_address());
    let go = move |at: usize| {
        if let Some(href) = jumps.with_untracked(|jumps| jumps.href(&groups, at)) {
            on_close.run(());
            address.with_value(|address: &Address| address.go(&href, Go::To));
        }
    };
    let key = move |event: KeyboardEvent| {
        let count = jumps.with_untracked(Jumps::len).max(1);
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => walk(active, (at + 1) % count),
            "ArrowUp" => walk(active, (at + count - 1) % count),
            "Enter" => go(at),
            _ => return,
        }
        event.prevent_default();
    };
    let has_any = Memo::new(move |_| jumps.with(|jumps| jumps.len() > 0));
    let active_id = move || has_any.get().then(|| id(active.get()));
    let note = move || {
        let words = note(has_any.get(), text.with(|text| text.trim().is_empty()));
        words.map(|words| {
            view! { <p class="combo__note">{icon("search", "icon")} <span>{words}</span></p> }
        })
    };
    view! {
        <Modal class="palette" label="Search or jump to" focus=input on_close=on_close>
            <div class="seek">
                {icon("search", "icon")}
                <input
                    class="input"
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    aria-label="Search workflows, runs and pages"
                    placeholder="Search workflows, runs and pages"
                    aria-autocomplete="list"
                    aria-expanded=move || has_any.get().to_string()
                    aria-controls=LIST
                    aria-activedescendant=active_id
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                    on:keydown=key
                />
            </div>
            <div class="palette__list" id=LIST>
                {move || {
                    has_any
                        .get()
                        .then(|| {
                            view! {
                                // A press on the list leaves the focus in the input.
                                <div
                                    role="listbox"
                                    aria-label="Results"
                                    on:mousedown=move |event| event.prevent_default()
                                >
                                    {move || jumps.with(|jumps| drawn(jumps, &groups, active, go))}
                                </div>
                            }
                        })
                }}
                {note}
            </div>
            <p class="combo__bar combo__bar--foot keys">
                <span>
                    <kbd>"↑"</kbd>
                    " "
                    <kbd>"↓"</kbd>
                    " move "
                    <kbd>"Enter"</kbd>
                    " open "
                    <kbd>"Esc"</kbd>
                    " close"
                </span>
            </p>
            <p class="sr" role="status">
                {announced(jumps, text)}
            </p>
        </Modal>
    }
    .into_any()
}

/// What can be jumped to at present, by group: its heading, and numbers of its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Jumps(Vec<(usize, &'static str, Vec<u32>)>, Vec<u64>);

impl Jumps {
    fn among(groups: &[Group]) -> Self {
        // Where one group has what was typed, what only comes close in others is left out.
        let is_exact = groups.iter().any(|group| group.found.with(Found::is_exact));
        let shown = groups.iter().enumerate().filter_map(|(at, group)| {
            group.found.with(|found| {
                let fits = found.is_exact() || !is_exact;
                let entries: Vec<u32> = found.shown(group.most).to_vec();
                let heading = if found.query.is_empty() { group.resting } else { group.name };
                (fits && !entries.is_empty()).then_some((at, heading, entries))
            })
        });
        let turns = groups.iter().map(|group| group.found.with(|found| found.turn));
        Self(shown.collect(), turns.collect())
    }

    fn len(&self) -> usize {
        self.0.iter().map(|(_, _, entries)| entries.len()).sum()
    }

    fn href(&self, groups: &[Group], at: usize) -> Option<String> {
        let mut all = self.0.iter().flat_map(|(group, _, entries)| {
            entries.iter().map(|entry| (groups[*group], *entry))
        });
        let (group, entry) = all.nth(at)?;
        group.found.with_untracked(|found| found.href(entry))
    }
}

fn drawn(
    jumps: &Jumps,
    groups: &[Group],
    active: RwSignal<usize>,
    go: impl Fn(usize) + Copy + 'static,
) -> Vec<AnyView> {
    let mut places = 0..;
    let part = |(at, heading, entries): &(usize, &'static str, Vec<u32>)| {
        let group = groups[*at];
        let options: Vec<AnyView> = group.found.with_untracked(|found| {
            let places = places.by_ref();
            let drawn = entries.iter().zip(places);
            drawn.map(|(entry, place)| option(found, *entry, group.icon, place, active, go)).collect()
        });
        view! {
            <div role="group" aria-label=*heading>
                <p class="palette__group" aria-hidden="true">
                    {*heading}
                </p>
                {options}
            </div>
        }
        .into_any()
    };
    jumps.0.iter().map(part).collect()
}

fn option(
    found: &Found,
    entry: u32,
    name: &'static str,
    place: usize,
    active: RwSignal<usize>,
    go: impl Fn(usize) + Copy + 'static,
) -> AnyView {
    let item = found.index.item(entry);
    let label = marked(pieces(&item.label, &found.query, found.matches.is_loose));
    let meta = item.hint.as_ref().map(|hint| {
        let words = marked(pieces(hint, &found.query, false));
        view! {
            <span class="option__meta clip">
                <bdi>{words}</bdi>
            </span>
        }
    });
    let is_active = move || active.get() == place;
    view! {
        <div
            class="option"
            role="option"
            id=id(place)
            aria-selected=move || is_active().to_string()
            data-active=move || is_active().then_some("")
            on:click=move |_| go(place)
        >
            {icon(name, "icon")}
            <span class="clip" title=item.label.clone()>
                <bdi>{label}</bdi>
            </span>
            {meta}
        </div>
    }
    .into_any()
}

fn marked(pieces: Vec<Piece>) -> Vec<AnyView> {
    let piece = |piece: Piece| match piece.is_marked {
        true => view! { <mark>{piece.text}</mark> }.into_any(),
        false => piece.text.into_any(),
    };
    pieces.into_iter().map(piece).collect()
}

fn id(place: usize) -> String {
    format!("palette-{place}")
}

fn input(dialog: &HtmlElement) -> Option<HtmlElement> {
    dialog.query_selector("input").ok()??.dyn_into().ok()
}

/// Makes another entry the active one, and brings it into view.
fn walk(active: RwSignal<usize>, to: usize) {
    active.set(to);
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(option) = document().get_element_by_id(&id(to)) {
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn note(has_any: bool, is_resting: bool) -> Option<&'static str> {
    match (has_any, is_resting) {
        (true, _) => None,
        (false, true) => Some("Type to search"),
        (false, false) => Some("Nothing fits this text. Try fewer words, or another name for it."),
    }
}

/// What is read out once typing rests.
fn announced(jumps: Memo<Jumps>, text: RwSignal<String>) -> RwSignal<String> {
    let announced = RwSignal::new(String::new());
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let (count, is_resting) =
            (jumps.with(Jumps::len), text.with(|text| text.trim().is_empty()));
        turn.update_value(|turn| *turn += 1);
        let now = turn.get_value();
        let words = match (note(count > 0, is_resting), count) {
            (Some(note), _) => note.to_owned(),
            (None, 1) => "1 result".to_owned(),
            (None, _) => format!("{count} results"),
        };
        let say = move || {
            if turn.try_get_value() == Some(now) {
                announced.set(words);
            }
        };
        set_timeout(say, REST);
    });
    announced
}
