//! Says what the form began with, what of it is not in the form, and how to have something else instead.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use portico_contract::http::WorkflowDefinition;
use portico_form::difference::Difference;
use portico_form::taken::Taken;
use portico_form::{Form, mask_secrets};

use super::beginning::{Beginning, Emptied, Origin, Start};
use super::differences;
use super::keeper::{Drawn, Keeper};
use super::loader::Loader;
use crate::attempt::{Place, give_up};
use crate::drafts::{self, Found};
use crate::pages::link::Link;
use crate::paths;
use crate::ui::code::Code;
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::json::tokens;
use crate::ui::notice::{Notice, Tone};
use crate::ui::time::{Stamp, local};

/// The ids of the buttons that undo each other.
const EMPTY_ID: &str = "begun-empty";
const UNDO_ID: &str = "begun-undo";
/// The id of the form's heading.
const HEADING_ID: &str = "h-form";
/// So many drafts are offered side by side; older ones are folded away.
const OFFERED: usize = 3;

/// What stands above the fields while they do not begin with the schema's defaults alone.
#[component]
pub(super) fn Begun(
    /// The workflow.
    loader: Loader,
    /// Its place.
    place: Place,
    /// What the form begins with.
    start: Start,
    /// The form.
    form: Drawn,
    /// What keeps its drafts.
    keeper: Keeper,
) -> impl IntoView {
    let found = differences::found(loader, start, form);
    let (place, removed) = (StoredValue::new(place), RwSignal::new(0));
    let waiting = waiting(place, start, keeper, removed);
    let is_unfolded = RwSignal::new(false);
    let begun = Acts { place, loader, start, form, keeper, removed, waiting, is_unfolded };
    refuse_secrets(begun);
    let drawn = move || {
        let beginning = start.beginning.get()?;
        let definition = loader.definition.with(|d| d.ready().map(Arc::clone))?;
        Some(match start.emptied.get() {
            Some(Emptied { before, .. }) => emptied(begun, &before),
            None => view! {
                {beginning.trouble.clone().map(|(title, text)| trouble(title, text))}
                {said(begun, &beginning, &definition, found)}
            }
            .into_any(),
        })
    };
    view! {
        <div role="status" aria-atomic="false">{drawn}</div>
        <div role="status">{move || keeper.fault()}</div>
    }
    .into_any()
}

/// What can be done about what the form began with.
#[derive(Clone, Copy)]
struct Acts {
    place: StoredValue<Place>,
    loader: Loader,
    start: Start,
    form: Drawn,
    keeper: Keeper,
    /// Counts the drafts that were removed here.
    removed: RwSignal<u32>,
    /// When the drafts that are not in the form were kept.
    waiting: Memo<Vec<f64>>,
    /// Whether the older ones of them are shown.
    is_unfolded: RwSignal<bool>,
}

impl Acts {
    /// Empties the form; what it held is set aside, and can be had again.
    fn empty(self) {
        let form = self.form.get_untracked().map(|form| form.get_value());
        let definition = self.loader.definition.with_untracked(|d| d.ready().map(Arc::clone));
        let beginning = self.start.beginning.get_untracked();
        let (Some(form), Some(definition), Some(beginning)) = (form, definition, beginning) else {
            return;
        };
        let before = beginning.of_form(form, &definition);
        // What came from elsewhere and was not touched can be had from there again.
        let is_own = matches!(before.origin, Origin::Draft(_)) || self.keeper.has_typed();
        let saved_at = is_own.then(|| {
            self.keeper.save_now();
            let saved_at = self.place.with_value(drafts::now_saved_at);
            self.keeper.has_set_aside(self.place.with_value(drafts::set_aside));
            saved_at
        });
        self.place.with_value(give_up);
        self.start.begin(Beginning::blank());
        self.start.emptied.set(Some(Emptied { before, saved_at: saved_at.flatten() }));
        focus_drawn(UNDO_ID);
    }

    /// Has again what the form held before it was emptied.
    fn undo(self) {
        let Some(Emptied { before, saved_at }) = self.start.emptied.get_untracked() else { return };
        // What was typed since is set aside in its turn.
        self.keeper.save();
        let origin = match saved_at {
            Some(at) => {
                self.take_back(at);
                Origin::Draft(at)
            }
            None => before.origin.clone(),
        };
        self.start.begin(Beginning { origin, ..before });
        focus_drawn(EMPTY_ID);
    }

    /// Takes a draft in place of what the form holds, which is set aside if somebody has typed into it.
    fn take(self, saved_at: f64) {
        self.keeper.save();
        if let Some(found) = self.take_back(saved_at) {
            self.keeper.leave_address();
            self.start.begin(Beginning::draft(found));
            focus_drawn(EMPTY_ID);
        } else {
            // Another tab has gone on with it: what there is now is offered in its place.
            self.removed.update(|count| *count += 1);
            focus_drawn(HEADING_ID);
        }
    }

    fn take_back(self, saved_at: f64) -> Option<Found> {
        let back = self.place.with_value(|place| drafts::take_back(place, saved_at));
        let (found, kept, kept_aside) = back?;
        self.keeper.has_taken_back(kept, kept_aside);
        Some(found)
    }

    /// Removes a draft that is not in the form, for good.
    fn remove(self, saved_at: f64) {
        let next = self.waiting.with_untracked(|waiting| next_to(waiting, saved_at));
        self.place.with_value(|place| drafts::remove(place, saved_at));
        self.keeper.has_removed();
        // A review may have kept the same values, which would fill the form again.
        let (is_blank, is_empty) = self.start.beginning.with_untracked(|beginning| {
            let beginning = beginning.as_ref();
            let is_blank = beginning.is_none_or(|it| it.origin == Origin::Blank);
            (is_blank, beginning.is_none_or(|it| it.input.is_none()))
        });
        let is_in_form = is_blank && !is_empty;
        if !is_in_form {
            self.place.with_value(give_up);
        }
        self.removed.update(|count| *count += 1);
        match next {
            Some(at) => focus_drawn(remove_id(at)),
            None if is_blank => focus_drawn(HEADING_ID),
            None => focus_drawn(EMPTY_ID),
        }
    }
}

/// What is drawn now is in the page after this task.
fn focus_drawn(id: impl Into<String>) {
    let id = id.into();
    set_timeout(move || focus_id(&id), Duration::ZERO);
}

/// The id of the button that removes the draft that was kept then.
fn remove_id(saved_at: f64) -> String {
    format!("begun-remove-{saved_at}")
}

/// Which of these takes the place of one that goes.
fn next_to(drafts: &[f64], gone: f64) -> Option<f64> {
    let at = drafts.iter().position(|draft| *draft == gone)?;
    let before = || drafts.get(at.checked_sub(1)?);
    drafts.get(at + 1).or_else(before).copied()
}

/// A secret in an address goes out of it at once, and out of the history's entry; the rest is kept as a draft.
fn refuse_secrets(acts: Acts) {
    Effect::new(move |_| {
        // The form is there, so that what it took can be kept.
        acts.form.track();
        let refused = acts.start.beginning.with(|beginning| {
            let beginning = beginning.as_ref()?;
            let is_link = matches!(beginning.origin, Origin::Link(_));
            acts.loader.definition.with(|definition| {
                let taken = beginning.taken(definition.ready()?);
                (is_link && !taken.refused.is_empty()).then_some(())
            })
        });
        if refused.is_some() {
            acts.keeper.save_now();
            acts.keeper.leave_address();
        }
    });
}

fn trouble(title: &'static str, text: String) -> AnyView {
    view! {
        <Notice tone=Tone::Warn title=title>
            <p class="wrap">{text}</p>
        </Notice>
    }
    .into_any()
}

fn emptied(acts: Acts, before: &Beginning) -> AnyView {
    let title = match before.origin {
        Origin::Draft(_) => "The draft is discarded",
        _ => "The form is empty again",
    };
    view! {
        <Notice tone=Tone::Info title=title>
            <p class="row">
                <button class="btn btn--sm" type="button" id=UNDO_ID on:click=move |_| acts.undo()>
                    "Undo"
                </button>
            </p>
        </Notice>
    }
    .into_any()
}

fn said(
    acts: Acts,
    beginning: &Beginning,
    definition: &Arc<WorkflowDefinition>,
    found: RwSignal<Vec<Difference>>,
) -> AnyView {
    let title = match &beginning.origin {
        Origin::Blank => return aside(acts),
        Origin::Draft(at) => format!("Draft of {} restored", local(*at)),
        Origin::Link(Some(there)) if beginning.moved => format!("Taken along from {there}"),
        Origin::Link(_) => "Filled in from a link".to_owned(),
        Origin::Run { .. } => "Filled in as an earlier run was".to_owned(),
    };
    let empty = match beginning.origin {
        Origin::Draft(_) => "Discard",
        _ => "Empty the form",
    };
    let source = source(beginning);
    let not_taken = not_taken(beginning, definition);
    let compared = compared(acts, beginning, definition, found);
    let ways = ways(acts, Some(empty));
    view! {
        <Notice tone=Tone::Info title=title>
            {source}
            {not_taken}
            {compared}
            {ways}
        </Notice>
    }
    .into_any()
}

/// Where it comes from, where the title does not say so.
fn source(beginning: &Beginning) -> Option<AnyView> {
    match &beginning.origin {
        Origin::Run { id, started_at } => Some(
            view! {
                <p>
                    "By " <Link href=paths::run(id)>"the run"</Link> " of " <Stamp at=started_at.clone() />
                    ". Nothing has started yet."
                </p>
            }
            .into_any(),
        ),
        Origin::Link(there) if beginning.input.is_none() => {
            let there = there.clone().unwrap_or_default();
            Some(
                view! {
                    <p>
                        {format!("What was filled in is too much for a link. It is kept as a draft in {there}.")}
                    </p>
                }
                .into_any(),
            )
        }
        _ => None,
    }
}

/// What of the input is not in the form.
fn not_taken(beginning: &Beginning, definition: &Arc<WorkflowDefinition>) -> AnyView {
    let Taken { input, to_type, refused, emptied } = beginning.taken(definition);
    let form = Form::open(definition, input, None);
    let names = |at: &[String]| {
        let labels: Vec<String> = at.iter().map(|at| form.label_path(at)).collect();
        labels.join("; ")
    };
    let there = match &beginning.origin {
        Origin::Link(Some(there)) => there.clone(),
        _ => "the other environment".to_owned(),
    };
    let line = |at: &[String], words: String| {
        (!at.is_empty()).then(|| view! { <p>{words} <strong>{names(at)}</strong> "."</p> })
    };
    view! {
        {line(&emptied, format!("Emptied, since its choices are those of {there}: "))}
        {line(&refused, "Not taken, since it is a secret, and known to whoever has the link: ".to_owned())}
        {line(&to_type, "Secrets are not kept. Type again: ".to_owned())}
    }
    .into_any()
}

/// What differs from the workflow of today, with the whole input as it was.
fn compared(
    acts: Acts,
    beginning: &Beginning,
    definition: &Arc<WorkflowDefinition>,
    found: RwSignal<Vec<Difference>>,
) -> AnyView {
    let is_older = !beginning.is_of(definition);
    let changed = matches!(beginning.origin, Origin::Draft(_)) && is_older;
    let (origin, schema) = (beginning.origin.clone(), Arc::clone(definition));
    let input = StoredValue::new(beginning.input.clone().unwrap_or_default());
    let drawn = move || {
        found.with(|found| {
            let heading = match (&origin, found.is_empty()) {
                (Origin::Run { .. }, true) => {
                    "It is as a new form would be, but for what has no default."
                }
                (_, true) => return None,
                (Origin::Run { .. }, false) => "What differs from a new form of today:",
                (Origin::Draft(_), false) => "What became of it:",
                (_, false) => "What does not fit:",
            };
            let form = move || acts.form.get_untracked().map(|form| form.get_value());
            let list = (!found.is_empty()).then(|| differences::list(found, &origin, form));
            Some(view! { <p>{heading}</p> {list} })
        })
    };
    let whole = move || {
        let is_needed = is_older && found.with(|found| !found.is_empty());
        is_needed.then(|| {
            let masked = input.with_value(|input| mask_secrets(&schema.schema, input));
            view! {
                <details class="fold">
                    <summary>
                        {icon("right", "icon")}
                        "All of it as JSON"
                    </summary>
                    <div class="fold__body">
                        <Code label="Input as it was" tokens=Signal::stored(tokens(&masked)) short=true />
                    </div>
                </details>
            }
        })
    };
    view! {
        {changed.then(|| view! { <p>"The workflow was changed since. Check it before you review."</p> })}
        {drawn}
        {whole}
    }
    .into_any()
}

/// How to begin otherwise: with nothing, where `empty` names that, or with one of the drafts there are besides.
fn ways(acts: Acts, empty: Option<&'static str>) -> AnyView {
    let toggle = move |event: web_sys::Event| {
        acts.is_unfolded.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
    };
    let drawn = move || {
        let mut offered = acts.waiting.get();
        let older = offered.split_off(offered.len().min(OFFERED));
        let empty = empty.map(|words| {
            view! {
                <button class="btn btn--sm" type="button" id=EMPTY_ID on:click=move |_| acts.empty()>
                    {words}
                </button>
            }
        });
        let older = (!older.is_empty()).then(|| {
            let words = match older.len() {
                1 => "1 older draft".to_owned(),
                count => format!("{count} older drafts"),
            };
            view! {
                <details class="fold" prop:open=acts.is_unfolded on:toggle=toggle>
                    <summary>{icon("right", "icon")} {words}</summary>
                    <div class="fold__body row">{others(acts, older)}</div>
                </details>
            }
        });
        view! {
            <p class="row">
                {empty}
                {others(acts, offered)}
            </p>
            {older}
        }
    };
    drawn.into_any()
}

/// Drafts that are not in the form, each with its ways.
fn others(acts: Acts, drafts: Vec<f64>) -> AnyView {
    let draft = |at: f64| {
        let time = local(at);
        let (take, remove) =
            (format!("Use the draft of {time}"), format!("Remove the draft of {time}"));
        view! {
            <span class="row row--tight">
                <button class="btn btn--sm" type="button" on:click=move |_| acts.take(at)>
                    {take}
                </button>
                <button
                    class="btn btn--ghost btn--sm btn--icon"
                    type="button"
                    id=remove_id(at)
                    aria-label=remove.clone()
                    title=remove
                    on:click=move |_| acts.remove(at)
                >
                    {icon("x", "icon")}
                </button>
            </span>
        }
    };
    drafts.into_iter().map(draft).collect_view().into_any()
}

/// When the drafts that are not in the form were kept: looked for where something else begins, and where one was removed.
fn waiting(
    place: StoredValue<Place>,
    start: Start,
    keeper: Keeper,
    removed: RwSignal<u32>,
) -> Memo<Vec<f64>> {
    Memo::new(move |_| {
        removed.track();
        let is_draft = start.beginning.with(|beginning| {
            beginning.as_ref().is_some_and(|it| matches!(it.origin, Origin::Draft(_)))
        });
        let is_in_form = is_draft || keeper.has_saved();
        place.with_value(|place| {
            let now = drafts::now_saved_at(place).filter(|_| !is_in_form);
            now.into_iter().chain(drafts::aside(place)).collect()
        })
    })
}

/// A draft that is not in the form, and waits.
fn aside(acts: Acts) -> AnyView {
    let is_some = Memo::new(move |_| !acts.waiting.with(Vec::is_empty));
    let drawn = move || {
        is_some.get().then(|| {
            view! {
                <Notice tone=Tone::Info title="There is a draft that was not sent">
                    {ways(acts, None)}
                </Notice>
            }
        })
    };
    drawn.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_draft_goes_the_next_one_is_at_hand() {
        let drafts = [3.0, 2.0, 1.0];
        assert_eq!(drafts.map(|gone| next_to(&drafts, gone)), [Some(2.0), Some(1.0), Some(2.0)]);
        assert_eq!((next_to(&[1.0], 1.0), next_to(&drafts, 9.0)), (None, None));
    }
}
