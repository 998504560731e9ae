//! The list of what can be jumped to.

use leptos::prelude::*;
use portico_form::options::{Piece, pieces};

use super::group::{Found, Group};
use super::jumps::{Jumps, Part};
use crate::ui::icon::icon;
use crate::ui::marked::marked;

/// The groups, each with its heading; `go` is called with the place of what was clicked.
pub(super) fn list(
    jumps: &Jumps,
    groups: &[Group],
    active: RwSignal<usize>,
    go: impl Fn(usize) + Copy + 'static,
) -> Vec<AnyView> {
    let mut before = 0;
    let part = |part: &Part| {
        let group = groups[part.group];
        let first = before;
        before += part.entries.len();
        let options: Vec<AnyView> = group.found.with_untracked(|found| {
            let drawn = part.entries.iter().zip(first..);
            drawn
                .map(|(entry, place)| option(found, *entry, group.icon, place, active, go))
                .collect()
        });
        view! {
            <div role="group" aria-label=part.heading>
                <p class="palette__group" aria-hidden="true">
                    {part.heading}
                </p>
                {options}
            </div>
        }
        .into_any()
    };
    jumps.parts.iter().map(part).collect()
}

fn option(
    found: &Found,
    entry: u32,
    icon_name: &'static str,
    place: usize,
    active: RwSignal<usize>,
    go: impl Fn(usize) + Copy + 'static,
) -> AnyView {
    let item = found.index.item(entry);
    let words = |text: &str, is_loose| {
        let pieces = pieces(text, &found.query, is_loose).into_iter();
        marked(pieces.map(|Piece { text, is_marked }| (text, is_marked)))
    };
    let label = words(&item.label, found.matches.is_loose);
    let meta = item.hint.as_ref().map(|hint| {
        view! {
            <span class="option__meta clip">
                <bdi>{words(hint, false)}</bdi>
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
            {icon(icon_name, "icon")}
            <span class="clip" title=item.label.clone()>
                <bdi>{label}</bdi>
            </span>
            {meta}
        </div>
    }
    .into_any()
}

/// The id of the option at a place.
pub(super) fn id(place: usize) -> String {
    format!("palette-{place}")
}
