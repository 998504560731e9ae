//! Words that need more of the schema than an error tells: what stands beside its keyword, and where references lead.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use portico_form::pointer;
use portico_form::schema::{Document, Place};
use serde_json::{Map, Value};

use crate::Validator;
use crate::message::{counted, listed, shown};

/// Names that one sentence lists.
const NAMED: usize = 5;
/// Values that one sentence lists.
const VALUES: usize = 12;
/// References that are followed one after the other, and choices in one another.
const DEEPEST: usize = 8;
/// Bytes of what a sentence says of several choices: nobody reads more.
const LONGEST: usize = 300;
/// Keywords that ask nothing of a value.
const SILENT: [&str; 8] = [
    "$comment",
    "default",
    "deprecated",
    "description",
    "examples",
    "readOnly",
    "title",
    "writeOnly",
];

/// What the schema says more than the error; `None` where that is nothing, or it is not known where the keyword stands.
pub(crate) fn of(judge: &Validator, error: &ValidationError<'_>) -> Option<String> {
    let document = judge.document();
    match error.kind() {
        Kind::Contains => contains(judge, error),
        Kind::Not { schema } if takes_all(schema) => Some("is not allowed here".to_owned()),
        Kind::Not { schema } => {
            let said = said(document, place(document, error).as_ref(), schema, shown, DEEPEST)?;
            Some(format!("must not {} {}", said.verb[0], said.one))
        }
        Kind::OneOfMultipleValid { context } => several(document, error, context),
        _ => None,
    }
}

/// Items that nothing speaks of, by their indices.
pub(crate) fn more_items(indices: &[usize]) -> String {
    let mut names: Vec<String> =
        indices.iter().take(NAMED).map(|index| (index + 1).to_string()).collect();
    if let Some(more) = indices.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.len() {
        0 => "has more items than are allowed".to_owned(),
        1 => format!("has more items than are allowed: item {}", names.concat()),
        _ => format!("has more items than are allowed: items {}", listed(&names, "and")),
    }
}

/// How many items of which kind a list has to hold.
fn contains(judge: &Validator, error: &ValidationError<'_>) -> Option<String> {
    let document = judge.document();
    let keyword = place(document, error)?;
    let (holder, keyword) = pointer::split_last(&keyword)?;
    let around = document.at(holder)?;
    let wanted: Place = pointer::child(holder, "contains").into();
    let schema = document.at(&wanted)?;
    let holds_one = || {
        let items = error.instance().as_array().map_or(&[][..], Vec::as_slice);
        match (schema, judge.part(&wanted)) {
            (Value::Bool(all), _) => *all && !items.is_empty(),
            (_, Some(part)) => items.iter().any(|item| part.is_valid(item)),
            (_, None) => true,
        }
    };
    // Without `minContains` a bound above asks for one item as well.
    let asks_for_one = match &*keyword {
        "contains" => true,
        "maxContains" => around.get("minContains").is_none() && !holds_one(),
        _ => false,
    };
    let bound = if asks_for_one { 1 } else { whole(around.get(&*keyword)?)? };
    let kind = match said(document, Some(&wanted), schema, quoted, DEEPEST) {
        _ if takes_all(schema) => String::new(),
        Some(said) if bound <= 1 => format!(" that {} {}", said.verb[1], said.one),
        Some(said) => format!(" that {} {}", said.verb[2], said.many),
        None => " of a certain kind".to_owned(),
    };
    let is_most = keyword == "maxContains" && !asks_for_one;
    Some(match (is_most, bound) {
        (true, 0) => format!("must hold no item{kind}"),
        (true, most) => format!("must hold at most {}{kind}", counted(most, "item")),
        (false, least) => format!("must hold at least {}{kind}", counted(least, "item")),
    })
}

/// The choices that fit where one should, if all of them have names that tell them apart.
fn several(
    document: &Document,
    error: &ValidationError<'_>,
    branches: &[Vec<ValidationError<'_>>],
) -> Option<String> {
    let keyword = place(document, error)?;
    let fitting = branches.iter().enumerate().filter(|(_, errors)| errors.is_empty());
    let titles: Option<Vec<&str>> = fitting
        .map(|(index, _)| title(document, pointer::child(&keyword, &index.to_string()).into()))
        .collect();
    let titles = titles.filter(|titles| (2..=NAMED).contains(&titles.len()))?;
    let is_twice = |(at, title): (usize, &&str)| titles[..at].contains(title);
    if titles.iter().enumerate().any(is_twice) {
        return None;
    }
    let names: Vec<String> = titles.iter().map(|title| format!("\"{title}\"")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    Some(format!("fits {}; exactly one of the choices has to fit", listed(&names, "and")))
}

/// Where the keyword of an error stands; `None` where that can be several places.
fn place(document: &Document, error: &ValidationError<'_>) -> Option<Place> {
    let meant = document.meant(error.schema_path().as_str());
    let [only] = meant.as_slice() else { return None };
    Some(Place::clone(only))
}

/// What a schema calls itself, or what it refers to.
fn title(document: &Document, mut place: Place) -> Option<&str> {
    for _ in 0..DEEPEST {
        let schema = document.at(&place)?;
        if let Some(title) = schema.get("title").and_then(Value::as_str) {
            return Some(title);
        }
        place = document.target(&place, schema)?;
    }
    None
}

/// What a value is or has that a schema accepts.
struct Said {
    /// After "must not", of one value, of several.
    verb: [&'static str; 3],
    one: String,
    many: String,
}

const BE: [&str; 3] = ["be", "is", "are"];
const FIT: [&str; 3] = ["fit", "fits", "fit"];
const HAVE: [&str; 3] = ["have", "has", "have"];
const MATCH: [&str; 3] = ["match", "matches", "match"];

impl Said {
    fn new(verb: [&'static str; 3], rest: String) -> Self {
        Self { verb, many: rest.clone(), one: rest }
    }
}

/// What a schema asks for, where a few words say all of it. References are followed where its place is known.
fn said(
    document: &Document,
    place: Option<&Place>,
    schema: &Value,
    show: fn(&Value) -> String,
    depth: usize,
) -> Option<Said> {
    let map = schema.as_object()?;
    if let Some(only) = map.get("const") {
        return Some(Said::new(BE, show(only)));
    }
    if let Some(values) = map.get("enum").and_then(Value::as_array) {
        let names: Vec<String> = values.iter().take(VALUES).map(show).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let more = if values.len() > VALUES { " and others" } else { "" };
        return Some(Said::new(BE, format!("{}{more}", listed(&names, "or"))));
    }
    let asked = map.iter().map(|(key, value)| (key.as_str(), value));
    let asked: Vec<(&str, &Value)> =
        asked.filter(|(key, _)| *key != "type" && !SILENT.contains(key)).collect();
    let simple = match asked.as_slice() {
        [] => map.get("type").and_then(of_type),
        [("pattern", Value::String(pattern))] => {
            Some(Said::new(MATCH, format!("the pattern {pattern}")))
        }
        [("minimum", Value::Number(limit))] => Some(Said::new(BE, format!("at least {limit}"))),
        [("maximum", Value::Number(limit))] => Some(Said::new(BE, format!("at most {limit}"))),
        [("exclusiveMinimum", Value::Number(limit))] => {
            Some(Said::new(BE, format!("more than {limit}")))
        }
        [("exclusiveMaximum", Value::Number(limit))] => {
            Some(Said::new(BE, format!("less than {limit}")))
        }
        [("required", Value::Array(names))] => required(names),
        [("properties", Value::Object(fixed)), ("required", Value::Array(names))]
        | [("required", Value::Array(names)), ("properties", Value::Object(fixed))] => {
            properties(fixed, names, show)
        }
        [("$ref", _)] if depth > 0 => place.and_then(|place| {
            let target = document.target(place, schema)?;
            said(document, Some(&target), document.at(&target)?, show, depth - 1)
        }),
        [("anyOf", Value::Array(branches))] if depth > 0 && branches.len() <= VALUES => {
            either(branches.iter().enumerate().map(|(index, branch)| {
                let place = place.map(|place| {
                    let holder = pointer::child(place, "anyOf");
                    Place::from(pointer::child(&holder, &index.to_string()))
                });
                said(document, place.as_ref(), branch, show, depth - 1)
            }))
        }
        _ => None,
    };
    let titled = || {
        let title = map.get("title")?.as_str()?;
        Some(Said::new(FIT, format!("\"{title}\"")))
    };
    simple.or_else(titled)
}

fn of_type(name: &Value) -> Option<Said> {
    let (one, many) = match name.as_str()? {
        "array" => ("a list", "lists"),
        "boolean" => ("true or false", "true or false"),
        "integer" => ("a whole number", "whole numbers"),
        "null" => ("null", "null"),
        "number" => ("a number", "numbers"),
        "object" => ("an object", "objects"),
        "string" => ("text", "text"),
        _ => return None,
    };
    Some(Said { verb: BE, one: one.to_owned(), many: many.to_owned() })
}

fn required(names: &[Value]) -> Option<Said> {
    let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
    let names = names.filter(|names| names.len() <= VALUES)?;
    let rest = match names.as_slice() {
        [] => return None,
        [only] => (*only).to_owned(),
        [_, _] => format!("both {}", listed(&names, "and")),
        _ => format!("all of {}", listed(&names, "and")),
    };
    Some(Said::new(HAVE, rest))
}

/// Properties that have to be there, each with one value.
fn properties(
    fixed: &Map<String, Value>,
    names: &[Value],
    show: fn(&Value) -> String,
) -> Option<Said> {
    let is_needed = |key: &str| names.iter().any(|name| name.as_str() == Some(key));
    if fixed.is_empty() || fixed.len() > NAMED || names.len() != fixed.len() {
        return None;
    }
    let parts: Option<Vec<String>> = fixed
        .iter()
        .map(|(key, property)| {
            let only = property.get("const").filter(|_| is_needed(key))?;
            Some(format!("{key} {}", show(only)))
        })
        .collect();
    let parts = parts?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Some(Said::new(HAVE, listed(&parts, "and")))
}

/// One of several, where one verb says all of them in few words. The first that does not fit ends it: references can
/// bring together far more than is written.
fn either(branches: impl Iterator<Item = Option<Said>>) -> Option<Said> {
    let mut all: Vec<Said> = Vec::new();
    let mut length = 0;
    for said in branches {
        let said = said?;
        length += said.one.len() + ", ".len();
        let is_another = all.first().is_some_and(|first| first.verb != said.verb);
        if is_another || length > LONGEST {
            return None;
        }
        all.push(said);
    }
    let verb = all.first()?.verb;
    let one: Vec<&str> = all.iter().map(|said| said.one.as_str()).collect();
    let many: Vec<&str> = all.iter().map(|said| said.many.as_str()).collect();
    Some(Said { verb, one: listed(&one, "or"), many: listed(&many, "or") })
}

/// Whether a schema asks for nothing.
fn takes_all(schema: &Value) -> bool {
    match schema {
        Value::Bool(all) => *all,
        Value::Object(map) => map.keys().all(|key| SILENT.contains(&key.as_str())),
        _ => false,
    }
}

fn whole(value: &Value) -> Option<u64> {
    // "2.0" is a whole number too.
    let written = || value.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0);
    value.as_u64().or_else(|| written().map(|it| it as u64))
}

/// A constant within a sentence: text is told apart from its words.
fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("\"{}\"", shown(value)),
        _ => shown(value),
    }
}
