//! What a schema that can be used asks for and no value can give, in words for a form. The catalog refuses to
//! publish it.

use std::cell::RefCell;
use std::collections::HashMap;

use portico_contract::http::FieldProblem;
use portico_form::applicators::each;
use portico_form::faults::bounds::{Bound, Contradiction, contradictions};
use portico_form::faults::required;
use serde_json::{Value, json};

use crate::Validator;

/// Faults past this number help nobody.
const MOST: usize = 1_000;
/// Defaults that are looked at.
const MOST_DEFAULTS: usize = 1_000;

impl Validator {
    /// What is wrong with the schema's parts, each by its place as a JSON Pointer, in one sentence.
    pub fn faults(&self) -> Vec<(String, String)> {
        let ref_is_alone = self.dialect().ref_is_alone();
        let mut found: Vec<(String, String)> = contradictions(self.document(), ref_is_alone)
            .iter()
            .map(|apart| (apart.place.to_string(), no_value(apart)))
            .collect();
        found.extend(self.impossible_names());
        found.extend(self.refused_defaults());
        found.truncate(MOST);
        for (_, sentence) in &mut found {
            sentence.push_str(" Tell the owners of this workflow.");
        }
        found
    }

    /// Names that are required where no property can have them. Where others can be added, the form has a field for them.
    fn impossible_names(&self) -> Vec<(String, String)> {
        let patterns: RefCell<HashMap<String, Option<Self>>> = RefCell::default();
        let matches = |pattern: &str, name: &str| {
            let mut patterns = patterns.borrow_mut();
            let compiled = patterns
                .entry(pattern.to_owned())
                .or_insert_with(|| Self::new(&json!({ "pattern": pattern })).ok());
            compiled.as_ref().is_some_and(|judge| judge.is_valid(&name.into()))
        };
        let unknown = required::unknown(self.document(), &matches).into_iter();
        unknown
            .filter(|unknown| unknown.is_closed)
            .filter_map(|unknown| {
                let (holder, _) = unknown.place.rsplit_once("/required/")?;
                let sentence = format!(
                    "{:?} is required here, but no field can have this name.",
                    unknown.name
                );
                Some((holder.to_owned(), sentence))
            })
            .collect()
    }

    fn refused_defaults(&self) -> Vec<(String, String)> {
        let mut defaults: Vec<(String, &Value)> = Vec::new();
        each(self.document().root(), "", &mut |place, schema| {
            if let Some(default) = schema.get("default").filter(|_| defaults.len() < MOST_DEFAULTS)
            {
                defaults.push((place.to_owned(), default));
            }
        });
        if defaults.is_empty() {
            return Vec::new();
        }
        let mut refused: Vec<Vec<FieldProblem>> = vec![Vec::new(); defaults.len()];
        for (index, problem) in self.refused(&defaults) {
            if let Some(problems) = refused.get_mut(index) {
                problems.push(problem);
            }
        }
        let told = defaults.into_iter().zip(refused).filter_map(|((place, _), problems)| {
            let wrong = refusal(problems)?;
            Some((place, format!("The schema of this field refuses its own default: {wrong}.")))
        });
        told.collect()
    }
}

/// Why a default is refused, as "it must be …", of all that is wrong with it. What an object or a list leaves out is
/// left to the person who fills the form.
pub fn refusal(problems: impl IntoIterator<Item = FieldProblem>) -> Option<String> {
    let left_out = ["required", "dependentRequired", "dependencies"];
    let problem = problems.into_iter().find(|problem| {
        let keyword = problem.keyword.as_deref();
        problem.pointer.is_empty() || !keyword.is_some_and(|key| left_out.contains(&key))
    })?;
    Some(match problem.pointer.as_str() {
        "" => format!("it {}", problem.message),
        inner => format!("{inner} {}", problem.message),
    })
}

fn no_value(apart: &Contradiction) -> String {
    let (value, of) = match apart.least.keyword {
        "minLength" => ("text", "a length of "),
        "minItems" => ("list", "a length of "),
        "minContains" => ("list", "a number of certain items of "),
        "minProperties" => ("group", "a size of "),
        _ => ("number", ""),
    };
    let (least, most) = (said(&apart.least), said(&apart.most));
    format!("No {value} can be right here: the schema asks for {of}{least} and {most}.")
}

fn said(bound: &Bound) -> String {
    let words = match bound.keyword {
        "exclusiveMinimum" => "more than",
        "exclusiveMaximum" => "less than",
        keyword if keyword.starts_with("min") => "at least",
        _ => "at most",
    };
    format!("{words} {}", bound.value)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn told(schema: &Value) -> String {
        let (validator, _) = Validator::mended(schema).unwrap();
        let faults = validator.faults().into_iter();
        let lines = faults.map(|(place, sentence)| {
            let said = sentence.strip_suffix(" Tell the owners of this workflow.").unwrap();
            format!("{place}: {said}")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn bounds_of_every_kind() {
        assert_snapshot!(told(&json!({ "properties": {
            "number": { "minimum": 3, "maximum": 2 },
            "text": { "minLength": 5, "maxLength": 4 },
            "list": { "minItems": 2, "maxItems": 1, "minContains": 4, "maxContains": 3 },
            "group": { "minProperties": 2, "maxProperties": 1 },
            "open": { "exclusiveMinimum": 1, "exclusiveMaximum": 1 },
            "point": { "minimum": 1, "maximum": 1 },
            "exact": { "exclusiveMinimum": 9007199254740992u64, "maximum": 9007199254740993u64 } } })), @r"
        /properties/number: No number can be right here: the schema asks for at least 3 and at most 2.
        /properties/text: No text can be right here: the schema asks for a length of at least 5 and at most 4.
        /properties/list: No list can be right here: the schema asks for a length of at least 2 and at most 1.
        /properties/list: No list can be right here: the schema asks for a number of certain items of at least 4 and at most 3.
        /properties/group: No group can be right here: the schema asks for a size of at least 2 and at most 1.
        /properties/open: No number can be right here: the schema asks for more than 1 and less than 1.
        ");
    }

    #[test]
    fn bounds_of_several_schemas_are_told_where_they_meet() {
        let schema = json!({ "properties": {
            "all": { "allOf": [{ "minimum": 3 }, { "maximum": 2 }] },
            "referred": { "$ref": "#/$defs/large", "maximum": 2 },
            "within": { "$ref": "#/$defs/both" },
            "beside": { "$ref": "#/$defs/both", "title": "B" },
            "null": { "minimum": 3, "anyOf": [{ "maximum": 2 }, { "type": "null" }] },
            "branches": { "minimum": 3, "oneOf": [{ "maximum": 2 }, { "maximum": 4 }] },
            "counted": { "allOf": [{ "contains": { "const": 1 }, "minContains": 2 },
                { "contains": { "const": 2 }, "maxContains": 1 }] } },
            "$defs": { "large": { "minimum": 3 }, "both": { "allOf": [{ "minLength": 2 }, { "maxLength": 1 }] } } });
        assert_snapshot!(told(&schema), @r"
        /properties/all: No number can be right here: the schema asks for at least 3 and at most 2.
        /properties/referred: No number can be right here: the schema asks for at least 3 and at most 2.
        /$defs/both: No text can be right here: the schema asks for a length of at least 2 and at most 1.
        ");
        // Until draft-07 nothing counts beside a reference.
        let schema = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a",
            "definitions": { "a": { "minimum": 3 }, "b": { "$ref": "#/definitions/a", "maximum": 2,
                "allOf": [{ "minLength": 2, "maxLength": 1 }] } },
            "properties": { "c": { "minLength": 2, "maxLength": 1 } } });
        assert_snapshot!(told(&schema), @"");
    }

    #[test]
    fn names_that_no_field_can_have() {
        let closed = |required: &str| {
            json!({ "properties": { "y": {} }, "patternProperties": { "^p": {} },
            "required": [required], "additionalProperties": false })
        };
        let schema = json!({ "properties": { "gone": closed("x"), "there": closed("y"), "fits": closed("pq"),
            "open": { "properties": { "y": {} }, "required": ["x"] },
            "branch": { "properties": { "y": {} }, "additionalProperties": false,
                "oneOf": [{ "required": ["y"] }, { "required": ["z"] }] } } });
        assert_snapshot!(told(&schema), @r#"
        /properties/branch/oneOf/1: "z" is required here, but no field can have this name.
        /properties/gone: "x" is required here, but no field can have this name.
        "#);
    }

    #[test]
    fn names_of_what_a_dynamic_reference_leads_to_are_not_known() {
        let schema = json!({ "$dynamicRef": "#rest", "required": ["x"], "unevaluatedProperties": false,
            "$defs": { "rest": { "$dynamicAnchor": "rest", "properties": { "x": {} } } } });
        assert_snapshot!(told(&schema), @"");
    }

    #[test]
    fn many_names_that_no_field_can_have() {
        let properties: serde_json::Map<String, Value> =
            (0..10_000).map(|at| (format!("p{at}"), json!(true))).collect();
        let required: Vec<String> = (0..10_000).map(|at| format!("r{at}")).collect();
        let schema = json!({ "properties": properties, "required": required, "additionalProperties": false });
        let (validator, _) = Validator::mended(&schema).unwrap();
        assert_eq!(validator.faults().len(), MOST);
    }

    #[test]
    fn defaults_that_are_refused() {
        let schema = json!({ "properties": {
            "n": { "type": "integer", "default": "three" },
            "region": { "$ref": "#/$defs/region", "default": "mars" },
            "list": { "type": "array", "items": { "type": "string", "default": 1 }, "default": ["a", 2] },
            "group": { "type": "object", "required": ["a"], "default": {} },
            "a b%": { "type": "string", "default": 5 },
            "good": { "type": "string", "default": "good" } },
            "$defs": { "region": { "enum": ["north", "south"] } } });
        assert_snapshot!(told(&schema), @r"
        /properties/n: The schema of this field refuses its own default: it must be a whole number.
        /properties/region: The schema of this field refuses its own default: it must be one of north, south.
        /properties/list: The schema of this field refuses its own default: /1 must be text.
        /properties/list/items: The schema of this field refuses its own default: it must be text.
        /properties/a b%: The schema of this field refuses its own default: it must be text.
        ");
    }

    #[test]
    fn a_part_that_cannot_be_used_hides_no_other_fault() {
        let schema = json!({ "properties": { "a": 5, "code": { "pattern": "(", "minLength": 2, "maxLength": 1 } },
            "required": ["a"], "additionalProperties": false });
        assert_snapshot!(told(&schema), @"/properties/code: No text can be right here: the schema asks for a length of at least 2 and at most 1.");
    }
}
