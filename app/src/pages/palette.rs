//! The palette: to a workflow, a run or a page by typing, from anywhere.

mod group;
mod jumps;
mod list;
mod own_runs;
mod sources;

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use self::group::Group;
use self::jumps::Jumps;
use self::list::{id, list};
use self::own_runs::{Asking, own_runs};
use self::sources::{listen, named, pages};
use crate::address::{Address, Go, use_address};
use crate::ui::icon::icon;
use crate::ui::modal::Modal;
use crate::ui::shown::Shown;

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
        Group::new("Run with this ID", "Run with this ID", "play", 1),
        Group::new("Pages", "Pages", "arrow", 6),
    ];
    let [workflows, runs, by_id, places] = groups;
    listen(workflows);
    let asking = own_runs(runs, workflows, text);
    named(by_id, text);
    pages(places);
    for group in groups {
        group.follow(text);
    }
    let jumps = Memo::new(move |_| Jumps::among(&groups));
    let (active, walked_to) = (RwSignal::new(0_usize), StoredValue::new(None::<String>));
    Effect::new(move || {
        // What comes while somebody walks through the list does not take them elsewhere.
        let place =
            |jumps: &Jumps| walked_to.with_value(|href| jumps.place(&groups, href.as_deref()?));
        active.set(jumps.with(place).unwrap_or_default());
    });
    let address = StoredValue::new(use_address());
    let href = move |at: usize| jumps.with_untracked(|jumps| jumps.href(&groups, at));
    let go = move |at: usize| {
        if let Some(href) = href(at) {
            on_close.run(());
            address.with_value(|address: &Address| address.go(&href, Go::To));
        }
    };
    let step = move |to: usize| {
        walked_to.set_value(href(to));
        walk(active, to);
    };
    let key = move |event: KeyboardEvent| {
        let count = jumps.with_untracked(Jumps::len).max(1);
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => step((at + 1) % count),
            "ArrowUp" => step((at + count - 1) % count),
            "Enter" => go(at),
            _ => return,
        }
        event.prevent_default();
    };
    let has_any = Memo::new(move |_| jumps.with(|jumps| !jumps.is_empty()));
    let active_id = move || has_any.get().then(|| id(active.get()));
    let note = move || {
        let is_resting = text.with(|text| text.trim().is_empty());
        let words = note(has_any.get(), is_resting, asking.get());
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
                    prop:value=move || Shown(text.get())
                    on:input=move |event| {
                        walked_to.set_value(None);
                        text.set(event_target_value(&event));
                    }
                    on:keydown=key
                />
            </div>
            {move || {
                has_any
                    .get()
                    .then(|| {
                        view! {
                            // A press on the list leaves the focus in the input.
                            <div
                                class="palette__list"
                                role="listbox"
                                id=LIST
                                aria-label="Results"
                                on:mousedown=move |event| event.prevent_default()
                            >
                                {move || jumps.with(|jumps| list(jumps, &groups, active, go))}
                            </div>
                        }
                    })
            }}
            {note}
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
                {announced(jumps, text, asking)}
            </p>
        </Modal>
    }
    .into_any()
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

fn note(has_any: bool, is_resting: bool, asking: Asking) -> Option<&'static str> {
    match (has_any, is_resting, asking) {
        (true, ..) => None,
        (false, true, _) => Some("Type to search"),
        (false, false, Asking::UnderWay) => Some("Searching your runs"),
        (false, false, Asking::Failed) => Some(
            "Nothing else fits this text, and your runs could not be searched. Type on to try again.",
        ),
        (false, false, Asking::Rests) => Some(
            "Nothing fits this text. Try fewer words, or another name for it. Of your runs the newest are found by name, \
             and all by three letters of their ID or more.",
        ),
    }
}

/// What is read out once typing rests.
fn announced(
    jumps: Memo<Jumps>,
    text: RwSignal<String>,
    asking: RwSignal<Asking>,
) -> RwSignal<String> {
    let announced = RwSignal::new(String::new());
    let turn = StoredValue::new(0_u32);
    Effect::new(move || {
        let (count, is_resting) =
            (jumps.with(Jumps::len), text.with(|text| text.trim().is_empty()));
        turn.update_value(|turn| *turn += 1);
        let now = turn.get_value();
        let words = match (note(count > 0, is_resting, asking.get()), count) {
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
