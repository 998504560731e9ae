//! Free keys of an object: each with its name, its value and a button that removes it, then one for another. Of many a
//! window is drawn, as of a long list.

mod adder;

use std::collections::{HashMap, HashSet};

use leptos::prelude::*;
use portico_form::field::{Field, Kind};

use super::super::focus;
use super::super::slot::Slot;
use super::super::style::SCOPE;
use super::super::window::{Around, PORTION, Window, step_to};
use super::group::coming;
use crate::slices::in_turn;
use crate::ui::icon::icon;

/// Keys that are drawn in one go.
const GO: usize = 20;
/// How often it is looked whether a key has been drawn.
const TRIES: usize = 50;

/// The free keys of an object.
#[derive(Clone, Copy)]
pub(super) struct Free {
    /// Those in the window.
    pub(super) fields: Signal<Vec<Field>>,
    /// How many there are.
    pub(super) count: Signal<usize>,
    pub(super) window: RwSignal<Window>,
}

/// The window of the free keys that are drawn unasked.
pub(super) fn window(slot: &Slot) -> RwSignal<Window> {
    let at = slot.path.pointer();
    let count =
        slot.form.with_form(|form| form.free_count(&form.again(&slot.field, &at), &slot.around));
    let wanted = count.min(PORTION);
    let room = slot.form.take_room(wanted);
    // Where there was room enough, there is some for those that come.
    RwSignal::new(Window::first(if room == wanted { PORTION } else { room }))
}

/// A key as the page knows it: its identity stays, its name changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    id: u32,
    name: RwSignal<String>,
}

#[derive(Clone)]
struct Keys {
    slot: Slot,
    free: Free,
    entries: RwSignal<Vec<(Entry, Field)>>,
    /// The name of the next one, as it is typed.
    name: RwSignal<String>,
    refused: RwSignal<Option<String>>,
    announced: RwSignal<String>,
}

/// The free keys of an object, and the way to another.
pub(super) fn draw(slot: &Slot, free: Free) -> AnyView {
    let keys = Keys {
        slot: slot.clone(),
        free,
        entries: RwSignal::new(Vec::new()),
        name: RwSignal::new(String::new()),
        refused: RwSignal::new(None),
        announced: RwSignal::new(String::new()),
    };
    let (entries, announced) = (keys.entries, keys.announced);
    let next = StoredValue::new(0_u32);
    // Names outlive the run of the effect that finds them.
    let owner = Owner::new();
    let fill = move || {
        let known = entries.get_untracked();
        let known: HashMap<String, Entry> =
            known.iter().map(|(entry, _)| (entry.name.get_untracked(), *entry)).collect();
        let named = |field: Field| {
            let same = known.get(&field.key).copied();
            let new = || {
                next.update_value(|next| *next += 1);
                let name = owner.with(|| RwSignal::new(field.key.clone()));
                Entry { id: next.get_value(), name }
            };
            (same.unwrap_or_else(new), field)
        };
        entries.set(free.fields.get().into_iter().map(named).collect());
    };
    untrack(&fill);
    Effect::new(move |before: Option<()>| {
        free.fields.track();
        if before.is_some() {
            untrack(&fill);
        }
    });
    let (sought, leading) = (slot.form.sought, keys.clone());
    Effect::new(move |_| {
        if let Some(sought) = sought.get() {
            untrack(|| leading.lead_to(&sought));
        }
    });
    let each_keys = keys.clone();
    let each = move |(entry, field): (Entry, Field)| each_keys.entry(entry, field);
    // A value is drawn again when another schema applies to it, not when its name changes.
    let key = |(entry, field): &(Entry, Field)| (entry.id, field.schema_signature());
    let add = (slot.field.keys.is_some() && !slot.field.read_only).then(|| keys.adder());
    let takes = slot.field.keys.is_some();
    let ids = Memo::new(move |_| {
        entries.with(|entries| entries.iter().map(|(entry, _)| entry.id).collect::<Vec<_>>())
    });
    let drawn = in_turn(ids, GO);
    let shown = move || {
        let mut shown = entries.get();
        drawn.with(|drawn| {
            let drawn: HashSet<u32> = drawn.iter().copied().collect();
            shown.retain(|(entry, _)| drawn.contains(&entry.id));
        });
        shown
    };
    let around = Around { window: free.window, length: free.count, noun: "entries" };
    around.stay_within();
    let (earlier, later) = (keys.clone(), keys);
    let earlier = around.earlier(move |window, at| earlier.open_to(window, at));
    let later = around.later(move |window, at| later.open_to(window, at));
    let announces = Memo::new(move |_| takes || !entries.with(Vec::is_empty));
    let status = move || {
        announces.get().then(|| {
            view! {
                <p class="sr" role="status">
                    {announced}
                </p>
            }
        })
    };
    view! {
        {earlier}
        <For each=shown key=key children=each />
        {coming(ids, drawn)}
        {later}
        {status}
        {add}
    }
    .into_any()
}

impl Keys {
    /// Shows what is sought, where it is at one of these keys.
    fn lead_to(&self, sought: &str) {
        let at = self.slot.path.pointer();
        let Some(key) = step_to(&at, sought) else { return };
        let place = self.slot.form.with_form(|form| {
            form.free_place(&form.again(&self.slot.field, &at), &self.slot.around, &key)
        });
        let (before, count) = (self.free.window.get(), self.free.count.get());
        let Some(place) = place else { return };
        let window = before.showing(place, count);
        if window == before {
            return;
        }
        // What was left and is not drawn for a while stays so.
        self.slot.form.redrawing_within(&at);
        let drawn = self.free.window;
        if window.from < before.to && before.from < window.to {
            drawn.set(window);
            return;
        }
        // All others than before: so many at once are no go. The rest comes once those are drawn.
        let first = Window { to: place + 1, ..window };
        drawn.set(first);
        focus::after_drawing(move || {
            if drawn.try_get_untracked() == Some(first) {
                drawn.set(window);
            }
        });
    }

    /// Draws more, and moves the focus to the first of it.
    fn open_to(&self, window: Window, at: usize) {
        self.free.window.set(window);
        let (keys, around) = (self.clone(), self.free);
        focus::after_drawing(move || {
            let Some(window) = keys.free.window.try_get_untracked() else { return };
            let entry = keys.entries.with_untracked(|entries| {
                let entry = entries.get(at.checked_sub(window.from)?);
                entry.map(|(entry, _)| *entry)
            });
            if let Some(entry) = entry {
                focus::once_drawn(keys.name_id(entry), TRIES);
            }
        });
        let Free { count, window, .. } = around;
        let around = Around { window, length: count, noun: "entries" };
        self.announced.set(untrack(|| around.said()));
    }

    fn entry(&self, entry: Entry, field: Field) -> AnyView {
        let id = self.name_id(entry);
        let refused = RwSignal::new(None::<String>);
        let is_refused = matches!(field.kind, Kind::Json(_));
        let hinted = field.label != field.key;
        let read_only = self.slot.field.read_only;
        let (renaming, removing) = (self.clone(), self.clone());
        let rename = move |event| {
            let outcome = renaming.rename(entry, &event_target_value(&event));
            refused.set(outcome.err());
        };
        let path = self.slot.path.named(entry.name);
        let mut field = field;
        let wide = is_wide(&field);
        if !hinted {
            "Value".clone_into(&mut field.label);
            field.marked = None;
        }
        let mut slot = Slot::new(self.slot.form, field, path);
        if wide {
            slot.name = Some(Signal::derive(move || format!("Value of {}", entry.name.get())));
        }
        let error_id = format!("{id}e");
        let described = {
            let error_id = error_id.clone();
            move || refused.with(Option::is_some).then(|| error_id.clone())
        };
        let said = move || format!("Remove {}", entry.name.get());
        let not_allowed = is_refused.then(|| {
            view! { <p class="field__error">{icon("error", "icon")} <span>"This name is not allowed here: rename or remove it."</span></p> }
        });
        view! {
            class = SCOPE,
            <div class=if wide { "entry entry-wide" } else { "entry" } role="group" aria-label=entry.name>
                <div class="field">
                    <label class="field__label" for=id.clone()>
                        "Name"
                    </label>
                    <input
                        class="input"
                        id=id
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        readonly=read_only
                        aria-describedby=described
                        aria-invalid=move || refused.with(Option::is_some).then_some("true")
                        prop:value=entry.name
                        on:change=rename
                        on:keydown=forget_enter
                    />
                    {move || {
                        refused.get().map(|why| view! { <p class="field__error" id=error_id.clone()>{icon("error", "icon")} <span>{why}</span></p> })
                    }}
                    {not_allowed}
                </div>
                <div class="entry-value">{super::draw_slot(slot)}</div>
                {(!read_only)
                    .then(|| {
                        view! {
                            class = SCOPE,
                            <button
                                class="btn btn--ghost btn--sm btn--icon entry-remove"
                                type="button"
                                aria-label=said
                                title=said
                                on:click=move |_| removing.remove(entry)
                            >
                                {icon("x", "icon")}
                            </button>
                        }
                    })}
            </div>
        }
        .into_any()
    }

    /// Another name for a key; why not, if it cannot have it.
    fn rename(&self, entry: Entry, to: &str) -> Result<(), String> {
        let from = entry.name.get_untracked();
        if from == to {
            return Ok(());
        }
        let mut outcome = Ok(String::new());
        self.edit(|form, object| outcome = form.rename_key(object, &from, to));
        outcome.map_err(|problem| format!("The name {problem}"))?;
        entry.name.set(to.to_owned());
        self.changed();
        self.announced.set(format!("{from} renamed to {to}"));
        Ok(())
    }

    fn remove(&self, entry: Entry) {
        let name = entry.name.get_untracked();
        let all = self.entries.get_untracked();
        let at = all.iter().position(|(it, _)| *it == entry).unwrap_or(0);
        let next = all.get(at + 1).or_else(|| all.get(at.checked_sub(1)?));
        self.edit(|form, object| form.remove_key(object, &name));
        self.changed();
        let left = self.free.count.get_untracked();
        match (next, left.checked_sub(1)) {
            (Some((next, _)), _) => focus::later(&self.name_id(*next)),
            // There are others, before the window.
            (None, Some(last)) => {
                let window = self.free.window.get_untracked();
                self.open_to(window.showing(last, left), last);
            }
            (None, None) => focus::later(&self.adder_id()),
        }
        self.announced.set(format!("{name} removed"));
    }

    fn edit(&self, edit: impl FnOnce(&mut portico_form::Form, &Field)) {
        let (form, at) = (self.slot.form, self.slot.path.pointer());
        let is_there = || form.with_form(|form| form.value_at(&at).is_some());
        let was_there = is_there();
        form.edit_list(&self.slot.path, &self.slot.field, edit);
        // The object came with its first key, or went with its last, and its defaults with it.
        if is_there() != was_there {
            form.redraw(&at);
        }
    }

    /// The object has other keys: they are drawn, and the checker is told.
    fn changed(&self) {
        self.slot.form.list_edited();
        self.slot.node.shape.update(|count| *count += 1);
        self.slot.node.held.update(|count| *count += 1);
    }

    fn name_id(&self, entry: Entry) -> String {
        format!("{}n{}", self.slot.id(), entry.id)
    }

    fn adder_id(&self) -> String {
        format!("{}k", self.slot.id())
    }
}

/// Whether a value is drawn below its name, since it is more than one input in one line.
fn is_wide(field: &Field) -> bool {
    let one_line = matches!(
        field.kind,
        Kind::Text(_) | Kind::Number(_) | Kind::Const(_) | Kind::Boolean | Kind::Choice(_)
    );
    !field.unions.is_empty() || !one_line
}

/// Enter names the key, and sends no form.
fn forget_enter(event: web_sys::KeyboardEvent) {
    if event.key() == "Enter" {
        let input: web_sys::HtmlElement = event_target(&event);
        event.prevent_default();
        // Leaving it is what says that a name is whole.
        let _ = input.blur();
        let _ = input.focus();
    }
}
