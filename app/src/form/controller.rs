use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::{DrawnBranch, FieldProblem, WorkflowDefinition};
use portico_form::field::{Field, Union, Widget};
use portico_form::pages::{Page, Wizard};
use portico_form::standing::Way;
use portico_form::{Form, MOST_PROBLEMS, pointer};
use serde_json::Value;

use super::asking::Asking;
use super::core::{Core, Node, Told};
use super::focus;
use super::judge::{Judge, State};
use super::options::Options;
use super::path::Path;
use super::whole::Whole;
use crate::ui::time::now;

/// Groups inside groups that a link opens one after the other.
const DEEPEST_FOLD: usize = 16;
/// How long a link waits for its field while nothing else is drawn, in milliseconds.
const COMING: f64 = 1000.0;
/// Items of lists and free keys that a form draws unasked. Lists in lists would be as many as their lengths multiplied.
const ROOM: usize = 1_000;

/// What was drawn when a link last looked, and when it gives up.
#[derive(Clone, Copy)]
struct Coming {
    drawn: usize,
    end: f64,
}

/// The validator could not be started or has died: review has to ask the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkerUnavailable;

/// One form: what was typed, what is wrong with it, what would be sent. Copies are the same form.
#[derive(Clone, Copy)]
pub struct FormController {
    pub(super) core: StoredValue<Core>,
    pub(super) judge: StoredValue<Option<Judge>, LocalStorage>,
    pub(super) asking: StoredValue<Asking, LocalStorage>,
    pub(super) state: RwSignal<State>,
    /// The problems that may be told, in the form's order.
    pub(super) told: RwSignal<Vec<Told>>,
    /// Those that the summary lists: it is left in peace while a field's own sentence changes.
    pub(super) listed: RwSignal<Vec<Told>>,
    /// Fields just drawn are about to say what is wrong with them.
    telling: StoredValue<bool>,
    /// How many more items and free keys are drawn unasked.
    room: StoredValue<usize>,
    /// Where a link leads: what draws only a part of itself draws that.
    pub(super) sought: RwSignal<Option<String>>,
    pub(super) whole: Whole,
    pub(super) wizard: RwSignal<Wizard>,
    /// The pages of the wizard; none for a form on one page.
    pub(super) pages: RwSignal<Vec<Page>>,
    pub(super) options: Options,
    /// Changes when something wrong with the schema itself becomes known.
    pub(super) faults: RwSignal<u32>,
    /// Changes whenever what would be sent may have.
    pub(super) changes: RwSignal<u32>,
    dirty: RwSignal<bool>,
    edits: RwSignal<u32>,
}

impl FormController {
    /// A form over a definition's schema, filled from `initial` (an earlier request or a draft) or from
    /// the schema's defaults. `requester` is the caller's e-mail, for `requester_field`.
    pub fn new(
        definition: Arc<WorkflowDefinition>,
        initial: Option<Value>,
        requester: Option<String>,
    ) -> Self {
        let form = Form::new(&definition, initial, requester.as_deref());
        Self::over(form, definition)
    }

    /// A form over an earlier request or another whole input: nothing is filled in.
    pub fn open(
        definition: Arc<WorkflowDefinition>,
        input: Value,
        requester: Option<String>,
    ) -> Self {
        let form = Form::open(&definition, input, requester.as_deref());
        Self::over(form, definition)
    }

    fn over(form: Form, definition: Arc<WorkflowDefinition>) -> Self {
        let schema = definition.schema.clone();
        let pages = RwSignal::new(form.pages());
        let controller = Self {
            core: StoredValue::new(Core::new(form, definition)),
            judge: StoredValue::new_local(None),
            asking: StoredValue::new_local(Asking::default()),
            state: RwSignal::new(State::Starting),
            told: RwSignal::new(Vec::new()),
            listed: RwSignal::new(Vec::new()),
            telling: StoredValue::new(false),
            room: StoredValue::new(ROOM),
            sought: RwSignal::new(None),
            whole: Whole::default(),
            wizard: RwSignal::default(),
            pages,
            options: Options::new(),
            faults: RwSignal::new(0),
            changes: RwSignal::new(0),
            dirty: RwSignal::new(false),
            edits: RwSignal::new(0),
        };
        focus::watch_presses();
        let judge = Judge::start(schema, controller.state, move |answer| controller.hear(answer));
        controller.judge.set_value(Some(judge));
        Effect::new(move |_| {
            if matches!(controller.state.get(), State::Gone(_)) {
                controller.carry_on_alone();
            }
        });
        controller
    }

    /// The input as it would be sent.
    pub fn request(&self) -> Value {
        self.core.with_value(|core| core.form.request())
    }

    /// The branches that are drawn, as they go along with the request.
    pub fn branches(&self) -> Vec<DrawnBranch> {
        self.core.with_value(|core| core.form.sent_branches())
    }

    /// Everything that is wrong with the input, in the form's order; shows it at the fields and in the summary.
    pub async fn check(&self) -> Result<Vec<FieldProblem>, WorkerUnavailable> {
        self.core.update_value(|core| core.check_anew([String::new()]));
        self.judged().await
    }

    /// Everything that is wrong with the input as it is now; shows what of it may be told.
    pub async fn judged(&self) -> Result<Vec<FieldProblem>, WorkerUnavailable> {
        // A verdict can draw new fields with defaults of their own, which are checked in their turn.
        for _ in 0..4 {
            self.answer().await;
            if !self.core.with_value(|core| core.form.has_news()) {
                break;
            }
        }
        self.show();
        if self.state.get_untracked() != State::Ready {
            return Err(WorkerUnavailable);
        }
        Ok(self.problems())
    }

    /// All problems that are known, told or not.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        self.core.with_value(Core::problems)
    }

    /// Shows problems found elsewhere, such as those of a 422 answer. Each goes when its field is edited.
    pub fn show_problems(&self, mut problems: Vec<FieldProblem>) {
        problems.truncate(MOST_PROBLEMS);
        if let Some(first) = problems.first() {
            self.open_page_of(&first.pointer);
        }
        self.core.update_value(|core| core.tell_from_elsewhere(problems));
        self.show();
    }

    /// How many problems the summary lists.
    pub fn problem_count(&self) -> Signal<usize> {
        let listed = self.listed;
        Signal::derive(move || listed.with(Vec::len))
    }

    /// Whether anything was changed since the form was made.
    pub fn is_dirty(&self) -> Signal<bool> {
        self.dirty.into()
    }

    /// Changes with each edit: what keeps a draft reads it.
    pub fn edits(&self) -> Signal<u32> {
        self.edits.into()
    }

    /// Changes whenever what would be sent may have.
    pub fn changes(&self) -> Signal<u32> {
        self.changes.into()
    }

    /// Whether the browser can check the input itself.
    pub fn can_check(&self) -> Signal<bool> {
        let state = self.state;
        Signal::derive(move || !matches!(state.get(), State::Gone(_)))
    }

    /// The value at a pointer, as it would be sent.
    pub fn get(&self, pointer: &str) -> Option<Value> {
        self.core.with_value(|core| core.form.request_at(pointer))
    }

    /// Sets the value at a pointer, as if it had been typed.
    pub fn set(&self, pointer: &str, value: Value) {
        self.change(pointer, |form| form.set(pointer, value));
        self.redraw(pointer);
    }

    /// Moves focus to the error summary, if there is one.
    pub fn focus_summary(&self) {
        focus::later(super::view::SUMMARY_ID);
    }

    /// Moves focus to the field at a pointer, opening its page and folded groups on the way; in the text to its line.
    pub fn focus(&self, at: &str) {
        match self.whole.is_drawn.try_get_untracked() {
            Some(false) => {}
            Some(true) => return self.focus_line(at),
            // It was asked for while the form was there.
            None => return,
        }
        self.open_page_of(at);
        let (controller, at) = (*self, at.to_owned());
        self.sought.set(Some(at.clone()));
        focus::after_drawing(move || controller.open_to(at, DEEPEST_FOLD, None));
    }

    /// Opens what is folded around a field, then focuses it. What a folded group holds is drawn once it is open.
    fn open_to(self, at: String, tries: usize, before: Option<Coming>) {
        // The form can have gone meanwhile, and somebody can be on the way to another field.
        let Some(drawn) = self.core.try_with_value(Core::drawn) else { return };
        if self.sought.try_get_untracked().flatten().as_ref() != Some(&at) {
            return;
        }
        let mut reached = String::new();
        let mut opened = false;
        for segment in pointer::segments(&at) {
            reached = pointer::child(&reached, &segment);
            if let Some(node) = self.node_at(&reached).filter(|node| !node.open.get_untracked()) {
                node.open.set(true);
                opened = true;
            }
        }
        if opened && tries > 0 {
            focus::after_drawing(move || self.open_to(at, tries - 1, None));
            return;
        }
        let coming = before
            .filter(|before| before.drawn == drawn)
            .unwrap_or_else(|| Coming { drawn, end: now() + COMING });
        if now() < coming.end && self.is_coming(&at) {
            focus::after_drawing(move || self.open_to(at, tries, Some(coming)));
            return;
        }
        let node = self.core.try_update_value(|core| core.closest(&at)).flatten();
        if let Some(node) = node {
            focus::first_control(&node.control());
        }
        let _ = self.sought.try_set(None);
    }

    /// Whether a field will be drawn but is not yet: many fields are drawn a few at a time.
    fn is_coming(self, at: &str) -> bool {
        let awaited = self.with_form(|form| {
            let widget = |at: &str| form.field_at(at).map(|field| field.widget);
            let mut at = at;
            // Other inputs than groups and lists draw what they hold by themselves.
            loop {
                let (parent, _) = pointer::split_last(at)?;
                if matches!(widget(parent), Some(Widget::Group | Widget::List)) {
                    break;
                }
                at = parent;
            }
            (widget(at)? != Widget::Hidden).then_some(at)
        });
        awaited.is_some_and(|awaited| self.node_at(awaited).is_none())
    }

    // What the drawn fields use.

    /// Room for what is drawn unasked, at most as much as is wanted, until the current owner is cleaned up.
    pub(super) fn take_room(&self, wanted: usize) -> usize {
        let room = self.room;
        let taken = wanted.min(room.get_value());
        room.set_value(room.get_value() - taken);
        on_cleanup(move || {
            room.try_update_value(|room| *room += taken);
        });
        taken
    }

    /// Registers a drawn field until its owner is cleaned up.
    pub(super) fn node(&self, path: &Path, open: bool) -> Node {
        let node = Core::new_node(open);
        let core = self.core;
        core.try_update_value(|core| core.add(path.clone(), node));
        self.tell_drawn();
        on_cleanup(move || {
            core.try_update_value(|core| core.remove(node.id));
        });
        node
    }

    /// Fields that are drawn while something is known to be wrong say so, once all are there.
    fn tell_drawn(&self) {
        if self.told.with_untracked(Vec::is_empty) || self.telling.get_value() {
            return;
        }
        let controller = *self;
        self.telling.set_value(true);
        focus::after_drawing(move || {
            controller.telling.try_set_value(false);
            controller.show();
        });
    }

    pub(super) fn with_form<T>(&self, read: impl FnOnce(&Form) -> T) -> T {
        self.core.with_value(|core| read(&core.form))
    }

    pub(super) fn with_definition<T>(&self, read: impl FnOnce(&WorkflowDefinition) -> T) -> T {
        self.core.with_value(|core| read(&core.definition))
    }

    /// A field's text was typed.
    pub(super) fn typed(&self, node: Node, path: &Path, field: &Field, text: &str) {
        let at = path.pointer();
        let flipped = self.change(&at, |form| {
            let before = form.value_at(&at).is_some();
            form.apply_at(&at, field, text);
            before != form.value_at(&at).is_some()
        });
        self.after_edit(node, &at, flipped);
    }

    /// A field's value was chosen; `None` unsets it.
    pub(super) fn chose(&self, node: Node, path: &Path, value: Option<Value>) {
        let at = path.pointer();
        let flipped = self.change(&at, |form| {
            let before = form.value_at(&at).is_some();
            match value {
                Some(value) => form.set(&at, value),
                None => form.unset(&at),
            }
            before != form.value_at(&at).is_some()
        });
        self.after_edit(node, &at, flipped);
    }

    /// A native input was filled in part.
    pub(super) fn filled_in_part(&self, node: Node, path: &Path) {
        let at = path.pointer();
        self.change(&at, |form| form.apply_part(&at));
        self.after_edit(node, &at, true);
    }

    /// A way out of a field's state was taken.
    pub(super) fn took(&self, node: Node, path: &Path, field: &Field, way: &Way) {
        let at = path.pointer();
        self.change(&at, |form| {
            let field = form.again(field, &at);
            match way {
                Way::Into(state) => form.put_into(&field, *state),
                Way::Default(_) => form.use_default(&field),
                Way::Back => form.put_back(&field),
            }
        });
        self.after_edit(node, &at, true);
        self.redraw(&at);
        self.ask(true);
    }

    /// A branch of a union was chosen.
    pub(super) fn chose_branch(&self, path: &Path, field: &Field, union: &Union, branch: usize) {
        let at = path.pointer();
        self.change(&at, |form| {
            let field = form.again(field, &at);
            form.choose(&field, &union.place, branch);
        });
        self.redraw(&at);
        self.ask(true);
    }

    /// A list was edited: its items have moved.
    pub(super) fn edit_list(
        &self,
        path: &Path,
        field: &Field,
        edit: impl FnOnce(&mut Form, &Field),
    ) {
        let at = path.pointer();
        self.change(&at, |form| {
            let list = form.again(field, &at);
            edit(form, &list);
        });
    }

    /// Called once the signals of a list's items say where they are now.
    pub(super) fn list_edited(&self) {
        self.core.update_value(Core::moved);
        self.ask(true);
    }

    /// A field was left.
    pub(super) fn left(&self, node: Node) {
        let controller = *self;
        focus::after_press(move || {
            if controller.core.try_update_value(|core| core.leave(node.id)).is_some() {
                controller.ask(true);
            }
        });
    }

    /// Everything drawn at a pointer and below it shows its value anew.
    pub(super) fn redraw(&self, at: &str) {
        let nodes = self.core.try_update_value(|core| {
            let mut nodes = core.within(at);
            nodes.extend(core.closest(at));
            nodes
        });
        for node in nodes.unwrap_or_default() {
            node.fresh.update(|count| *count += 1);
            node.shape.update(|count| *count += 1);
        }
    }

    fn node_at(&self, at: &str) -> Option<Node> {
        self.core.try_update_value(|core| core.by_pointer().get(at).copied()).flatten()
    }

    /// What is drawn inside the value at a pointer may have changed.
    pub(super) fn reshape(&self, at: &str) {
        let node = self.core.try_update_value(|core| core.closest(at)).flatten();
        if let Some(node) = node {
            node.shape.update(|count| *count += 1);
            node.fresh.update(|count| *count += 1);
        }
    }

    /// The input is no longer what it was.
    pub(super) fn note_edit(&self) {
        if !self.dirty.get_untracked() {
            self.dirty.set(true);
        }
        self.edits.update(|edits| *edits = edits.wrapping_add(1));
        self.changes.update(|count| *count = count.wrapping_add(1));
    }

    fn change<T>(&self, at: &str, edit: impl FnOnce(&mut Form) -> T) -> T
    where
        T: Default,
    {
        self.note_edit();
        let done = self.core.try_update_value(|core| {
            core.edited(at);
            let before = absent_around(&core.form, at);
            let done = edit(&mut core.form);
            let now = absent_around(&core.form, at);
            (done, (before != now).then(|| outermost(before, now)).flatten())
        });
        let (done, group) = done.unwrap_or_default();
        if let Some(group) = group {
            self.refresh_around(&group, at);
        }
        done
    }

    /// A group came or went with an edit, and its defaults with it. What was edited shows what was typed.
    fn refresh_around(&self, group: &str, edited: &str) {
        let nodes = self.core.try_update_value(|core| {
            let edited: Vec<u32> = core.within(edited).into_iter().map(|node| node.id).collect();
            let mut nodes = core.within(group);
            nodes.retain(|node| !edited.contains(&node.id));
            nodes
        });
        for node in nodes.unwrap_or_default() {
            node.fresh.update(|count| *count += 1);
            node.shape.update(|count| *count += 1);
        }
    }

    fn after_edit(&self, node: Node, at: &str, flipped: bool) {
        node.held.update(|count| *count += 1);
        let decides = flipped || self.with_form(|form| form.decides(at));
        if decides && let Some((parent, _)) = pointer::split_last(at) {
            let depends = self.with_form(|form| {
                form.field_at(parent).is_some_and(|object| form.has_dependents(&object))
            });
            if depends {
                self.reshape(parent);
            }
        }
        let (live, read) = self.core.with_value(|core| (core.is_live(node.id), core.is_read(at)));
        if live || read {
            self.ask(live);
        }
    }
}

/// The outermost group around a value that is not there.
fn absent_around(form: &Form, at: &str) -> Option<String> {
    let mut absent = None;
    let mut rest = at;
    while let Some((parent, _)) = pointer::split_last(rest) {
        if form.value_at(parent).is_some_and(|value| !value.is_null()) {
            break;
        }
        absent = Some(parent);
        rest = parent;
    }
    absent.map(str::to_owned)
}

/// Of two groups around a value the one that holds the other.
fn outermost(one: Option<String>, other: Option<String>) -> Option<String> {
    one.into_iter().chain(other).min_by_key(String::len)
}
