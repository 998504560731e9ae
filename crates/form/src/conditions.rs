//! Conditions that the validator decides on, and its verdicts.

use serde_json::Value;

use crate::applicators::is_among_others;
use crate::defaults::MOST;
use crate::field::{Field, Kind};
use crate::schema::{Place, written_at};
use crate::worker::{Condition, HELP_WHEN, KEY};
use crate::{Form, pointer};

/// How often a verdict may turn over after one edit: what it brings and takes away can change others.
const TURNS: u8 = 4;
/// Patterns asked about for one key.
const PATTERNS: usize = 50;

/// How the validator is asked whether a key matches a pattern.
pub(crate) fn key_condition(pattern: &Place) -> String {
    format!("{KEY}{}", written_at(pattern))
}

impl Form {
    /// The conditions that what is drawn depends on.
    pub fn conditions(&self) -> Vec<Condition> {
        let mut found = Vec::new();
        let has_hints = || self.ui.fields.values().any(|hint| hint.help_when.is_some());
        if !self.document.has_conditions() && !has_hints() {
            return found;
        }
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
        let applied = self.applied(&field.places, &field.pointer);
        // The validator knows schemas by where they are written.
        let ask = |place: String, at: &str| Condition { place, at: at.to_owned(), schema: None };
        let conditions = applied.conditions.iter();
        found.extend(conditions.map(|place| ask(written_at(place).to_owned(), &field.pointer)));
        let patterns = match field.kind {
            Kind::Object => applied.patterns(),
            _ => Vec::new(),
        };
        let patterns: Vec<String> = patterns.iter().take(PATTERNS).map(key_condition).collect();
        match (&field.kind, self.value_at(&field.pointer)) {
            // An absent group is drawn too, unless it is drawn on demand.
            (Kind::Object, value) if value.is_some() || !field.recursive => {
                // Of every key it is asked what it matches: its name is enough, without a field.
                if !patterns.is_empty() {
                    for name in self.names_in_order(&applied, &field.pointer) {
                        let at = pointer::child(&field.pointer, &name);
                        found.extend(patterns.iter().map(|pattern| ask(pattern.clone(), &at)));
                    }
                }
                for child in self.first_children(field, MOST) {
                    self.collect_conditions(&child, found, left);
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                for index in 0..items.len().min(*left) {
                    self.collect_conditions(&self.item(field, index), found, left);
                }
            }
            _ => {}
        }
    }

    /// Takes a verdict; whether it changes what is drawn.
    pub fn decide(&mut self, condition: &Condition, verdict: bool) -> bool {
        let key = (condition.at.clone(), Place::from(condition.place.as_str()));
        let known = self.verdicts.get(&key).copied();
        if known == Some(verdict) || self.restless.contains(&key) {
            return false;
        }
        if condition.place == HELP_WHEN || self.is_taken {
            self.verdicts.insert(key, verdict);
            return true;
        }
        let before = self.snapshot(&condition.at);
        // What is taken away and comes back with a verdict is no edit of a field.
        let (printed, mut turns) = (self.printed.take(), std::mem::take(&mut self.turns));
        let turned = turns.entry(key.clone()).or_default();
        *turned = turned.saturating_add(1);
        if *turned > TURNS {
            self.verdicts.remove(&key);
            self.restless.insert(key);
        } else {
            self.verdicts.insert(key, verdict);
        }
        self.start_filling(&condition.at);
        self.reconcile(&condition.at, &before, known.is_some() || !self.is_whole, None);
        (self.printed, self.turns) = (printed, turns);
        true
    }

    /// Keywords that the validator cannot use, or what stands where a schema should, by their pointers in the schema:
    /// their fields say so.
    pub fn leave_out(&mut self, unusable: Vec<(String, String)>) {
        for (at, message) in unusable {
            if is_among_others(&at) {
                let told = format!("This field's schema cannot be used: {message}.");
                self.faults.insert(at.into(), told);
            } else if let Some((schema, keyword)) = pointer::split_last(&at) {
                let told = format!("This field's {keyword} cannot be checked: {message}.");
                self.faults.insert(schema.into(), told);
            }
        }
    }

    /// What the schema asks for and no value can give, by the schemas that do: their fields say it, but for what
    /// cannot be used there.
    pub fn tell_faults(&mut self, faults: Vec<(String, String)>) {
        for (at, told) in faults {
            self.faults.entry(at.into()).or_insert(told);
        }
    }

    /// No verdicts can be had any more: both sides of every condition are drawn, also of those that were decided on.
    pub fn without_judge(&mut self) {
        self.has_judge = false;
        let is_of_if = |place: &Place| **place != *HELP_WHEN && !place.starts_with(KEY);
        self.verdicts.retain(|(_, place), _| !is_of_if(place));
    }

    pub(crate) fn verdict_of(&self, at: &str, place: &str) -> Option<bool> {
        if self.verdicts.is_empty() {
            return None;
        }
        self.verdicts.get(&(at.to_owned(), Place::from(place))).copied()
    }
}
