use std::collections::{HashMap, HashSet};

use portico_contract::http::{Ui, WorkflowDefinition};
use serde_json::{Map, Value};

use crate::applied::{Branches, Deciding, declares, is_type, unconditional};
use crate::defaults::MOST;
use crate::edit::{self, Shift};
use crate::field::{Field, Kind};
use crate::pointer;
use crate::reading::Reading;
use crate::schema::{Document, Place};
use crate::worker::{Condition, HELP_WHEN};

/// A form: a schema, hints, and everything typed so far.
#[derive(Clone, Debug)]
pub struct Form {
    pub(crate) document: Document,
    pub(crate) ui: Ui,
    pub(crate) requester_field: Option<String>,
    /// Everything typed, values of branches that were left included.
    pub(crate) value: Value,
    /// Branches people chose, by the value's pointer and the union's place.
    chosen: HashMap<(String, Place), usize>,
    /// Values of branches that were left, to come back to.
    stash: HashMap<(String, Place, usize), Value>,
    verdicts: HashMap<(String, Place), bool>,
    has_judge: bool,
    /// Groups that hold nothing but defaults.
    pub(crate) prefilled: HashSet<String>,
    /// Typed text that is no value of its field's type, and why.
    pub(crate) unreadable: HashMap<String, String>,
    /// How many more fields may be filled in this edit.
    pub(crate) left_to_fill: usize,
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
        let mut form = Self {
            document: Document::new(definition.schema.clone().into()),
            ui: definition.ui.clone(),
            requester_field: definition.requester_field.clone(),
            value: initial.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new())),
            chosen: HashMap::new(),
            stash: HashMap::new(),
            verdicts: HashMap::new(),
            has_judge: true,
            prefilled: HashSet::new(),
            unreadable: HashMap::new(),
            left_to_fill: MOST,
            told: None,
            untold: Vec::new(),
        };
        if let (Some(key), Some(email)) = (&form.requester_field, requester) {
            edit::set(&mut form.value, &pointer::child("", key), Value::String(email.to_owned()));
        }
        form.fill_root();
        form
    }

    fn fill_root(&mut self) {
        let root = self.root();
        if let (Some(Value::Object(default)), Some(map)) =
            (&root.default, self.value.as_object_mut())
        {
            for (key, value) in default {
                map.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        self.fill_below(&root);
    }

    /// The value at a pointer as it was typed.
    pub fn value_at(&self, at: &str) -> Option<&Value> {
        self.value.pointer(at)
    }

    /// Applies what was read from a field's text.
    pub fn apply(&mut self, field: &Field, text: &str) {
        self.apply_at(&field.pointer, field, text);
    }

    /// The same for a field that its list has moved to `at`.
    pub fn apply_at(&mut self, at: &str, field: &Field, text: &str) {
        match field.read(text) {
            Reading::Unset => self.unset(at),
            Reading::Value(value) => self.set(at, value),
            Reading::Unreadable(message) => {
                self.set(at, Value::String(text.to_owned()));
                self.unreadable.insert(at.to_owned(), message);
            }
        }
    }

    /// Sets a value.
    pub fn set(&mut self, at: &str, value: Value) {
        self.touch(at);
        self.left_to_fill = MOST;
        let made_groups: Vec<String> = self.absent_groups(at);
        edit::set(&mut self.value, at, value);
        // A group that comes into being with its first value brings its defaults along.
        for group in made_groups {
            if let Some(field) = self.field_at(&group) {
                self.fill_below(&field);
            }
        }
    }

    /// Leaves a value out; groups that hold nothing any more go with it.
    pub fn unset(&mut self, at: &str) {
        self.touch(at);
        edit::unset(&mut self.value, at);
        let mut at = at;
        while let Some((parent, _)) = pointer::split_last(at) {
            let empty = self.value_at(parent).and_then(Value::as_object).is_some_and(Map::is_empty);
            let droppable = empty
                && !parent.is_empty()
                && self.field_at(parent).is_some_and(|field| !field.required);
            if !droppable {
                break;
            }
            edit::unset(&mut self.value, parent);
            self.untold.push(parent.to_owned());
            at = parent;
        }
    }

    /// Adds an item at the end of a list; its index.
    pub fn add_item(&mut self, list: &Field) -> usize {
        let index = self.length(&list.pointer);
        if index == 0 && !self.value_at(&list.pointer).is_some_and(Value::is_array) {
            self.set(&list.pointer, Value::Array(Vec::new()));
        }
        let item = self.item(list, index);
        let value = self.new_item(&item);
        self.touch(&list.pointer);
        edit::set(&mut self.value, &item.pointer, value);
        let item = self.item(list, index);
        self.left_to_fill = MOST;
        self.fill_below(&item);
        index
    }

    /// Removes an item. An optional list that loses its last item is unset, unless its default held some.
    pub fn remove_item(&mut self, list: &Field, index: usize) {
        self.shift(&list.pointer, Shift::Remove(index));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer)
            && index < items.len()
        {
            items.remove(index);
        }
        let default_holds_some =
            list.default.as_ref().and_then(Value::as_array).is_some_and(|items| !items.is_empty());
        if self.length(&list.pointer) == 0 && !list.required && !default_holds_some {
            self.unset(&list.pointer);
        }
    }

    /// Copies an item to the place after it.
    pub fn duplicate_item(&mut self, list: &Field, index: usize) {
        let at = pointer::child(&list.pointer, &index.to_string());
        let Some(copy) = self.value_at(&at).cloned() else { return };
        self.shift(&list.pointer, Shift::Insert(index + 1));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer) {
            items.insert(index + 1, copy);
        }
        let to = pointer::child(&list.pointer, &(index + 1).to_string());
        let chosen: Vec<_> = self
            .chosen
            .iter()
            .filter(|((p, _), _)| pointer::is_within(p, &at))
            .map(|(k, v)| (k.clone(), *v))
            .collect();
        for ((from, union), branch) in chosen {
            self.chosen.insert((format!("{to}{}", &from[at.len()..]), union), branch);
        }
        let unreadable: Vec<_> = self
            .unreadable
            .iter()
            .filter(|(p, _)| pointer::is_within(p, &at))
            .map(|(p, m)| (p.clone(), m.clone()))
            .collect();
        for (from, message) in unreadable {
            self.unreadable.insert(format!("{to}{}", &from[at.len()..]), message);
        }
    }

    /// Moves an item to another place in its list.
    pub fn move_item(&mut self, list: &Field, from: usize, to: usize) {
        let length = self.length(&list.pointer);
        if from >= length || to >= length || from == to {
            return;
        }
        self.shift(&list.pointer, Shift::Move(from, to));
        if let Some(Value::Array(items)) = self.value.pointer_mut(&list.pointer) {
            let item = items.remove(from);
            items.insert(to, item);
        }
    }

    /// How many items a list has.
    pub fn length(&self, at: &str) -> usize {
        self.value_at(at).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// Chooses a branch of a union. The values of the branch that is left are kept for coming back.
    pub fn choose(&mut self, field: &Field, union: &Place, branch: usize) {
        let at = field.pointer.clone();
        let applied = self.applied(&field.places, &at);
        let Some(found) = applied.unions.iter().find(|known| known.place == *union) else { return };
        let left = found.active;
        let current = self.value_at(&at).cloned();
        if left == branch {
            self.chosen.insert((at, union.clone()), branch);
            return;
        }
        let kept = self.stash.remove(&(at.clone(), union.clone(), branch));
        let next = match &found.branches {
            Branches::Schemas(places) => {
                let (old, new) = (&places[left], &places[branch.min(places.len() - 1)]);
                self.carried(old, new, current.as_ref(), kept)
            }
            Branches::Types(types) => {
                let fits =
                    |value: &&Value| types.get(branch).is_some_and(|name| is_type(value, name));
                kept.or_else(|| current.as_ref().filter(fits).cloned())
            }
        };
        if let Some(current) = current {
            self.stash.insert((at.clone(), union.clone(), left), current);
        }
        self.touch(&at);
        self.unreadable.retain(|pointer, _| !pointer::is_within(pointer, &at));
        self.chosen.insert((at.clone(), union.clone()), branch);
        match next {
            Some(value) => edit::set(&mut self.value, &at, value),
            None if at.is_empty() => self.value = Value::Object(Map::new()),
            None => edit::unset(&mut self.value, &at),
        }
        if let Some(field) = self.field_at(&at) {
            self.left_to_fill = MOST;
            self.fill(&field, false);
        }
        self.touch(&at);
    }

    /// What a value becomes when another branch takes over: what neither branch declares stays, the old
    /// branch's properties go, the new one's come back; a property both declare stays where it fits.
    fn carried(
        &self,
        old: &Place,
        new: &Place,
        current: Option<&Value>,
        kept: Option<Value>,
    ) -> Option<Value> {
        let (Some(Value::Object(map)), false) =
            (current, matches!(&kept, Some(kept) if !kept.is_object()))
        else {
            let applied = unconditional(&self.document, new);
            let named = applied.first(&self.document, "type").and_then(Value::as_str);
            let fits = |value: &&Value| named.is_some_and(|name| is_type(value, name));
            return kept.or_else(|| current.filter(fits).cloned());
        };
        let applied = unconditional(&self.document, new);
        if applied
            .first(&self.document, "type")
            .and_then(Value::as_str)
            .is_some_and(|name| name != "object")
        {
            return kept;
        }
        let mut next = Map::new();
        for (key, value) in map {
            let of_old = declares(&self.document, old, key);
            let of_new = declares(&self.document, new, key);
            let stays = match (of_old, of_new) {
                (false, _) => true,
                (true, false) => false,
                (true, true) => self.accepts(&applied.property(&self.document, key), value),
            };
            if stays {
                next.insert(key.clone(), value.clone());
            }
        }
        if let Some(Value::Object(kept)) = kept {
            for (key, value) in kept {
                if declares(&self.document, new, &key) {
                    next.insert(key, value);
                }
            }
        }
        Some(Value::Object(next))
    }

    /// Whether a value is of the type, constant and enum that the schemas at `places` ask for.
    fn accepts(&self, places: &[Place], value: &Value) -> bool {
        places.iter().all(|place| {
            unconditional(&self.document, place).schemas(&self.document).all(|schema| {
                let typed = schema
                    .get("type")
                    .and_then(Value::as_str)
                    .is_none_or(|name| is_type(value, name));
                let constant = schema.get("const").is_none_or(|constant| constant == value);
                let listed = schema
                    .get("enum")
                    .and_then(Value::as_array)
                    .is_none_or(|list| list.contains(value));
                typed && constant && listed
            })
        })
    }

    /// The conditions that what is drawn depends on.
    pub fn conditions(&self) -> Vec<Condition> {
        let mut found = Vec::new();
        self.collect_conditions(&self.root(), &mut found, &mut { MOST });
        found
    }

    fn collect_conditions(&self, field: &Field, found: &mut Vec<Condition>, left: &mut usize) {
        if *left == 0 {
            return;
        }
        *left -= 1;
        if let Some(when) = self.hint(&field.pointer).and_then(|hint| hint.help_when.as_ref()) {
            found.push(Condition {
                place: HELP_WHEN.into(),
                at: field.pointer.clone(),
                schema: Some(when.schema.to_string()),
            });
        }
        for place in self.applied(&field.places, &field.pointer).conditions {
            found.push(Condition {
                place: place.to_string(),
                at: field.pointer.clone(),
                schema: None,
            });
        }
        match (&field.kind, self.value_at(&field.pointer)) {
            // An absent group is drawn too, unless it is drawn on demand.
            (Kind::Object, value) if value.is_some() || !field.recursive => {
                for child in self.children(field) {
                    self.collect_conditions(&child, found, left);
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                for index in 0..items.len() {
                    self.collect_conditions(&self.item(field, index), found, left);
                }
            }
            _ => {}
        }
    }

    /// Takes a verdict; whether it changes what is drawn.
    pub fn decide(&mut self, condition: &Condition, verdict: bool) -> bool {
        let key = (condition.at.clone(), Place::from(condition.place.as_str()));
        let changed = self.verdicts.insert(key, verdict) != Some(verdict);
        if changed
            && condition.place != HELP_WHEN
            && let Some(field) = self.field_at(&condition.at)
        {
            self.left_to_fill = MOST;
            self.fill_below(&field);
            self.untold.push(condition.at.clone());
        }
        changed
    }

    /// No verdicts can be had: both sides of every condition are drawn.
    pub fn without_judge(&mut self) {
        self.has_judge = false;
    }

    pub(crate) fn verdict_of(&self, at: &str, place: &str) -> Option<bool> {
        self.verdicts.get(&(at.to_owned(), Place::from(place))).copied()
    }

    fn touch(&mut self, at: &str) {
        self.unreadable.retain(|pointer, _| !pointer::is_within(pointer, at));
        let was = self.prefilled.len();
        self.prefilled.retain(|group| !pointer::is_within(at, group));
        if was != self.prefilled.len() {
            self.untold.push(
                pointer::split_last(at).map_or(String::new(), |(parent, _)| parent.to_owned()),
            );
        }
        self.untold.push(at.to_owned());
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

    /// Moves all that is kept by pointer along with the items of a list.
    fn shift(&mut self, list: &str, shift: Shift) {
        self.touch_list(list);
        let to = |at: &str| shift.pointer(list, at);
        self.chosen = self
            .chosen
            .drain()
            .filter_map(|((at, union), b)| Some(((to(&at)?, union), b)))
            .collect();
        self.stash = self
            .stash
            .drain()
            .filter_map(|((at, union, b), v)| Some(((to(&at)?, union, b), v)))
            .collect();
        self.verdicts = self
            .verdicts
            .drain()
            .filter_map(|((at, place), v)| Some(((to(&at)?, place), v)))
            .collect();
        self.prefilled = self.prefilled.drain().filter_map(|at| to(&at)).collect();
        self.unreadable =
            self.unreadable.drain().filter_map(|(at, m)| Some((to(&at)?, m))).collect();
    }

    fn touch_list(&mut self, list: &str) {
        self.prefilled.retain(|group| !pointer::is_within(list, group));
        self.untold.push(list.to_owned());
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

    fn verdict(&self, at: &str, place: &str) -> Option<bool> {
        self.verdict_of(at, place)
    }

    fn has_judge(&self) -> bool {
        self.has_judge
    }
}
