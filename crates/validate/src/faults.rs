//! What a schema that can be used asks for and no value can give, in words for a form. The catalog refuses to
//! publish it.

use std::cell::RefCell;
use std::collections::HashMap;

use portico_contract::http::FieldProblem;
use portico_form::applicators::each;
use portico_form::faults::bounds::{Bound, Contradiction, contradictions, of_branches};
use portico_form::faults::parts::innermost;
use portico_form::faults::required;
use portico_form::pointer;
use portico_form::schema::Place;
use serde_json::{Value, json};

use crate::Validator;

/// Faults past this number help nobody.
const MOST: usize = 1_000;
/// Defaults that are looked at.
const MOST_DEFAULTS: usize = 1_000;
/// Wrong parts of one default that are told.
const MOST_PARTS: usize = 20;
/// Wrong parts that one sentence names.
const NAMED: usize = 3;

impl Validator {
    /// What is wrong with the schema's parts, each by its place as a JSON Pointer, in one sentence.
    pub fn faults(&self) -> Vec<(String, String)> {
        let ref_is_alone = self.dialect().ref_is_alone();
        let told = |apart: Contradiction| (apart.place.to_string(), no_value(&apart));
        let apart = contradictions(self.document(), ref_is_alone);
        let mut found: Vec<(String, String)> = apart.into_iter().map(told).collect();
        found.extend(self.impossible_names());
        found.extend(self.refused_defaults());
        found.extend(of_branches(self.document(), ref_is_alone).into_iter().map(told));
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
        let ref_is_alone = self.dialect().ref_is_alone();
        let unknown = required::unknown(self.document(), ref_is_alone, &matches).into_iter();
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
        let mut told = Vec::new();
        for ((place, default), problems) in defaults.iter().zip(self.refused(&defaults)) {
            // What is wrong, by the schema whose field says it.
            let mut wrong: Vec<(Place, Vec<(String, FieldProblem)>)> = Vec::new();
            for problem in refusals(problems).take(MOST_PARTS) {
                let at = problem.pointer.as_str();
                let (part, end) = innermost(self.document(), place, default, at);
                let name = named(pointer::get(default, &at[..end]), &at[end..]);
                match wrong.iter().position(|(known, _)| *known == part) {
                    Some(known) => wrong[known].1.push((name, problem)),
                    None => wrong.push((part, vec![(name, problem)])),
                }
            }
            told.extend(wrong.into_iter().map(|(part, wrong)| {
                let sentence = default_refused(*part == **place, &wrong);
                (part.to_string(), sentence)
            }));
        }
        told
    }
}

/// Why a default is refused, of all that is wrong with it. What an object or a list leaves out is left to the person who
/// fills the form.
pub fn refusals(
    problems: impl IntoIterator<Item = FieldProblem>,
) -> impl Iterator<Item = FieldProblem> {
    let left_out = ["required", "dependentRequired", "dependencies"];
    problems.into_iter().filter(move |problem| {
        let keyword = problem.keyword.as_deref();
        problem.pointer.is_empty() || !keyword.is_some_and(|key| left_out.contains(&key))
    })
}

/// What a field says of a default that its schema refuses, its own or that of a group around it.
fn default_refused(is_own: bool, wrong: &[(String, FieldProblem)]) -> String {
    let whole = wrong.iter().any(|(name, _)| name.is_empty());
    let said = match (is_own, whole) {
        (true, true) => "its own default",
        (true, false) => "a part of its own default",
        (false, true) => "what the default around it says",
        (false, false) => "a part of what the default around it says",
    };
    let parts = wrong.iter().take(NAMED).map(|(name, problem)| match name.as_str() {
        "" => format!("it {}", problem.message),
        name => format!("{name} {}", problem.message),
    });
    let mut parts: Vec<String> = parts.collect();
    if wrong.len() > NAMED {
        parts.push("and others".to_owned());
    }
    let parts = parts.join(", ");
    let end = if parts.ends_with('?') { "" } else { "." };
    format!("The schema of this field refuses {said}: {parts}{end}")
}

/// The way to a part of a value, such as `item 2, "name"`.
fn named(value: Option<&Value>, at: &str) -> String {
    let mut here = value;
    let words = pointer::segments(at).map(|key| {
        let index = key.parse::<usize>().ok().filter(|_| here.is_some_and(Value::is_array));
        let inner = here.and_then(|value| match index {
            Some(index) => value.get(index),
            None => value.get(key.as_ref()),
        });
        here = inner;
        index.map_or_else(|| format!("{key:?}"), |index| format!("item {}", index + 1))
    });
    words.collect::<Vec<_>>().join(", ")
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
        /properties/branches/oneOf/0: No number can be right here: the schema asks for at least 3 and at most 2.
        ");
        // Until draft-07 nothing counts beside a reference.
        let schema = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a",
            "definitions": { "a": { "minimum": 3 }, "b": { "$ref": "#/definitions/a", "maximum": 2,
                "allOf": [{ "minLength": 2, "maxLength": 1 }] } },
            "properties": { "c": { "minLength": 2, "maxLength": 1 } } });
        assert_snapshot!(told(&schema), @"");
    }

    #[test]
    fn bounds_that_exclude_a_branch_are_told_at_the_branch() {
        let choice = || json!([{ "maximum": 2 }, { "maximum": 4 }]);
        let schema = json!({ "$ref": "#/$defs/choice", "properties": {
            "all": { "minimum": 3, "allOf": [{ "oneOf": choice() }] },
            "apart": { "allOf": [{ "$ref": "#/$defs/large" }, { "anyOf": choice() }] },
            "deep": { "minimum": 5, "allOf": [{ "minimum": 3, "allOf": [{ "oneOf": [{ "maximum": 2 }, { "maximum": 9 }] }] }] },
            "elsewhere": { "minimum": 3, "$ref": "#/$defs/choice" } },
            "$defs": { "large": { "minimum": 3 }, "choice": { "oneOf": choice() } }, "minimum": 3 });
        assert_snapshot!(told(&schema), @r"
        /properties/all/allOf/0/oneOf/0: No number can be right here: the schema asks for at least 3 and at most 2.
        /properties/apart/allOf/1/anyOf/0: No number can be right here: the schema asks for at least 3 and at most 2.
        /properties/deep/allOf/0/allOf/0/oneOf/0: No number can be right here: the schema asks for at least 5 and at most 2.
        ");
        // Until draft-07 nothing counts beside a reference.
        let schema = json!({ "$schema": "http://json-schema.org/draft-07/schema#", "definitions": { "any": {} },
            "properties": { "a": { "minimum": 3, "allOf": [{ "$ref": "#/definitions/any", "oneOf": choice() }] } } });
        assert_snapshot!(told(&schema), @"");
    }

    /// It is for no other value; what several refer to is.
    #[test]
    fn bounds_that_exclude_a_branch_are_told_behind_the_one_reference_to_it() {
        let choice = || json!([{ "maximum": 2 }, { "maximum": 4 }]);
        let mut schema = json!({ "properties": {
            "one": { "minimum": 3, "allOf": [{ "$ref": "#/definitions/one" }] },
            "far": { "minimum": 3, "allOf": [{ "$ref": "#/definitions/far" }] },
            "twice": { "minimum": 3, "allOf": [{ "$ref": "#/definitions/twice" }] },
            "free": { "$ref": "#/definitions/twice" },
            "other": { "minimum": 3, "allOf": [{ "$ref": "#/properties/own" }] },
            "own": { "oneOf": choice() } },
            "definitions": { "one": { "oneOf": choice() }, "twice": { "oneOf": choice() },
                "far": { "allOf": [{ "title": "F" }, { "$ref": "#/definitions/behind" }] }, "behind": { "anyOf": choice() } } });
        let found = told(&schema);
        assert_snapshot!(found, @r"
        /definitions/one/oneOf/0: No number can be right here: the schema asks for at least 3 and at most 2.
        /definitions/behind/anyOf/0: No number can be right here: the schema asks for at least 3 and at most 2.
        ");
        schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
        assert_eq!(told(&schema), found);
        let beside = json!({ "properties": { "a": { "minimum": 3, "$ref": "#/$defs/one" } }, "$defs": { "one": { "oneOf": choice() } } });
        assert_snapshot!(told(&beside), @"/$defs/one/oneOf/0: No number can be right here: the schema asks for at least 3 and at most 2.");
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

    /// As the validator reads it; the catalog warns of it.
    #[test]
    fn until_draft_07_what_stands_beside_a_reference_asks_for_nothing() {
        let fields = json!({
            "beside": { "$ref": "#/definitions/closed", "required": ["x"] },
            "within": { "$ref": "#/definitions/closed", "allOf": [{ "required": ["x"] }] },
            "shut": { "$ref": "#/definitions/open", "additionalProperties": false },
            "all": { "allOf": [{ "$ref": "#/definitions/closed" }, { "required": ["x"] }] } });
        let definitions = json!({
            "closed": { "properties": { "y": {} }, "additionalProperties": false },
            "open": { "required": ["x"] } });
        let mut schema = json!({ "properties": fields, "definitions": definitions });
        assert_snapshot!(told(&schema), @r#"
        /definitions/open: "x" is required here, but no field can have this name.
        /properties/all/allOf/1: "x" is required here, but no field can have this name.
        /properties/beside: "x" is required here, but no field can have this name.
        /properties/within/allOf/0: "x" is required here, but no field can have this name.
        "#);
        schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
        assert_snapshot!(told(&schema), @r#"/properties/all/allOf/1: "x" is required here, but no field can have this name."#);
        let (validator, _) = Validator::mended(&schema).unwrap();
        assert!(validator.is_valid(&json!({ "beside": {}, "within": {}, "shut": { "x": 1 } })));
        assert!(!validator.is_valid(&json!({ "all": {} })));
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
        /properties/list: The schema of this field refuses a part of its own default: item 2 must be text.
        /properties/list/items: The schema of this field refuses its own default: it must be text.
        /properties/a b%: The schema of this field refuses its own default: it must be text.
        ");
    }

    #[test]
    fn defaults_that_are_wrong_in_parts_are_told_at_the_parts() {
        let text = || json!({ "type": "string" });
        let schema = json!({ "default": { "n": "x", "g": { "m": 1 }, "list": [1, "a", 2, 3, 4], "gone": 1 },
            "additionalProperties": false, "properties": {
            "n": { "type": "integer" },
            "g": { "properties": { "m": text() } },
            "list": { "items": text() },
            "referred": { "$ref": "#/$defs/group", "default": { "m": { "l": 1 } } },
            "several": { "allOf": [{ "properties": { "a": text() } }], "default": { "a": 1 } },
            "tuple": { "prefixItems": [text(), text()], "default": ["a", 2] },
            "rows": { "items": { "properties": { "r": text() } }, "default": [{ "r": 1 }] },
            "long": { "items": text(), "maxItems": 1, "default": [1, 2] } },
            "$defs": { "group": { "properties": { "m": { "properties": { "l": text() } } } } } });
        assert_snapshot!(told(&schema), @r#"
        /properties/n: The schema of this field refuses what the default around it says: it must be a whole number.
        /properties/g/properties/m: The schema of this field refuses what the default around it says: it must be text.
        /properties/list: The schema of this field refuses a part of what the default around it says: item 1 must be text, item 3 must be text, item 4 must be text, and others.
        : The schema of this field refuses a part of its own default: "gone" is not a known field; did you mean "long"?
        /properties/referred: The schema of this field refuses a part of its own default: "m", "l" must be text.
        /properties/several/allOf/0/properties/a: The schema of this field refuses what the default around it says: it must be text.
        /properties/tuple/prefixItems/1: The schema of this field refuses what the default around it says: it must be text.
        /properties/rows: The schema of this field refuses a part of its own default: item 1, "r" must be text.
        /properties/long: The schema of this field refuses its own default: it must have at most 1 item, item 1 must be text, item 2 must be text.
        "#);
    }

    /// No field is there to be edited, and none may be drawn.
    #[test]
    fn what_is_wrong_with_a_fixed_part_of_a_default_is_told_at_its_group() {
        let schema = json!({ "default": { "kind": "b", "g": { "held": 1, "free": 2 } }, "properties": {
            "kind": { "const": "a" },
            "g": { "properties": { "held": { "$ref": "#/$defs/held" }, "free": { "type": "string" } } } },
            "$defs": { "held": { "type": "string", "readOnly": true } } });
        assert_snapshot!(told(&schema), @r#"
        : The schema of this field refuses a part of its own default: "kind" must be a.
        /properties/g: The schema of this field refuses a part of what the default around it says: "held" must be text.
        /properties/g/properties/free: The schema of this field refuses what the default around it says: it must be text.
        "#);
    }

    #[test]
    fn one_default_that_is_wrong_all_over_hides_no_other() {
        let schema = json!({ "properties": {
            "list": { "items": { "type": "string" }, "default": vec![1; 5_000] },
            "n": { "type": "integer", "default": "three" } } });
        assert_snapshot!(told(&schema), @r"
        /properties/list: The schema of this field refuses a part of its own default: item 1 must be text, item 2 must be text, item 3 must be text, and others.
        /properties/n: The schema of this field refuses its own default: it must be a whole number.
        ");
    }

    #[test]
    fn a_part_that_cannot_be_used_hides_no_other_fault() {
        let schema = json!({ "properties": { "a": 5, "code": { "pattern": "(", "minLength": 2, "maxLength": 1 } },
            "required": ["a"], "additionalProperties": false });
        assert_snapshot!(told(&schema), @"/properties/code: No text can be right here: the schema asks for a length of at least 2 and at most 1.");
    }
}
