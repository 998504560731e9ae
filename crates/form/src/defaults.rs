//! What a form is filled with before anyone types. The rules are in docs/forms.md.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::build::DEEP;
use crate::edit;
use crate::field::{Field, Kind};
use crate::items::holders;
use crate::kept::{Declared, Snapshot};
use crate::schema::Place;
use crate::{Form, pointer};

/// Fields looked at in one go. A schema whose groups double at each level has more of them than there is
/// time; what lies beyond is filled when something around it is edited.
pub(crate) const MOST: usize = 2_000;
/// Items added because a list needs some.
pub(crate) const MOST_ITEMS: usize = 100;
/// How often properties that defaults bring about are looked for.
const ROUNDS: usize = 8;

impl Form {
    /// Opens a group that is drawn on demand, with the defaults of its fields.
    pub fn open_group(&mut self, group: &Field) {
        self.set(&group.pointer, Value::Object(Map::new()));
        self.start_filling(&group.pointer);
        if let Some(group) = self.field_at(&group.pointer) {
            self.fill_below(&group);
        }
        self.untold.push(group.pointer.clone());
    }

    /// Allows an edit to fill so many fields, and so deep below where it is made.
    pub(crate) fn start_filling(&mut self, at: &str) {
        self.left_to_fill = MOST;
        self.deepest = at.matches('/').count() + DEEP;
    }

    /// Fills the whole form at its start.
    pub(crate) fn fill_root(&mut self) {
        let root = self.root();
        if self.value.is_null() {
            *self.value = starting_value(&root, false).unwrap_or(Value::Null);
            self.fill_items(&root);
        }
        if let Some(default) = &root.default {
            add_absent(&mut self.value, default);
        }
        let root = self.root();
        self.fill_below(&root);
    }

    /// Fills what is absent at a field and below.
    pub(crate) fn fill(&mut self, field: &Field, in_branch: bool) {
        let is_given = self.given.as_ref() == Some(&field.pointer);
        if self.left_to_fill == 0 || field.depth > self.deepest || is_given {
            return;
        }
        self.left_to_fill -= 1;
        let mut filled = None;
        if self.value_at(&field.pointer).is_none() {
            match starting_value(field, in_branch) {
                Some(value) => {
                    let holds_others = value.is_object() || value.is_array();
                    edit::set(&mut self.value, &field.pointer, value);
                    // What is drawn depends on the value, which is there only now.
                    filled = holds_others.then(|| self.again(field, &field.pointer));
                    self.fill_items(filled.as_ref().unwrap_or(field));
                }
                None if field.kind == Kind::Object && !field.recursive => {
                    self.fill_group(field);
                    return;
                }
                None => {}
            }
        }
        // What a default of the whole says about what was left out.
        if let Some(default @ Value::Object(_)) = &field.default
            && let Some(given) = self.value.pointer_mut(&field.pointer)
        {
            add_absent(given, default);
            // It can tell which branch is meant.
            filled = Some(self.again(field, &field.pointer));
        }
        self.fill_below(filled.as_ref().unwrap_or(field));
    }

    /// An object nobody gave: kept when it is needed or when defaults give it something to hold.
    fn fill_group(&mut self, field: &Field) {
        let parent = pointer::split_last(&field.pointer).map_or("", |(parent, _)| parent);
        if !self.value_at(parent).is_some_and(Value::is_object) {
            return;
        }
        edit::set(&mut self.value, &field.pointer, Value::Object(Map::new()));
        self.prefilled.insert(field.pointer.clone());
        self.filled.remove(&field.pointer);
        self.made.insert(field.pointer.clone(), Value::Object(Map::new()));
        // What applies depends on the value, which is there only now.
        let field = self.again(field, &field.pointer);
        self.fill_below(&field);
        let is_empty =
            self.value_at(&field.pointer).and_then(Value::as_object).is_some_and(Map::is_empty);
        if is_empty && !field.required {
            edit::unset(&mut self.value, &field.pointer);
            self.prefilled.remove(&field.pointer);
        }
    }

    /// Keeps to the branches that nothing speaks for yet: what is filled in for them is no sign of another one.
    fn suppose(&mut self, field: &Field) {
        for union in field.unions.iter().filter(|union| !union.is_told) {
            let key = (field.pointer.clone(), Place::clone(&union.place));
            self.supposed.entry(key).or_insert(union.active);
        }
    }

    /// The same for the object around a property that is about to be filled.
    pub(crate) fn suppose_around(&mut self, at: &str) {
        if self.document.has_unions()
            && let Some((parent, _)) = pointer::split_last(at)
            && let Some(object) = self.field_at(parent)
        {
            self.suppose(&object);
        }
    }

    pub(crate) fn fill_below(&mut self, field: &Field) {
        match (&field.kind, self.value_at(&field.pointer)) {
            (Kind::Object, Some(Value::Object(_))) => {
                self.suppose(field);
                // A default can be what other properties, or their defaults, depend on: what comes in with
                // it is filled too, even in a property that an earlier round has filled.
                let mut known: HashMap<String, Vec<Place>> = HashMap::new();
                for round in 0..ROUNDS {
                    // A choice can come with them too.
                    if round > 0 && self.document.has_unions() {
                        let now = self.again(field, &field.pointer);
                        self.suppose(&now);
                    }
                    let held = self.members(&field.pointer);
                    for child in self.children_to_fill(field) {
                        let is_new = known.get(&child.key) != Some(&child.places);
                        if is_new || self.value_at(&child.pointer).is_none() {
                            let in_branch = self.is_of_branch(field, &child.key);
                            self.fill(&child, in_branch);
                        }
                        known.insert(child.key, child.places);
                    }
                    let is_settled = self.members(&field.pointer) == held;
                    if is_settled || !self.document.has_dependents() {
                        break;
                    }
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                let holders: Vec<usize> = holders(items).take(MOST).collect();
                for index in holders {
                    if self.left_to_fill == 0 {
                        break;
                    }
                    let item = self.item(field, index);
                    // A list of what holds such a list again would fill without end. Items are drawn open, however
                    // deep, which `recursive` says nothing of.
                    let holds_itself = item.places.iter().any(|place| item.above.contains(place));
                    if !holds_itself {
                        self.fill_below(&item);
                    }
                }
            }
            _ => {}
        }
    }

    /// The fields of an object that are not there, and those that may lack something inside. Plain values, of which an
    /// object can hold more than there is time to look at, lack nothing.
    fn children_to_fill(&self, object: &Field) -> Vec<Field> {
        let held = self.value_at(&object.pointer).and_then(Value::as_object);
        let left = Cell::new(MOST);
        self.children_where(object, |applied, name| match held.and_then(|held| held.get(name)) {
            Some(value) if !value.is_object() && !value.is_array() => false,
            Some(_) if self.is_free_key(applied, &object.pointer, name) => {
                left.set(left.get().saturating_sub(1));
                left.get() > 0
            }
            _ => true,
        })
    }

    /// Fills what is declared inside a value and was not `before`; what was left out of the rest stays so.
    pub(crate) fn fill_new(&mut self, at: &str, before: Snapshot) {
        let before: HashMap<String, Declared> =
            before.into_iter().map(|declared| (declared.pointer.clone(), declared)).collect();
        self.add_default_of_new(at, &before);
        let mut seen: HashSet<Declared> = HashSet::new();
        for _ in 0..ROUNDS {
            let mut new = self.snapshot(at);
            new.retain(|declared| {
                !self.is_same(&before, declared) && seen.insert(declared.clone())
            });
            for declared in &new {
                self.fill_declared(&declared.pointer);
            }
            if new.is_empty() || !self.document.has_dependents() {
                break;
            }
        }
    }

    /// Whether a property was declared before as it is now: another branch that says the same of it brings nothing, one
    /// that requires it for the first time does.
    fn is_same(&self, before: &HashMap<String, Declared>, now: &Declared) -> bool {
        before.get(&now.pointer).is_some_and(|was| {
            (was.required || !now.required)
                && (was.place == now.place
                    || self.document.at(&was.place) == self.document.at(&now.place))
        })
    }

    /// What a default of the whole says about properties that are new.
    fn add_default_of_new(&mut self, at: &str, before: &HashMap<String, Declared>) {
        let default = self.field_at(at).and_then(|field| field.default);
        let Some(Value::Object(mut default)) = default else { return };
        let declared = self.snapshot(at).into_iter();
        let new = declared.filter(|declared| !self.is_same(before, declared));
        let new: HashSet<String> = new.map(|declared| declared.pointer).collect();
        default.retain(|key, _| new.contains(&pointer::child(at, key)));
        if let Some(given) = self.value.pointer_mut(at) {
            add_absent(given, &Value::Object(default));
        }
    }

    /// Fills a property that its object lacks.
    fn fill_declared(&mut self, at: &str) {
        let Some((parent, key)) = pointer::split_last(at) else { return };
        if !self.has_room(at) {
            return;
        }
        let (Some(object), Some(field)) = (self.field_at(parent), self.field_at(at)) else {
            return;
        };
        self.suppose(&object);
        let in_branch = self.is_of_branch(&object, &key);
        self.fill(&field, in_branch);
    }

    /// Whether a property is not there and its object is.
    pub(crate) fn has_room(&self, at: &str) -> bool {
        let parent = pointer::split_last(at).map_or("", |(parent, _)| parent);
        self.value_at(at).is_none() && self.value_at(parent).is_some_and(Value::is_object)
    }

    /// How many members an object has.
    fn members(&self, at: &str) -> usize {
        self.value_at(at).and_then(Value::as_object).map_or(0, Map::len)
    }

    /// Adds items up to `minItems`, where the schema says what each of them is.
    pub(crate) fn fill_items(&mut self, field: &Field) {
        let Kind::List(rules) = &field.kind else { return };
        for index in self.length(&field.pointer)..rules.min.min(MOST_ITEMS) {
            let item = self.item(field, index);
            let Some(value) = starting_value(&item, false) else { break };
            edit::set(&mut self.value, &item.pointer, value);
        }
    }

    /// Whether a property is declared by a branch of a union, not by the object itself.
    pub(crate) fn is_of_branch(&self, object: &Field, key: &str) -> bool {
        if object.unions.is_empty() {
            return false;
        }
        let applied = self.applied(&object.places, &object.pointer);
        let own = &applied.places[..applied.own];
        !own.iter().any(|place| {
            let properties = self.document.at(place).and_then(|schema| schema.get("properties"));
            properties.is_some_and(|properties| properties.get(key).is_some())
        })
    }

    /// The value a new item of a list starts with.
    pub(crate) fn new_item(&self, item: &Field) -> Value {
        starting_value(item, false).unwrap_or_else(|| match item.kind {
            Kind::Object => Value::Object(Map::new()),
            Kind::List(_) | Kind::Choices(..) => Value::Array(Vec::new()),
            _ => Value::Null,
        })
    }
}

/// Adds the members of a default that an object lacks, at any depth; lists stay as they were given.
pub(crate) fn add_absent(given: &mut Value, default: &Value) {
    let (Value::Object(given), Value::Object(default)) = (given, default) else { return };
    for (key, value) in default {
        match given.get_mut(key) {
            Some(inner) => add_absent(inner, value),
            None => {
                given.insert(key.clone(), value.clone());
            }
        }
    }
}

/// What the schema itself says a value is when nobody says anything.
pub(crate) fn starting_value(field: &Field, in_branch: bool) -> Option<Value> {
    match &field.kind {
        Kind::Const(value) if field.required => return Some(value.clone()),
        Kind::Confirm if in_branch => return Some(Value::Bool(true)),
        // The constant of a branch is what tells the branch apart, unless it can be null as well.
        Kind::Choice(options) if in_branch && options.len() == 1 && !field.nullable => {
            return Some(options[0].value.clone());
        }
        _ => {}
    }
    if let Some(default) = &field.default {
        return Some(default.clone());
    }
    match &field.kind {
        Kind::List(_) if field.required => Some(Value::Array(Vec::new())),
        Kind::Choices(..) if field.required => Some(Value::Array(Vec::new())),
        _ => None,
    }
}
