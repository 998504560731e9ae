//! What the portal and the validator's worker say to each other, as JSON text: integers stay exact, and
//! no JavaScript object crosses.

use portico_contract::http::{DrawnBranch, FieldProblem};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Names a build: the portal refuses a worker of another one, whose words it may not know.
pub const BUILD: &str = env!("PORTICO_BUILD");

/// In place of a schema's place: the condition is the field's `help_when`.
pub const HELP_WHEN: &str = "help_when";

/// In front of the place of a pattern in `patternProperties`: whether the key at `at` matches it.
pub const KEY: &str = "key:";

/// From the portal to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToWorker {
    /// The first message: the schema to judge by.
    Init {
        /// Which build the portal is; the worker must be the same.
        build: String,
        /// The definition's schema.
        schema: Value,
    },
    /// Changes of the document, and what to answer.
    Update {
        /// Counts updates; the answer repeats it.
        revision: u64,
        /// Applied in order.
        patches: Vec<Patch>,
        /// The conditions to watch from now on; absent = as before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conditions: Option<Vec<Condition>>,
        /// The branches that errors speak of from now on; absent = as before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        chosen: Option<Vec<DrawnBranch>>,
        /// Whether all errors are asked for.
        errors: bool,
    },
    /// Asks what the schema asks for and no value can give.
    Faults,
    /// A pasted text, JSON or YAML, to be read.
    Read {
        /// The text.
        text: String,
    },
}

/// A change of the worker's document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patch {
    /// Where, as a JSON Pointer; "" replaces the document.
    pub at: String,
    /// The new value; absent removes it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "present")]
    pub value: Option<Value>,
}

/// A sub-schema and the value it is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Condition {
    /// Pointer of the sub-schema in the schema, or [`HELP_WHEN`], or [`KEY`] with the pointer of a pattern.
    pub place: String,
    /// Pointer of the value in the input.
    pub at: String,
    /// The schema itself, as JSON text, where it is no part of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
}

/// From the worker to the portal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromWorker {
    /// The worker runs and waits for [`ToWorker::Init`].
    Started,
    /// The schema is compiled.
    Ready {
        /// Keywords of it that cannot be used, by their pointers, and why.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unusable: Vec<(String, String)>,
    },
    /// The answer to [`ToWorker::Faults`].
    Faults {
        /// What the schema asks for and no value can give, by the schemas that do, in one sentence each.
        faults: Vec<(String, String)>,
    },
    /// The schema cannot be used, or the builds differ.
    Refused {
        /// Why, as a sentence.
        reason: String,
    },
    /// The answer to an update.
    Verdict {
        /// The update's.
        revision: u64,
        /// Conditions whose verdict changed or is new.
        conditions: Vec<(Condition, bool)>,
        /// All errors, when they were asked for and are not the same as in the last answer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        errors: Option<Vec<FieldProblem>>,
    },
    /// The answer to [`ToWorker::Read`].
    Read {
        /// The value as JSON text, which [`crate::Form::take_text`] takes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        json: Option<String>,
        /// What is wrong with the text, completing "The text …", with line and column.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fault: Option<(String, usize, usize)>,
    },
}

impl Condition {
    /// Pointer of the value that is drawn anew when the verdict changes: whether a key matches a pattern is
    /// the affair of the object that has it.
    pub fn redraws(&self) -> &str {
        match self.place.starts_with(KEY) {
            true => crate::pointer::split_last(&self.at).map_or("", |(object, _)| object),
            false => &self.at,
        }
    }
}

impl Patch {
    /// Applies the change.
    pub fn apply(self, document: &mut Value) {
        match self.value {
            Some(value) => crate::edit::set(document, &self.at, value),
            None => crate::edit::unset(document, &self.at),
        }
    }
}

/// Keeps null apart from absent.
mod present {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(
        value: &Option<Value>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Value>, D::Error> {
        Value::deserialize(from).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_not_absent() {
        for value in [None, Some(Value::Null), Some(json!(u64::MAX))] {
            let patch = Patch { at: "/a".into(), value };
            let text = serde_json::to_string(&patch).unwrap();
            assert_eq!(serde_json::from_str::<Patch>(&text).unwrap(), patch);
        }
    }
}
