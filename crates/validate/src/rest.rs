//! Of what nothing else speaks: `unevaluatedProperties` and `unevaluatedItems`.

use std::sync::Arc;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use portico_form::beside::beside;
use portico_form::pointer;
use portico_form::schema::Place;
use serde_json::Value;

use crate::Validator;

/// What such a keyword, or another one of an error, is about.
#[derive(Default)]
pub(crate) struct Rest<'a> {
    /// The schema that the keyword has for it, where that is known and takes some.
    pub(crate) part: Option<Arc<jsonschema::Validator>>,
    /// Schemas beside the one that has the keyword. For the validator one that the value fails speaks of none of its
    /// parts, so that those which are right are told of too.
    others: Vec<&'a Value>,
}

impl<'a> Rest<'a> {
    pub(crate) fn new(judge: &'a Validator, error: &ValidationError<'_>) -> Self {
        if !matches!(
            error.kind(),
            Kind::UnevaluatedItems { .. } | Kind::UnevaluatedProperties { .. }
        ) {
            return Self::default();
        }
        let document = judge.document();
        let meant = document.meant(error.schema_path().as_str());
        let part = match meant.as_slice() {
            [only] => judge.part(only),
            _ => None,
        };
        let holders = meant.iter().filter_map(|place| pointer::split_last(place));
        let others = holders.flat_map(|(holder, _)| {
            let beside = beside(document, &Place::from(holder));
            beside.into_iter().skip(1).filter_map(move |place| document.at(&place))
        });
        Self { part, others: others.collect() }
    }

    /// Whether a schema beside may speak of a property.
    pub(crate) fn may_have_key(&self, key: &str) -> bool {
        self.others.iter().any(|schema| {
            schema.get("properties").is_some_and(|properties| properties.get(key).is_some())
                || ["patternProperties", "additionalProperties", "unevaluatedProperties"]
                    .iter()
                    .any(|keyword| schema.get(*keyword).is_some())
        })
    }

    /// Whether a schema beside may speak of an item.
    pub(crate) fn may_have_item(&self, index: usize) -> bool {
        self.others.iter().any(|schema| {
            let of_tuple = ["prefixItems", "items"].iter().any(|keyword| {
                schema.get(*keyword).is_some_and(|items| match items {
                    Value::Array(tuple) => index < tuple.len(),
                    _ => true,
                })
            });
            of_tuple
                || ["additionalItems", "contains", "unevaluatedItems"]
                    .iter()
                    .any(|keyword| schema.get(*keyword).is_some())
        })
    }
}
