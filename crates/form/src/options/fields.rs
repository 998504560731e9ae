//! Which fields are dynamic, and the parameters their choices are asked with.

use std::sync::Arc;

use indexmap::IndexMap;
use portico_contract::http::{OptionField, Widget as Hint};
use serde_json::Value;

use crate::field::{Field, Kind, Widget};
use crate::{Form, label, pointer};

/// A field whose choices come from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dynamic {
    /// The field as the config spells it: `*` for any item or additional key.
    pub pointer: String,
    /// What the config says of it.
    pub source: Arc<OptionField>,
    /// The field is a list, and each of its items is one of the choices.
    pub each: bool,
}

impl Dynamic {
    /// Whether a form has one such field: it is no item and no additional key, and lies in none.
    pub fn is_one(&self) -> bool {
        let items = self.pointer.strip_suffix("/*").filter(|_| self.each);
        stars(items.unwrap_or(&self.pointer)) == 0
    }
}

/// A parameter that is not set yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The field it is read from.
    pub pointer: String,
    /// What that field is called.
    pub label: String,
}

impl Form {
    /// The parameters of the field at `at`, by name; those that are not set, where some are not.
    ///
    /// # Errors
    /// The parameters to set first, in the config's order.
    pub fn option_params(
        &self,
        dynamic: &Dynamic,
        at: &str,
    ) -> Result<IndexMap<String, Value>, Vec<Missing>> {
        let mut params = IndexMap::new();
        let mut missing = Vec::new();
        for (name, from) in &dynamic.source.params {
            let from = pointer::beside(from, &dynamic.pointer, at);
            let value = self.request_at(&from).filter(|value| !value.is_null());
            // Typed text that is no value of its field is nothing to ask with.
            match value.filter(|_| !self.unreadable.contains_key(&from)) {
                Some(value) => drop(params.insert(name.clone(), value)),
                None => missing.push(Missing { label: self.name_of(&from), pointer: from }),
            }
        }
        if missing.is_empty() { Ok(params) } else { Err(missing) }
    }

    fn name_of(&self, at: &str) -> String {
        let last = || pointer::split_last(at).map_or_else(String::new, |(_, key)| key.into_owned());
        let label = self.field_at(at).map(|field| field.label).filter(|label| !label.is_empty());
        label.unwrap_or_else(|| label::from_key(&last()))
    }

    /// Makes a field dynamic where the config says so: its choices come before what its schema would draw.
    pub(crate) fn make_dynamic(&self, mut field: Field) -> Field {
        if self.options.is_empty() || field.widget == Widget::Hidden {
            return field;
        }
        if matches!(field.kind, Kind::Const(_) | Kind::Confirm | Kind::Json(_)) {
            return field;
        }
        // The items of a list are chosen from it, one by one.
        let is_list = matches!(&field.kind, Kind::List(_) | Kind::Choices(..));
        if let Some(dynamic) = self.dynamic(&field.pointer, is_list) {
            field.widget = if is_list { Widget::Tags } else { Widget::Combobox };
            field.dynamic = Some(dynamic);
        } else if let Some(dynamic) = self.dynamic_items(&field) {
            field.widget = Widget::Tags;
            field.dynamic = Some(dynamic);
        }
        field
    }

    /// A list whose items are chosen side by side: they differ, or a hint wants them so.
    fn dynamic_items(&self, field: &Field) -> Option<Dynamic> {
        let (Kind::List(rules) | Kind::Choices(_, rules)) = &field.kind else { return None };
        let hinted = self.hint(&field.pointer).and_then(|hint| hint.widget) == Some(Hint::Tags);
        if !(rules.unique || hinted) || rules.fixed > 0 {
            return None;
        }
        let dynamic = self.dynamic(&pointer::child(&field.pointer, "*"), true)?;
        // What each item is asked with is its own affair where a parameter goes by the item's index.
        let around = stars(&dynamic.pointer).saturating_sub(1);
        dynamic.source.params.values().all(|from| stars(from) <= around).then_some(dynamic)
    }

    /// What the config says of a pointer: its own entry first, then one whose `*` fits.
    fn dynamic(&self, at: &str, each: bool) -> Option<Dynamic> {
        let of = |(pointer, source): (&String, &Arc<OptionField>)| Dynamic {
            pointer: pointer.clone(),
            source: Arc::clone(source),
            each,
        };
        self.options.get_key_value(at).map(of).or_else(|| {
            let mut patterns = self.options.iter().filter(|(pattern, _)| pattern.contains('*'));
            patterns.find(|(pattern, _)| pointer::fits(at, pattern)).map(of)
        })
    }
}

fn stars(pattern: &str) -> usize {
    pattern.split('/').filter(|segment| *segment == "*").count()
}
