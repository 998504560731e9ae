//! What a field says while it is drawn: the help for its value, and what is wrong with its schema.

use serde_json::{Map, Value};

use crate::applied::{Applied, unconditional};
use crate::field::{Field, Kind};
use crate::flat::{MOST, branch_places, referred};
use crate::schema::{Document, Place};
use crate::widget::Widget;
use crate::{Form, pointer};

impl Form {
    /// [`Field::help_when`] of a field while its value is at `at`.
    pub fn help_when(&self, field: &Field, at: &str) -> Option<String> {
        // What it holds decides what it is.
        if !field.unions.is_empty() {
            return self.again(field, at).help_when;
        }
        let fault = || {
            let applied = self.applied(&field.places, at);
            self.fault_of(&applied, &field.kind, field.widget)
        };
        self.hinted_when(at).or_else(|| self.may_have_fault(field).then(fault).flatten())
    }

    /// Whether anything is known to be wrong with a schema that a field can have, whatever it holds and whatever is
    /// chosen.
    pub fn may_have_fault(&self, field: &Field) -> bool {
        let memo = self.document.memo();
        let is_told = |place: &Place| {
            let met = memo.met(place, || met(&self.document, place));
            met.len() >= MOST || met.iter().any(|place| self.faults.contains_key(place))
        };
        !self.faults.is_empty() && field.places.iter().any(is_told)
    }

    /// The help of a hint whose condition holds.
    pub(crate) fn hinted_when(&self, at: &str) -> Option<String> {
        let when = self.hint(at).and_then(|hint| hint.help_when.as_ref())?;
        let holds = self.verdict_of(at, crate::worker::HELP_WHEN);
        (holds == Some(true)).then(|| when.text.clone())
    }

    /// What is wrong with the schema of the whole input, which has no place of its own to say it where it is a group.
    pub fn root_fault(&self) -> Option<String> {
        if self.faults.is_empty() {
            return None;
        }
        let root = self.root();
        self.fault_of(&self.applied(&root.places, &root.pointer), &root.kind, root.widget)
            .filter(|_| root.kind == Kind::Object)
    }

    /// What is wrong with a field's schema. A list that draws no items speaks for them.
    pub(crate) fn fault_of(
        &self,
        applied: &Applied<'_>,
        kind: &Kind,
        widget: Widget,
    ) -> Option<String> {
        // What is shown as JSON says why by itself.
        if self.faults.is_empty() || matches!(kind, Kind::Json(_)) {
            return None;
        }
        let told =
            |places: &[Place]| places.iter().find_map(|place| self.faults.get(place).cloned());
        told(&applied.places).or_else(|| {
            let is_one = matches!(widget, Widget::Tags | Widget::Checkboxes);
            let items = if is_one { applied.item(0) } else { Vec::new() };
            items.iter().find_map(|item| told(&unconditional(&self.document, item).places))
        })
    }
}

/// All schemas that can apply to a value with the one at a place, whatever decides on branches, and those for its first
/// item; no more than are drawn.
fn met(document: &Document, start: &Place) -> Vec<Place> {
    let mut met = vec![Place::clone(start)];
    let mut next = 0;
    while next < met.len() && met.len() < MOST {
        let place = Place::clone(&met[next]);
        next += 1;
        let Some(schema) = document.at(&place) else { continue };
        let targets = referred(document, &place, schema).into_iter();
        let mut inner: Vec<Place> = targets.filter_map(|(_, target)| target).collect();
        for keyword in ["allOf", "anyOf", "oneOf"] {
            inner.extend(branch_places(schema, &place, keyword));
        }
        for keyword in ["prefixItems", "items"] {
            inner.extend(branch_places(schema, &place, keyword).into_iter().next());
        }
        for keyword in ["then", "else", "items", "additionalItems", "unevaluatedItems"] {
            if schema.get(keyword).is_some() {
                inner.push(pointer::child(&place, keyword).into());
            }
        }
        for keyword in ["dependentSchemas", "dependencies"] {
            let holder = pointer::child(&place, keyword);
            let dependents = schema.get(keyword).and_then(Value::as_object);
            let names = dependents.into_iter().flat_map(Map::keys);
            inner.extend(names.map(|name| Place::from(pointer::child(&holder, name))));
        }
        for place in inner {
            if met.len() < MOST && !met.contains(&place) {
                met.push(place);
            }
        }
    }
    met
}
