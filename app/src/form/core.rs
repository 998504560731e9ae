//! What a form keeps beside its data: the drawn fields, what is wrong with them, and what may be shown.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;
use portico_contract::http::{DrawnBranch, FieldProblem, WorkflowDefinition};
use portico_form::field::{Field, Kind};
use portico_form::worker::{Condition, Patch};
use portico_form::{Form, Reads, pointer};
use serde_json::Value;

use super::path::Path;

/// Sentences that one field says. A list says those of all its items that are not drawn.
const MOST_SAID: usize = 5;

/// One drawn field. Its signals are all that an edit touches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) id: u32,
    /// What is wrong with it, once it may be said.
    pub(crate) error: RwSignal<Option<String>>,
    /// Whether there is something: what depends on that alone is left in peace while only the words change.
    pub(crate) wrong: RwSignal<bool>,
    /// Changes when its value was changed by something other than typing.
    pub(crate) fresh: RwSignal<u32>,
    /// Changes with each edit of its value by a person.
    pub(crate) held: RwSignal<u32>,
    /// Changes when what is drawn inside it may have changed.
    pub(crate) shape: RwSignal<u32>,
    /// Whether a folded group is open.
    pub(crate) open: RwSignal<bool>,
    /// Problems inside it, counted for folded groups.
    pub(crate) inside: RwSignal<usize>,
}

impl Node {
    fn new(id: u32, open: bool) -> Self {
        Self {
            id,
            error: RwSignal::new(None),
            wrong: RwSignal::new(false),
            fresh: RwSignal::new(0),
            held: RwSignal::new(0),
            shape: RwSignal::new(0),
            open: RwSignal::new(open),
            inside: RwSignal::new(0),
        }
    }

    /// The id of the control in the page.
    pub(crate) fn control(&self) -> String {
        format!("f{}", self.id)
    }
}

/// A problem that may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) pointer: String,
    pub(crate) sentence: String,
    /// What was asked to be checked holds it, so that the summary lists it.
    pub(crate) is_listed: bool,
}

pub(crate) struct Core {
    pub(crate) form: Form,
    pub(crate) definition: Arc<WorkflowDefinition>,
    nodes: HashMap<u32, (Path, Node)>,
    by_pointer: Option<HashMap<String, Node>>,
    judged: Vec<FieldProblem>,
    from_elsewhere: Vec<FieldProblem>,
    left: HashSet<u32>,
    /// Pointers of fields that were left and are not drawn at present.
    left_before: HashSet<String>,
    /// Pointers of what was checked on request: all in it is told. The empty pointer is the whole input.
    checked: Vec<String>,
    shown: HashMap<u32, String>,
    /// Problems inside groups, of those that have some.
    counted: HashMap<u32, usize>,
    conditions: Option<Vec<Condition>>,
    chosen: Vec<DrawnBranch>,
    reads: Vec<Reads>,
    /// The form is a wizard.
    is_paged: bool,
}

/// Signals to set once nothing of the core is borrowed any more.
#[derive(Default)]
pub(crate) struct Changes {
    pub(crate) wrong: Vec<(RwSignal<bool>, bool)>,
    pub(crate) errors: Vec<(RwSignal<Option<String>>, Option<String>)>,
    pub(crate) inside: Vec<(RwSignal<usize>, usize)>,
    pub(crate) told: Vec<Told>,
}

impl Core {
    pub(crate) fn new(form: Form, definition: Arc<WorkflowDefinition>) -> Self {
        let is_paged = !form.pages().is_empty();
        Self {
            is_paged,
            form,
            definition,
            nodes: HashMap::new(),
            by_pointer: None,
            judged: Vec::new(),
            from_elsewhere: Vec::new(),
            left: HashSet::new(),
            left_before: HashSet::new(),
            checked: Vec::new(),
            shown: HashMap::new(),
            counted: HashMap::new(),
            conditions: None,
            chosen: Vec::new(),
            reads: Vec::new(),
        }
    }

    /// A new drawn field; not known to any form yet.
    pub(crate) fn new_node(open: bool) -> Node {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Node::new(NEXT.fetch_add(1, Ordering::Relaxed), open)
    }

    pub(crate) fn add(&mut self, path: Path, node: Node) {
        if !self.left_before.is_empty() && self.left_before.remove(&path.pointer()) {
            self.left.insert(node.id);
        }
        self.nodes.insert(node.id, (path, node));
        self.by_pointer = None;
    }

    pub(crate) fn remove(&mut self, id: u32) {
        self.nodes.remove(&id);
        self.left.remove(&id);
        self.shown.remove(&id);
        self.counted.remove(&id);
        self.by_pointer = None;
    }

    /// How many fields are drawn.
    pub(crate) fn drawn(&self) -> usize {
        self.nodes.len()
    }

    /// What is drawn now is about to be drawn anew, here or later: what was left stays so.
    pub(crate) fn remember(&mut self) {
        self.remember_within("");
    }

    /// The same for what is at a pointer and below it.
    pub(crate) fn remember_within(&mut self, at: &str) {
        let left = self.left.iter().filter_map(|id| self.nodes.get(id));
        let left = left.map(|(path, _)| path.pointer());
        self.left_before.extend(left.filter(|left| pointer::is_within(left, at)));
    }

    /// Whatever is wrong at these pointers and below is told from now on.
    pub(crate) fn check(&mut self, pointers: impl IntoIterator<Item = String>) {
        self.checked.extend(pointers);
        self.checked.sort();
        self.checked.dedup();
    }

    /// Checked anew on request: what was found elsewhere before no longer counts.
    pub(crate) fn check_anew(&mut self, pointers: impl IntoIterator<Item = String>) {
        self.from_elsewhere.clear();
        self.check(pointers);
    }

    fn is_checked(&self, at: &str) -> bool {
        self.checked.iter().any(|checked| pointer::is_within(at, checked))
    }

    /// Pointers have changed: a list was edited.
    pub(crate) fn moved(&mut self) {
        self.by_pointer = None;
    }

    /// The drawn fields by the pointers of this moment.
    pub(crate) fn by_pointer(&mut self) -> &HashMap<String, Node> {
        let nodes = &self.nodes;
        self.by_pointer.get_or_insert_with(|| {
            nodes.values().map(|(path, node)| (path.pointer(), *node)).collect()
        })
    }

    /// The drawn field at a pointer, or the closest one around it.
    pub(crate) fn closest(&mut self, at: &str) -> Option<Node> {
        let drawn = self.by_pointer();
        let mut at = at;
        loop {
            if let Some(node) = drawn.get(at) {
                return Some(*node);
            }
            at = pointer::split_last(at)?.0;
        }
    }

    /// The drawn field that tells a problem. The whole of a wizard tells none of what another page draws.
    fn telling(&mut self, at: &str) -> Option<Node> {
        let whole = self.by_pointer().get("").map(|whole| whole.id);
        let is_paged = self.is_paged && !at.is_empty();
        self.closest(at).filter(|node| !is_paged || Some(node.id) != whole)
    }

    /// The drawn fields at a pointer and below it.
    pub(crate) fn within(&mut self, at: &str) -> Vec<Node> {
        let drawn = self.by_pointer();
        drawn
            .iter()
            .filter(|(pointer, _)| pointer::is_within(pointer, at))
            .map(|(_, node)| *node)
            .collect()
    }

    pub(crate) fn leave(&mut self, id: u32) {
        self.left.insert(id);
    }

    /// Whether an edit of the field is checked as it is typed.
    pub(crate) fn is_live(&self, id: u32) -> bool {
        self.shown.contains_key(&id)
    }

    /// Whether a condition looks at the value.
    pub(crate) fn is_read(&self, at: &str) -> bool {
        self.reads.iter().any(|reads| reads.touches(at))
    }

    /// The conditions to watch, when they are not those the worker watches already.
    pub(crate) fn new_conditions(&mut self) -> Option<Vec<Condition>> {
        let now = self.form.conditions();
        if self.conditions.as_ref() == Some(&now) {
            return None;
        }
        self.reads = self.form.reads(&now);
        self.conditions = Some(now.clone());
        Some(now)
    }

    /// The branches that are drawn, when they are not those the worker knows of.
    pub(crate) fn new_chosen(&mut self) -> Option<Vec<DrawnBranch>> {
        let now = self.form.drawn_branches();
        if self.chosen == now {
            return None;
        }
        self.chosen.clone_from(&now);
        Some(now)
    }

    pub(crate) fn news(&mut self) -> Vec<Patch> {
        self.form.news()
    }

    /// Nobody judges any more: what was found so far goes when its field is edited.
    pub(crate) fn without_judge(&mut self) {
        self.form.without_judge();
        self.from_elsewhere.append(&mut self.judged);
    }

    pub(crate) fn judge(&mut self, problems: Vec<FieldProblem>) {
        self.judged = problems;
    }

    /// Problems of an answer; those at a value go when it is edited.
    pub(crate) fn tell_from_elsewhere(&mut self, problems: Vec<FieldProblem>) {
        self.check_anew([String::new()]);
        self.from_elsewhere = problems;
    }

    pub(crate) fn edited(&mut self, at: &str) {
        self.from_elsewhere.retain(|problem| !pointer::is_within(&problem.pointer, at));
    }

    /// The whole input was taken anew: problems of an answer stay where nothing has changed.
    pub(crate) fn taken(&mut self, before: &Value) {
        let now = self.form.request();
        self.from_elsewhere.retain(|problem| {
            pointer::get(before, &problem.pointer) == pointer::get(&now, &problem.pointer)
        });
    }

    /// All problems that are known, in the form's order.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        if self.from_elsewhere.is_empty() {
            return self.form.problems(&self.judged);
        }
        let mut known = self.judged.clone();
        for problem in &self.from_elsewhere {
            if !known
                .iter()
                .any(|other| other.pointer == problem.pointer && other.message == problem.message)
            {
                known.push(problem.clone());
            }
        }
        self.form.problems(&known)
    }

    /// What has to change on the page so that it shows what is known now.
    pub(crate) fn show(&mut self) -> Changes {
        let problems = self.problems();
        let mut changes = Changes::default();
        let mut shown: HashMap<u32, String> = HashMap::new();
        let mut said_at: HashMap<u32, usize> = HashMap::new();
        let mut inside: HashMap<u32, usize> = HashMap::new();
        for problem in &problems {
            let at = problem.pointer.as_str();
            let node = self.telling(at);
            let is_listed = self.is_checked(at);
            let was_left = node.is_some_and(|node| self.left.contains(&node.id))
                || self.left_before.contains(at);
            if !is_listed && !was_left && !self.is_from_elsewhere(problem) {
                continue;
            }
            let (path, field) = self.form.labelled(at);
            let sentence = worded(&path, field.as_ref(), problem);
            if let Some(node) = node {
                let exact = self.by_pointer().get(at).is_some_and(|exact| exact.id == node.id);
                let said = match &field {
                    Some(field) if exact => worded(&field.label, Some(field), problem),
                    _ => sentence.clone(),
                };
                let count = said_at.entry(node.id).or_default();
                *count += 1;
                if *count <= MOST_SAID {
                    shown
                        .entry(node.id)
                        .and_modify(|text| *text = format!("{text}. {said}"))
                        .or_insert(said);
                }
            }
            let mut around = at;
            while let Some((parent, _)) = pointer::split_last(around) {
                if let Some(node) = self.by_pointer().get(parent) {
                    *inside.entry(node.id).or_default() += 1;
                }
                around = parent;
            }
            changes.told.push(Told { pointer: problem.pointer.clone(), sentence, is_listed });
        }
        for (id, count) in said_at {
            if let (Some(text), Some(left)) = (shown.get_mut(&id), count.checked_sub(MOST_SAID))
                && left > 0
            {
                *text = format!("{text}. And {left} more");
            }
        }
        // Only those with something to say, now or before: a form has many fields and few problems.
        for id in self.shown.keys().chain(shown.keys()).collect::<HashSet<_>>() {
            let (Some((_, node)), now) = (self.nodes.get(id), shown.get(id)) else { continue };
            let before = self.shown.get(id);
            if before.is_some() != now.is_some() {
                changes.wrong.push((node.wrong, now.is_some()));
            }
            if before != now {
                changes.errors.push((node.error, now.cloned()));
            }
        }
        for id in self.counted.keys().chain(inside.keys()).collect::<HashSet<_>>() {
            let (Some((_, node)), now) = (self.nodes.get(id), inside.get(id)) else { continue };
            if self.counted.get(id) != now {
                changes.inside.push((node.inside, now.copied().unwrap_or_default()));
            }
        }
        self.counted = inside;
        self.shown = shown;
        changes
    }

    fn is_from_elsewhere(&self, problem: &FieldProblem) -> bool {
        self.from_elsewhere.contains(problem)
    }
}

/// A problem of a field as a sentence.
fn worded(label: &str, field: Option<&Field>, problem: &FieldProblem) -> String {
    // Its label is a sentence of its own, such as "I have told the owners".
    if field.is_some_and(|field| field.kind == Kind::Confirm) {
        return format!("Confirm \"{label}\"");
    }
    let label = if label.is_empty() { "The input" } else { label };
    format!("{label} {}", problem.message)
}
