//! How an input of another day differs from what the schema wants and fills in now.

use portico_contract::http::{FieldProblem, WorkflowDefinition};
use serde_json::Value;

use crate::field::{Field, Kind};
use crate::options::same;
use crate::taken::is_mark;
use crate::{Form, pointer};

/// Fields that are compared; what lies beyond is judged on review like all else.
const MOST: usize = 2_000;
/// Differences that are told.
pub const TOLD: usize = 100;

/// One field whose value is not what a form begun today would make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where.
    pub pointer: String,
    /// The labels on the way there.
    pub label: String,
    /// What the input holds.
    pub was: Option<Value>,
    /// What a form begun today is filled with.
    pub now: Option<Value>,
    /// Why it is told.
    pub why: Why,
}

/// Why a difference is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The workflow has no such field.
    Removed,
    /// It has to be there, and the input holds nothing.
    Required,
    /// The input holds another value than the default.
    Default,
    /// The input holds nothing, and there is a default.
    LeftOut,
    /// The value is not allowed; what is wrong, as it completes "<label> …".
    Wrong(String),
}

/// The differences of an input, in the form's order, those that `problems` tell of last; at most [`TOLD`]. Secrets and
/// the requester are never among them.
pub fn differences(
    definition: &WorkflowDefinition,
    input: &Value,
    problems: &[FieldProblem],
) -> Vec<Difference> {
    let form = Form::open(definition, input.clone(), None);
    let mut comparing = Comparing {
        input,
        blank: Form::new(definition, None, None).request(),
        filled: Form::new(definition, Some(input.clone()), None).request(),
        form: &form,
        found: Vec::new(),
        left: MOST,
    };
    comparing.inside(&form.root());
    let mut found = comparing.found;
    for problem in problems {
        let is_told =
            found.iter().any(|known| known.pointer == problem.pointer && known.why != Why::Default);
        let held = pointer::get(input, &problem.pointer);
        let is_hidden = is_secret(&form, &problem.pointer) || held.is_some_and(is_mark);
        if is_told || is_hidden || form.is_requesters(&problem.pointer) {
            continue;
        }
        found.retain(|known| known.pointer != problem.pointer);
        found.push(Difference {
            pointer: problem.pointer.clone(),
            label: form.label_path(&problem.pointer),
            was: held.cloned(),
            now: None,
            why: Why::Wrong(problem.message.clone()),
        });
    }
    found.truncate(TOLD);
    found
}

/// Whether the field at a pointer, or one around it, is a secret.
fn is_secret(form: &Form, at: &str) -> bool {
    let mut at = at;
    loop {
        if form.field_at(at).is_some_and(|field| field.write_only) {
            return true;
        }
        match pointer::split_last(at) {
            Some((parent, _)) => at = parent,
            None => return false,
        }
    }
}

struct Comparing<'a> {
    form: &'a Form,
    input: &'a Value,
    /// A form begun with nothing.
    blank: Value,
    /// A form begun with the input.
    filled: Value,
    found: Vec<Difference>,
    left: usize,
}

impl Comparing<'_> {
    /// Compares what lies inside a value.
    fn inside(&mut self, field: &Field) {
        match (&field.kind, pointer::get(self.input, &field.pointer)) {
            (Kind::Object, Some(Value::Object(_))) => {
                for child in self.form.first_children(field, self.left) {
                    if self.left == 0 {
                        return;
                    }
                    self.left -= 1;
                    if child.free_key && field.keys.is_none() {
                        self.tell(&child, Why::Removed, None);
                    } else {
                        self.compare(&child);
                    }
                }
            }
            (Kind::List(_), Some(Value::Array(items))) => {
                for index in 0..items.len().min(self.left) {
                    self.left -= 1;
                    let item = self.form.item(field, index);
                    self.inside(&item);
                }
            }
            _ => {}
        }
    }

    fn compare(&mut self, field: &Field) {
        let at = &field.pointer;
        if field.write_only || self.form.is_requesters(at) {
            return;
        }
        match pointer::get(self.input, at) {
            Some(held) if is_mark(held) => {}
            Some(Value::Object(_)) if field.kind == Kind::Object => self.inside(field),
            Some(held) => {
                let default = pointer::get(&self.blank, at).cloned();
                if default.as_ref().is_some_and(|default| !same(default, held)) {
                    self.tell(field, Why::Default, default);
                }
                self.inside(field);
            }
            None => {
                let default = pointer::get(&self.filled, at).cloned();
                if field.required {
                    self.tell(field, Why::Required, default);
                } else if default.is_some() {
                    self.tell(field, Why::LeftOut, default);
                }
            }
        }
    }

    fn tell(&mut self, field: &Field, why: Why, now: Option<Value>) {
        self.found.push(Difference {
            pointer: field.pointer.clone(),
            label: self.form.label_path(&field.pointer),
            was: pointer::get(self.input, &field.pointer).cloned(),
            now,
            why,
        });
    }
}
