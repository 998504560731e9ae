//! Which field a problem belongs to, and in what order problems are told.

use std::collections::{HashMap, HashSet};

use portico_contract::http::FieldProblem;
use serde_json::Value;

use crate::field::{Field, Kind};
use crate::{Form, pointer};

/// Where fields stand in their objects, by the objects' pointers and the fields' keys.
type Positions = HashMap<String, HashMap<String, usize>>;

/// Problems that are told at most, by the form itself and by its worker: nobody reads more, and each costs time to place
/// and to draw.
pub const MOST_PROBLEMS: usize = 1_000;

impl Form {
    /// The validator's problems with those only the form knows: text that is no value of its type, items
    /// left empty. Where both speak of the same field, the form's own words stand.
    pub fn problems(&self, judged: &[FieldProblem]) -> Vec<FieldProblem> {
        let mut own: Vec<FieldProblem> = self
            .unreadable
            .iter()
            .map(|(at, message)| FieldProblem {
                pointer: at.clone(),
                keyword: Some("type".into()),
                message: message.clone(),
            })
            .collect();
        if self.may_hold_empty_items() {
            self.empty_items(&self.root(), &mut own);
        }
        let ours: HashSet<&str> = own.iter().map(|problem| problem.pointer.as_str()).collect();
        let judged: Vec<FieldProblem> = judged
            .iter()
            .filter(|problem| {
                !ours.contains(problem.pointer.as_str()) && !self.is_requesters(&problem.pointer)
            })
            .cloned()
            .collect();
        let mut all: Vec<FieldProblem> = own.into_iter().chain(judged).collect();
        self.sort(&mut all);
        all.truncate(MOST_PROBLEMS);
        all
    }

    /// Sorts problems into the order in which their fields are drawn.
    pub fn sort(&self, problems: &mut [FieldProblem]) {
        if problems.len() > 1 {
            let mut known = Positions::new();
            problems.sort_by_cached_key(|problem| self.rank(&problem.pointer, &mut known));
        }
    }

    /// Whether the gateway fills the field, so that its absence is no problem.
    pub(crate) fn is_requesters(&self, at: &str) -> bool {
        self.requester_field.as_ref().is_some_and(|key| pointer::child("", key) == at)
    }

    fn rank(&self, at: &str, known: &mut Positions) -> Vec<usize> {
        let mut ranks = Vec::new();
        let mut field = Some(self.root());
        for segment in pointer::segments(at) {
            let Some(above) = field.take() else { break };
            match &above.kind {
                Kind::Object => {
                    // The names tell the order: only the field on the way is made.
                    let applied = self.applied(&above.places, &above.pointer);
                    let positions = known.entry(above.pointer.clone()).or_insert_with(|| {
                        let mut positions = HashMap::new();
                        let names = self.names_in_order(&applied, &above.pointer);
                        for (position, name) in names.into_iter().enumerate() {
                            positions.entry(name).or_insert(position);
                        }
                        positions
                    });
                    let position = positions.get(&*segment).copied();
                    field = position.and_then(|_| self.child_of(&above, &applied, &segment));
                    ranks.push(position.filter(|_| field.is_some()).unwrap_or(usize::MAX));
                }
                Kind::List(_) => {
                    let index: Option<usize> = segment.parse().ok();
                    ranks.push(index.unwrap_or(usize::MAX));
                    field = index.map(|index| self.item(&above, index));
                }
                _ => {}
            }
        }
        ranks
    }

    /// Whether there is anything to look at: most inputs hold plain values side by side.
    fn may_hold_empty_items(&self) -> bool {
        match &*self.value {
            Value::Object(map) => {
                map.values().any(|value| value.is_array() || value.is_object() || value.is_null())
            }
            value => value.is_array(),
        }
    }

    fn empty_items(&self, field: &Field, found: &mut Vec<FieldProblem>) {
        if found.len() >= MOST_PROBLEMS {
            return;
        }
        match (&field.kind, self.value_at(&field.pointer)) {
            (Kind::Object, Some(Value::Object(map)))
                if map.values().any(|value| value.is_array() || value.is_object())
                    || field.keys.is_some() && map.values().any(Value::is_null) =>
            {
                let nulls = map.iter().filter(|(_, value)| holds_null(value));
                for (key, value) in nulls.take(MOST_PROBLEMS) {
                    if found.len() >= MOST_PROBLEMS {
                        return;
                    }
                    if let Some(child) = self.child(field, key) {
                        if child.free_key {
                            tell_if_empty(&child, value, found);
                        }
                        self.empty_items(&child, found);
                    }
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                let nulls = items.iter().enumerate().filter(|(_, value)| holds_null(value));
                for (index, value) in nulls.take(MOST_PROBLEMS) {
                    if found.len() >= MOST_PROBLEMS {
                        return;
                    }
                    let item = self.item(field, index);
                    tell_if_empty(&item, value, found);
                    if value.is_object() || value.is_array() {
                        self.empty_items(&item, found);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether a value is null or holds one: of a long list without any no item has to be made into a field.
fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(map) => map.values().any(holds_null),
        _ => false,
    }
}

/// A problem for an item or a key whose value was left empty.
fn tell_if_empty(field: &Field, value: &Value, found: &mut Vec<FieldProblem>) {
    let typed = matches!(
        field.kind,
        Kind::Text(_) | Kind::Number(_) | Kind::Choice(_) | Kind::Boolean | Kind::File(_)
    );
    let any = field.unions.iter().any(|union| union.place.ends_with("#any"));
    if value.is_null() && typed && !field.nullable && !any {
        found.push(FieldProblem {
            pointer: field.pointer.clone(),
            keyword: Some("required".into()),
            message: "is empty: fill it in or remove it".into(),
        });
    }
}
