use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use portico_contract::http::{OptionField, Ui, WorkflowDefinition};
use serde_json::{Map, Value};

use crate::applied::Deciding;
use crate::defaults::add_absent;
use crate::edit;
use crate::field::{Field, Kind};
use crate::given::holds_no_more;
use crate::known::{Known, Marked, Marks};
use crate::pointer;
use crate::reading::Reading;
use crate::schema::{Document, Place, written_at};

/// What a branch of a union held when it was left, or come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stashed {
    pub(crate) value: Option<Value>,
    /// Of one that was come to, what it held before defaults were filled in; of one that was left, what it held if
    /// that is more than defaults.
    pub(crate) carried: Option<Value>,
}

/// A form: a schema, hints, and everything typed so far.
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) document: Document,
    pub(crate) ui: Ui,
    /// Dynamic fields, by pointer.
    pub(crate) options: IndexMap<String, Arc<OptionField>>,
    pub(crate) requester_field: Option<String>,
    /// Everything typed. What belongs to a branch that was left is not in here.
    pub(crate) value: Marked<Value>,
    /// Branches people chose, by the value's pointer and the union's place.
    pub(crate) chosen: Marked<HashMap<(String, Place), usize>>,
    /// Branches whose defaults were filled in while nothing said which branch is meant.
    pub(crate) supposed: Marked<HashMap<(String, Place), usize>>,
    /// Values of branches of unions that were left, to come back to; of one that was come to, what it held then.
    pub(crate) stash: HashMap<(String, Place, usize), Stashed>,
    /// Values of properties that a condition took away, by pointer and by where they were declared.
    pub(crate) kept: HashMap<(String, Place), Value>,
    pub(crate) verdicts: Marked<HashMap<(String, Place), bool>>,
    pub(crate) has_judge: bool,
    /// How often verdicts turned over since the last edit.
    pub(crate) turns: HashMap<(String, Place), u8>,
    /// Conditions that turned themselves over again and again: both their sides are drawn.
    pub(crate) restless: Marked<HashSet<(String, Place)>>,
    /// What applies to values with choices as all of that is now.
    pub(crate) known: Known,
    /// What is wrong with parts of the schema themselves, by place, each in one sentence.
    pub(crate) faults: HashMap<Place, String>,
    /// The input was given whole: a verdict that is new fills nothing in.
    pub(crate) is_whole: bool,
    /// What is held was taken as it is, and no field was edited since: verdicts change nothing in it.
    pub(crate) is_taken: bool,
    /// Groups that hold nothing but defaults.
    pub(crate) prefilled: HashSet<String>,
    /// Groups that came into being with a value in them, with what they held besides: they go when nothing
    /// else is left.
    pub(crate) made: HashMap<String, Value>,
    /// What groups that hold more than defaults would hold without it.
    pub(crate) filled: HashMap<String, Value>,
    /// Values were given whose groups are not among these yet.
    pub(crate) is_given: bool,
    /// Typed text that is no value of its field's type, and why.
    pub(crate) unreadable: HashMap<String, String>,
    /// What fields held before they were emptied, set to null or unset on purpose, and which groups held
    /// nothing but defaults then.
    pub(crate) before: HashMap<String, (Value, HashSet<String>)>,
    /// What the form held when its text was printed, until a field is edited.
    pub(crate) printed: Option<Value>,
    /// How many more fields may be filled in this edit.
    pub(crate) left_to_fill: usize,
    /// A value that was set as a whole in this edit: nothing is filled into it.
    pub(crate) given: Option<String>,
    /// How deep a field may lie that is filled in this edit.
    pub(crate) deepest: usize,
    /// What the worker was last told, and what changed since.
    pub(crate) told: Option<Value>,
    pub(crate) untold: Vec<String>,
}

impl Form {
    /// A form over a definition's schema. `initial` is kept as it is; what it leaves out is filled with
    /// defaults. `requester` is the caller's e-mail.
    pub fn new(
        definition: &WorkflowDefinition,
        initial: Option<Value>,
        requester: Option<&str>,
    ) -> Self {
        let mut form = Self::empty(definition);
        form.start(initial);
        form.set_requester(requester);
        form.fill_root();
        form
    }

    /// A form over a whole input, such as an earlier request or a pasted one: nothing is filled in, so
    /// that what would be sent is what was given.
    pub fn open(definition: &WorkflowDefinition, input: Value, requester: Option<&str>) -> Self {
        let mut form = Self::empty(definition);
        form.is_whole = true;
        form.start(Some(input));
        form.set_requester(requester);
        form
    }

    fn empty(definition: &WorkflowDefinition) -> Self {
        Self {
            document: Document::new(definition.schema.clone().into())
                .drawn()
                .with_titles(&definition.titles),
            ui: definition.ui.clone(),
            options: dynamic(definition),
            requester_field: definition.requester_field.clone(),
            value: Marked::new(Value::Object(Map::new())),
            chosen: Marked::default(),
            supposed: Marked::default(),
            stash: HashMap::new(),
            kept: HashMap::new(),
            verdicts: Marked::default(),
            has_judge: true,
            turns: HashMap::new(),
            restless: Marked::default(),
            known: Known::default(),
            faults: HashMap::new(),
            is_whole: false,
            is_taken: false,
            prefilled: HashSet::new(),
            made: HashMap::new(),
            filled: HashMap::new(),
            is_given: false,
            unreadable: HashMap::new(),
            before: HashMap::new(),
            printed: None,
            left_to_fill: crate::defaults::MOST,
            given: None,
            deepest: crate::build::DEEP,
            told: None,
            untold: Vec::new(),
        }
    }

    fn start(&mut self, initial: Option<Value>) {
        match initial {
            Some(value) => {
                *self.value = value;
                self.is_given = true;
                if self.root().kind == Kind::Object && !self.value.is_object() {
                    *self.value = Value::Object(Map::new());
                }
            }
            None => *self.value = self.blank(),
        }
    }

    /// The whole input while nothing is in it.
    pub(crate) fn blank(&self) -> Value {
        match self.root().kind {
            Kind::Object => Value::Object(Map::new()),
            _ => Value::Null,
        }
    }

    fn set_requester(&mut self, requester: Option<&str>) {
        if let (Some(key), Some(email)) = (&self.requester_field, requester) {
            edit::set(&mut self.value, &pointer::child("", key), Value::String(email.to_owned()));
        }
    }

    /// The value at a pointer as it was typed.
    pub fn value_at(&self, at: &str) -> Option<&Value> {
        pointer::get(&self.value, at)
    }

    /// Applies what was read from a field's text. Text that shows what the field holds changes nothing.
    pub fn apply(&mut self, field: &Field, text: &str) {
        self.apply_at(&field.pointer, field, text);
    }

    /// The same for a field that its list has moved to `at`.
    pub fn apply_at(&mut self, at: &str, field: &Field, text: &str) {
        let shown = self.value_at(at).filter(|_| !self.unreadable.contains_key(at));
        if shown.is_some() && field.text_of(shown) == text {
            return;
        }
        match field.read(text) {
            Reading::Unset => self.unset(at),
            Reading::Value(value) => self.set(at, value),
            Reading::Unreadable(message) => {
                self.set(at, Value::String(text.to_owned()));
                self.unreadable.insert(at.to_owned(), message);
            }
        }
    }

    /// Notes that a native input was filled in part, which the browser hands out as nothing.
    pub fn apply_part(&mut self, at: &str) {
        self.unset(at);
        let message = "is not complete: fill in all of it or clear it".to_owned();
        self.unreadable.insert(at.to_owned(), message);
    }

    /// Sets a value.
    pub fn set(&mut self, at: &str, value: Value) {
        self.change(at, |form| {
            let made_groups: Vec<String> = form.absent_groups(at);
            edit::set(&mut form.value, at, value);
            // A group that comes into being with its first value brings its defaults along.
            form.given = Some(at.to_owned());
            // A group that is set as a whole is there on purpose.
            form.filled.remove(at);
            form.made.remove(at);
            for group in &made_groups {
                if let Some(field) = form.field_at(group) {
                    form.fill_below(&field);
                }
            }
            form.given = None;
            for group in made_groups {
                let Some(Value::Object(mut besides)) = form.value_at(&group).cloned() else {
                    continue;
                };
                if let Some(key) = pointer::segments(&at[group.len()..]).next() {
                    besides.shift_remove(key.as_ref());
                }
                form.filled.remove(&group);
                form.made.insert(group, Value::Object(besides));
            }
        });
        self.settle(at);
    }

    /// Leaves a value out; groups that hold nothing any more go with it.
    pub fn unset(&mut self, at: &str) {
        self.change(at, |form| {
            match at.is_empty() {
                true => *form.value = form.blank(),
                false => edit::unset(&mut form.value, at),
            }
            let mut at = at;
            while let Some((parent, _)) = pointer::split_last(at) {
                let made = form.made.get(parent).zip(form.value_at(parent));
                let droppable = made.is_some_and(|(made, group)| holds_no_more(group, made))
                    && form
                        .field_at(parent)
                        .is_some_and(|field| !field.required && !field.free_key);
                if !droppable {
                    break;
                }
                edit::unset(&mut form.value, parent);
                form.untold.push(parent.to_owned());
                at = parent;
            }
        });
        self.settle(at);
    }

    /// Groups around an edit that hold no more than what they are filled with are as if nobody had touched them.
    pub(crate) fn settle(&mut self, at: &str) {
        let mut at = at;
        while let Some((parent, _)) = pointer::split_last(at) {
            let filled = self.filled.get(parent).zip(self.value_at(parent));
            if filled.is_some_and(|(filled, group)| holds_no_more(group, filled)) {
                self.prefilled.insert(parent.to_owned());
            }
            at = parent;
        }
    }

    /// Makes a change at a pointer, with all that follows from it.
    fn change(&mut self, at: &str, change: impl FnOnce(&mut Self)) {
        self.pin(at);
        self.touch(at);
        self.start_filling(at);
        let decides = self.document.has_dependents() || self.document.has_unions();
        let parent = pointer::split_last(at).map(|(parent, _)| parent.to_owned());
        let Some(parent) = parent.filter(|_| decides) else {
            change(self);
            return;
        };
        let is_guard = self.is_guard(&parent, at);
        if !is_guard && !self.document.has_dependents() {
            change(self);
            return;
        }
        // Presence decides on other properties, here or where groups come and go with this one.
        let mut around = parent;
        while let Some((above, _)) = pointer::split_last(&around) {
            if self
                .value_at(&around)
                .is_some_and(|value| value.as_object().is_some_and(|map| map.len() > 1))
            {
                break;
            }
            around = above.to_owned();
        }
        let was = self.value_at(at).is_some();
        let before = self.snapshot(&around);
        change(self);
        if is_guard || was != self.value_at(at).is_some() {
            self.reconcile(&around, &before, true, Some(at));
        }
    }

    /// Whether a property's value decides on a branch of the object around it: what is drawn there can
    /// change with each edit of it.
    pub fn decides(&self, at: &str) -> bool {
        let parent = pointer::split_last(at).map_or("", |(parent, _)| parent);
        self.document.has_unions() && self.is_guard(parent, at)
    }

    fn is_guard(&self, parent: &str, at: &str) -> bool {
        let Some(object) = self.field_at(parent) else { return false };
        let Some((_, key)) = pointer::split_last(at) else { return false };
        let applied = self.applied(&object.places, parent);
        applied.guards.iter().any(|(known, _)| *known == key)
    }

    pub(crate) fn touch(&mut self, at: &str) {
        self.turns.clear();
        self.printed = None;
        self.is_taken = false;
        self.unreadable.retain(|pointer, _| !pointer::is_within(pointer, at));
        self.before.retain(|pointer, _| !pointer::is_within(pointer, at));
        if self.touch_groups(at) {
            self.untold.push(
                pointer::split_last(at).map_or(String::new(), |(parent, _)| parent.to_owned()),
            );
        }
        self.untold.push(at.to_owned());
    }

    /// Notes that somebody changes something in the groups around; whether there is one that nobody had touched.
    fn touch_groups(&mut self, at: &str) -> bool {
        if std::mem::take(&mut self.is_given) {
            self.note_given();
        }
        let around = |group: &&String| pointer::is_within(at, group);
        let touched: Vec<String> = self.prefilled.iter().filter(around).cloned().collect();
        for group in &touched {
            self.prefilled.remove(group);
            if let Some(mut held) = self.value_at(group).cloned() {
                // What was taken out of it may be put in again.
                if let Some(before) = self.filled.get(group) {
                    add_absent(&mut held, before);
                }
                self.filled.insert(group.clone(), held);
            }
        }
        !touched.is_empty()
    }

    /// Pointers of the objects that a value at `at` would bring into being, outermost first.
    fn absent_groups(&self, at: &str) -> Vec<String> {
        let mut groups = Vec::new();
        let mut rest = at;
        while let Some((parent, _)) = pointer::split_last(rest) {
            if self.value_at(parent).is_some_and(|value| !value.is_null()) {
                break;
            }
            groups.push(parent.to_owned());
            rest = parent;
        }
        groups.reverse();
        groups
    }

    /// Moves all that is kept by pointer; what `to` has no place for goes.
    pub(crate) fn remap(&mut self, to: impl Fn(&str) -> Option<String>) {
        *self.chosen = self
            .chosen
            .drain()
            .filter_map(|((at, union), branch)| Some(((to(&at)?, union), branch)))
            .collect();
        *self.supposed = self
            .supposed
            .drain()
            .filter_map(|((at, union), branch)| Some(((to(&at)?, union), branch)))
            .collect();
        self.stash = self
            .stash
            .drain()
            .filter_map(|((at, union, branch), value)| Some(((to(&at)?, union, branch), value)))
            .collect();
        self.kept = self
            .kept
            .drain()
            .filter_map(|((at, place), value)| Some(((to(&at)?, place), value)))
            .collect();
        *self.verdicts = self
            .verdicts
            .drain()
            .filter_map(|((at, place), verdict)| Some(((to(&at)?, place), verdict)))
            .collect();
        *self.restless =
            self.restless.drain().filter_map(|(at, place)| Some((to(&at)?, place))).collect();
        self.prefilled = self.prefilled.drain().filter_map(|at| to(&at)).collect();
        self.made =
            self.made.drain().filter_map(|(at, besides)| Some((to(&at)?, besides))).collect();
        self.filled = self.filled.drain().filter_map(|(at, held)| Some((to(&at)?, held))).collect();
        self.before =
            self.before.drain().filter_map(|(at, value)| Some((to(&at)?, value))).collect();
        self.unreadable =
            self.unreadable.drain().filter_map(|(at, message)| Some((to(&at)?, message))).collect();
    }

    pub(crate) fn touch_list(&mut self, list: &str) {
        self.turns.clear();
        self.printed = None;
        self.is_taken = false;
        self.touch_groups(list);
        self.untold.push(list.to_owned());
    }
}

fn dynamic(definition: &WorkflowDefinition) -> IndexMap<String, Arc<OptionField>> {
    let options = definition.options.iter();
    options.map(|(to, option)| (to.clone(), Arc::new(option.clone()))).collect()
}

impl Form {
    /// The marks of all that is asked for below.
    pub(crate) fn marks(&self) -> Marks {
        [
            self.value.mark(),
            self.chosen.mark(),
            self.supposed.mark(),
            self.verdicts.mark(),
            self.restless.mark(),
            u64::from(self.has_judge),
        ]
    }
}

impl Deciding for Form {
    fn value(&self, at: &str) -> Option<&Value> {
        self.value_at(at)
    }

    fn chosen(&self, at: &str, union: &str) -> Option<usize> {
        if self.chosen.is_empty() {
            return None;
        }
        self.chosen.get(&(at.to_owned(), Place::from(union))).copied()
    }

    fn supposed(&self, at: &str, union: &str) -> Option<usize> {
        if self.supposed.is_empty() {
            return None;
        }
        self.supposed.get(&(at.to_owned(), Place::from(union))).copied()
    }

    fn verdict(&self, at: &str, place: &str) -> Option<bool> {
        self.verdict_of(at, written_at(place))
    }

    fn is_judged(&self, at: &str, place: &Place) -> bool {
        self.has_judge
            && (self.restless.is_empty()
                || !self.restless.contains(&(at.to_owned(), Place::from(written_at(place)))))
    }
}
