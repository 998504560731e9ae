//! What a field says while it is drawn: the help for its value, and what is wrong with its schema.

use portico_contract::http::{UiHint, Widget as Hint};
use serde_json::Value;

use crate::applied::{Applied, all_unconditional, unconditional};
use crate::beside::beside;
use crate::field::{Field, Kind};
use crate::flat::{MOST, branch_places};
use crate::schema::{Document, Place, written_at};
use crate::widget::Widget;
use crate::{Form, label, pointer};

impl Form {
    /// [`Field::help_when`] of a field while its value is at `at`.
    pub fn help_when(&self, field: &Field, at: &str) -> Option<String> {
        // What it holds decides what it is.
        if !field.unions.is_empty() {
            return self.again(field, at).help_when;
        }
        let fault = || {
            let applied = self.applied(&field.places, at);
            self.fault_of(&applied, at, &field.kind, field.widget)
        };
        self.hinted_when(at).or_else(|| self.may_have_fault(field).then(fault).flatten())
    }

    /// Whether anything is known to be wrong with a schema that a field can have, whatever it holds and whatever is
    /// chosen.
    pub fn may_have_fault(&self, field: &Field) -> bool {
        let memo = self.document.memo();
        let is_told = |place: &Place| {
            let met = memo.met(place, || met(&self.document, place));
            met.len() >= MOST || met.iter().any(|place| self.fault_at(place).is_some())
        };
        !self.faults.is_empty()
            && (field.places.iter().any(is_told) || self.hidden_in(&field.pointer).next().is_some())
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
        let applied = self.applied(&root.places, &root.pointer);
        self.fault_of(&applied, &root.pointer, &root.kind, root.widget)
            .filter(|_| root.kind == Kind::Object)
    }

    /// What is wrong with the schema of a field at `at`. A list that draws no items speaks for them, and a group for the
    /// fields in it that hints hide.
    pub(crate) fn fault_of(
        &self,
        applied: &Applied<'_>,
        at: &str,
        kind: &Kind,
        widget: Widget,
    ) -> Option<String> {
        // What is shown as JSON says why by itself.
        if self.faults.is_empty() || matches!(kind, Kind::Json(_)) {
            return None;
        }
        let told = |places: &[Place]| places.iter().find_map(|place| self.fault_at(place).cloned());
        let of_items = || {
            let is_one = matches!(widget, Widget::Tags | Widget::Checkboxes);
            let items = if is_one { applied.item(0) } else { Vec::new() };
            items.iter().find_map(|item| told(&unconditional(&self.document, item).places))
        };
        let of_hidden = || {
            self.hidden_in(at).find_map(|key| match &*key {
                "*" => self.fault_of_all_hidden(applied, at),
                key => self.fault_of_hidden(&applied.property(key), &label::from_key(key)),
            })
        };
        told(&applied.places).or_else(of_items).or_else(of_hidden)
    }

    fn fault_at(&self, place: &str) -> Option<&String> {
        self.faults.get(written_at(place))
    }

    /// The keys of the fields directly inside a value that hints hide; `*` where one hint is for all of them.
    fn hidden_in(&self, at: &str) -> impl Iterator<Item = String> {
        let patterns = self.ui.fields.iter().filter(move |(_, hint)| hides(hint));
        patterns.filter_map(move |(pattern, _)| {
            let (group, key) = pointer::split_last(pattern)?;
            // Another hint for the place itself comes first.
            let is_hidden = || self.hint(&pointer::child(at, &key)).is_some_and(hides);
            (pointer::fits(at, group) && is_hidden()).then(|| key.to_string())
        })
    }

    /// What is wrong with the schemas of all that is directly inside a value, as far as it is hidden: its fields, then its
    /// items or free keys.
    fn fault_of_all_hidden(&self, applied: &Applied<'_>, at: &str) -> Option<String> {
        let names = applied.property_names();
        let is_hidden = |name: &&String| self.hint(&pointer::child(at, name)).is_some_and(hides);
        let of_field =
            |name: &String| self.fault_of_hidden(&applied.property(name), &label::from_key(name));
        let of_rest = || {
            let around = pointer::split_last(at).map(|(_, key)| label::from_key(&key));
            let name = around.map_or_else(|| "Item".to_owned(), |label| label::singular(&label));
            let mut rest = applied.item(0);
            rest.extend(applied.additional("*"));
            rest.extend(applied.patterns());
            rest.iter().find_map(|place| self.fault_of_hidden(std::slice::from_ref(place), &name))
        };
        names.iter().filter(is_hidden).find_map(of_field).or_else(of_rest)
    }

    /// What is wrong with the schemas of a hidden field, or of one in it. It is called `name` where they have no title.
    fn fault_of_hidden(&self, places: &[Place], name: &str) -> Option<String> {
        let hidden = all_unconditional(&self.document, places);
        let is_of_it =
            |place: &&Place| hidden.places.iter().any(|whole| is_part(place, written_at(whole)));
        let told = self.faults.get(self.faults.keys().filter(is_of_it).min()?)?;
        let title = hidden.first("title").and_then(Value::as_str);
        let label = title.map_or_else(|| name.to_owned(), |title| self.document.words(title));
        Some(format!("“{label}” is not shown here. {told}"))
    }
}

fn hides(hint: &UiHint) -> bool {
    hint.widget == Some(Hint::Hidden)
}

/// Whether a schema is another one, or is written in it for a part of its value.
fn is_part(place: &str, whole: &str) -> bool {
    let below = place.strip_prefix(whole).filter(|_| pointer::is_within(place, whole));
    let Some(below) = below else { return false };
    let mut segments = pointer::segments(below);
    while let Some(keyword) = segments.next() {
        match &*keyword {
            "items" => {}
            "allOf" | "prefixItems" | "properties" => drop(segments.next()),
            _ => return false,
        }
    }
    true
}

/// All schemas that can apply to a value with the one at a place, and to its first item; little more than are drawn.
fn met(document: &Document, start: &Place) -> Vec<Place> {
    let own = beside(document, start);
    let mut met = own.clone();
    for place in &own {
        let Some(schema) = document.at(place) else { continue };
        let tuples = ["prefixItems", "items"]
            .map(|keyword| branch_places(schema, place, keyword).into_iter().next());
        let rest = ["items", "additionalItems", "unevaluatedItems"].map(|keyword| {
            let is_there = schema.get(keyword).is_some_and(Value::is_object);
            is_there.then(|| Place::from(pointer::child(place, keyword)))
        });
        for item in tuples.into_iter().chain(rest).flatten() {
            if met.len() < MOST {
                met.extend(beside(document, &item));
            }
        }
    }
    met
}
