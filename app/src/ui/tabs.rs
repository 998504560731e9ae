//! Tabs: arrows move and select, one tab stop.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::hold::focus_id;

/// A row of tabs. The caller draws the panel of the selected one.
#[component]
pub fn Tabs(
    /// What they choose between.
    label: &'static str,
    /// Prefix of their ids, unique on the page.
    id: &'static str,
    /// Their words.
    names: &'static [&'static str],
    /// Which one is selected.
    selected: RwSignal<usize>,
) -> impl IntoView {
    let key = move |event: KeyboardEvent| {
        if let Some(next) = step(&event.key(), selected.get_untracked(), names.len()) {
            event.prevent_default();
            selected.set(next);
            focus_id(&format!("{id}-{next}"));
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=key>
            {names
                .iter()
                .enumerate()
                .map(|(i, name)| {
                    view! {
                        <button
                            type="button"
                            role="tab"
                            id=format!("{id}-{i}")
                            aria-selected=move || (selected.get() == i).to_string()
                            tabindex=move || if selected.get() == i { "0" } else { "-1" }
                            on:click=move |_| selected.set(i)
                        >
                            {*name}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
    .into_any()
}

/// Where a key moves to among `count` items arranged in a line; `None` = the key is not ours.
pub fn step(key: &str, at: usize, count: usize) -> Option<usize> {
    match key {
        "ArrowRight" | "ArrowDown" => Some((at + 1) % count),
        "ArrowLeft" | "ArrowUp" => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn arrows_go_round() {
        for (key, at, expected) in [
            ("ArrowRight", 2, Some(0)),
            ("ArrowLeft", 0, Some(2)),
            ("Home", 2, Some(0)),
            ("End", 0, Some(2)),
            ("Tab", 0, None),
        ] {
            assert_eq!(step(key, at, 3), expected, "{key} at {at}");
        }
    }
}
