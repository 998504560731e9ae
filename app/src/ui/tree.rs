//! A JSON value as a tree: opened where somebody looks, with its parts to copy. One stop of the Tab key, arrows inside.

mod model;
mod print;

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::plain;
use serde_json::Value;
use stylers_macro::style_sheet;
use web_sys::KeyboardEvent;

use self::model::{Lines, Row, Tree};
use self::print::What;
use super::copy::CopyButton;
use super::hold::focus_id;
use super::icon::icon;
use super::json;

const SCOPE: &str = style_sheet!("./app/src/ui/tree.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("tree.css");

/// What the tree of a value holds on to.
#[derive(Clone, Copy)]
struct Drawn {
    /// Prefix of the rows' ids, unique on the page.
    id: &'static str,
    tree: RwSignal<Tree>,
    lines: Memo<Lines>,
    /// The name of the row that has the focus, or had it last.
    current: RwSignal<Option<usize>>,
    /// The name of the row that the Tab key goes to.
    stop: Memo<Option<usize>>,
}

/// A value, with a bar that copies the whole of it, and the path and value of the row somebody is at.
#[component]
pub fn ValueTree(
    /// Its name.
    label: &'static str,
    /// Prefix of ids, unique on the page.
    id: &'static str,
    /// What it shows.
    value: Value,
) -> impl IntoView {
    let value = Arc::new(value);
    let tree = RwSignal::new(Tree::new(Arc::clone(&value)));
    let lines = Memo::new(move |_| {
        tree.track();
        // Rows get their names in the tree, which is no change of it.
        tree.try_update_untracked(Tree::lines).unwrap_or_default()
    });
    let current = RwSignal::new(None);
    let stop = Memo::new(move |_| {
        let current = current.get();
        lines.with(|lines: &Lines| {
            let drawn = current.filter(|name| lines.place(*name).is_some());
            drawn.or(lines.rows.first().map(|row| row.name))
        })
    });
    let drawn = Drawn { id, tree, lines, current, stop };
    view! {
        class = SCOPE,
        <div class="code tree">
            {bar(label, value, drawn)}
            <ul class="tree__rows" role="tree" aria-label=label on:keydown=move |event| drawn.key(&event)>
                <For each=move || lines.with(|lines| lines.rows.clone()) key=|row| row.name children=move |row| line(row, drawn) />
            </ul>
        </div>
    }
    .into_any()
}

fn bar(label: &'static str, value: Arc<Value>, drawn: Drawn) -> AnyView {
    let whole = Signal::derive(move || json::text(&json::tokens(&value)));
    let at = Memo::new(move |_| {
        let current = drawn.current.get()?;
        let row = drawn.row(current)?;
        Some((row.pointer, matches!(row.what, What::Secret)))
    });
    let path = Signal::derive(move || at.get().map(|(pointer, _)| pointer).unwrap_or_default());
    let part = Signal::derive(move || {
        let text = |tree: &Tree| tree.value(&path.get()).map(copied);
        drawn.tree.with_untracked(text).unwrap_or_default()
    });
    let name = move || match at.get() {
        Some((pointer, _)) if !pointer.is_empty() => plain::json(&pointer).into_owned(),
        _ => label.to_owned(),
    };
    // The buttons stay while somebody goes from row to row.
    let is_secret = Memo::new(move |_| {
        at.get().filter(|(pointer, _)| !pointer.is_empty()).map(|(_, secret)| secret)
    });
    let parts = move || {
        is_secret.get().map(|secret| {
            view! {
                <CopyButton label="Copy path" shows="Copy path" words=true text=path />
                {(!secret).then(|| view! { <CopyButton label="Copy value" shows="Copy value" words=true text=part /> })}
            }
        })
    };
    view! {
        class = SCOPE,
        <div class="code__bar tree__bar">
            <bdi class="grow clip mono" dir="ltr">
                {name}
            </bdi>
            {parts}
            <CopyButton label="Copy all" shows="Copy all" words=true text=whole />
        </div>
    }
    .into_any()
}

/// A part as it is useful elsewhere: a text without its quotes, anything else as JSON.
fn copied(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => json::text(&json::tokens(other)),
    }
}

impl Drawn {
    /// The row as it is now; what is drawn of it changes while it stays.
    fn row(self, name: usize) -> Option<Row> {
        self.lines.with(|lines| lines.named(name).cloned())
    }

    fn focus(self, name: usize) {
        self.current.set(Some(name));
        focus_id(&self.id_of(name));
    }

    fn id_of(self, name: usize) -> String {
        format!("{}-{name}", self.id)
    }

    fn act(self, row: &Row) -> bool {
        self.tree.try_maybe_update(|tree| {
            let acted = tree.act(row);
            (acted, acted)
        }) == Some(true)
    }

    fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let lines = self.lines.get_untracked();
        let at = self.current.get_untracked().and_then(|name| lines.place(name));
        let at = at.unwrap_or_default();
        let Some(row) = lines.rows.get(at) else { return };
        let to = match (event.key().as_str(), &row.what) {
            ("ArrowDown", _) => Some(at + 1),
            ("ArrowUp", _) => at.checked_sub(1),
            ("Home", _) => Some(0),
            ("End", _) => Some(lines.rows.len() - 1),
            ("ArrowRight", What::Branch { open: true, .. }) => Some(at + 1),
            ("ArrowRight", What::Branch { .. } | What::Long { open: false, .. })
            | ("ArrowLeft", What::Branch { open: true, .. } | What::Long { open: true, .. })
            | ("Enter" | " ", _) => {
                self.act(row);
                None
            }
            ("ArrowLeft", _) => lines.parent(at),
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = to.and_then(|to| lines.rows.get(to)) {
            self.focus(next.name);
        } else if matches!(row.what, What::More(_)) {
            self.stay(at);
        }
    }

    /// Where "more" stood, the first of what came has the focus.
    fn stay(self, at: usize) {
        let focus = move || {
            if let Some(row) = self.lines.with_untracked(|lines| lines.rows.get(at).cloned()) {
                self.focus(row.name);
            }
        };
        // The rows are in the page after this task.
        set_timeout(focus, std::time::Duration::ZERO);
    }
}

fn line(row: Row, drawn: Drawn) -> AnyView {
    let name = row.name;
    let now = Memo::new(move |was: Option<&Option<Row>>| {
        drawn.row(name).or_else(|| was.cloned().flatten())
    });
    let is_stop = move || drawn.stop.get() == Some(name);
    let open = move || match now.get()?.what {
        What::Branch { open, .. } | What::Long { open, .. } => Some(open.to_string()),
        _ => None,
    };
    let press = move |_| {
        drawn.current.set(Some(name));
        if let Some(row) = now.get_untracked() {
            drawn.act(&row);
        }
    };
    let level = row.level;
    let is_branch = matches!(row.what, What::Branch { .. });
    let key = (!row.label.is_empty()).then(|| {
        view! { <bdi class="k" dir="ltr">{row.label.clone()}</bdi> ": " }
    });
    view! {
        class = SCOPE,
        <li
            class="tree__row"
            role="treeitem"
            id=drawn.id_of(name)
            style:--level=level.to_string()
            attr:aria-level=level.to_string()
            aria-posinset=row.position.to_string()
            aria-setsize=row.of.to_string()
            aria-expanded=open
            aria-selected=move || (drawn.current.get() == Some(name)).to_string()
            tabindex=move || if is_stop() { "0" } else { "-1" }
            on:click=press
            on:focus=move |_| drawn.current.set(Some(name))
        >
            {is_branch.then(|| view! { class = SCOPE, <span class="tree__mark">{icon("right", "icon")}</span> })}
            {key}
            {move || now.get().map(|row| shown(row.what))}
        </li>
    }
    .into_any()
}

fn shown(what: What) -> AnyView {
    match what {
        What::Branch { size, .. } => view! { <span class="faint">{size}</span> }.into_any(),
        What::Leaf { class, text } => view! { <bdi class=class dir="ltr">{text}</bdi> }.into_any(),
        What::Long { text, cut, open } => {
            let rest = match (cut, open) {
                (0, _) => None,
                (cut, false) => Some(format!("… {cut} more characters")),
                (cut, true) => {
                    Some(format!("… {cut} more characters: copy the value to have them all"))
                }
            };
            view! {
                <bdi class="s" dir="ltr">{text}</bdi>
                {rest.map(|rest| view! { <span class="faint">{rest}</span> })}
            }
            .into_any()
        }
        What::Secret => view! {
            {icon("lock", "icon")}
            <span class="faint">"hidden"</span>
        }
        .into_any(),
        What::More(left) => {
            view! { <span class="faint">{format!("{left} more")}</span> }.into_any()
        }
    }
}
