//! Problems in the order a reader of the schema meets their fields.

use portico_contract::http::FieldProblem;
use portico_form::pointer;
use portico_form::schema::Document;
use serde_json::Value;

pub(crate) fn sort(document: &Document, input: &Value, problems: &mut Vec<FieldProblem>) {
    if problems.len() < 2 {
        return;
    }
    let mut keyed: Vec<(Vec<usize>, FieldProblem)> = problems
        .drain(..)
        .map(|problem| (rank(document, input, &problem.pointer), problem))
        .collect();
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    problems.extend(keyed.into_iter().map(|(_, problem)| problem));
}

/// Position at each level: of the property in the schema, else of the key in the input.
fn rank(document: &Document, input: &Value, pointer: &str) -> Vec<usize> {
    let mut ranks = Vec::new();
    let mut schemas = vec![document.root().as_ref()];
    let mut value = Some(input);
    for segment in pointer::segments(pointer) {
        let applied = expand(document, &schemas);
        if let Some(index) =
            value.and_then(Value::as_array).and_then(|_| segment.parse::<usize>().ok())
        {
            ranks.push(index);
            schemas = applied.iter().flat_map(|schema| items(schema, index)).collect();
            value = value.and_then(|value| value.get(index));
            continue;
        }
        let mut before = 0;
        let mut position = None;
        let mut below = Vec::new();
        for schema in &applied {
            let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
                continue;
            };
            if let Some(at) = properties.keys().position(|key| *key == segment) {
                position.get_or_insert(before + at);
                below.extend(properties.get(segment.as_ref()));
            }
            before += properties.len();
        }
        let in_input = || {
            let keys = value.and_then(Value::as_object).map(serde_json::Map::keys);
            keys.and_then(|mut keys| keys.position(|key| *key == segment)).unwrap_or(usize::MAX / 2)
        };
        ranks.push(position.unwrap_or_else(|| before + in_input()));
        if below.is_empty() {
            below.extend(applied.iter().filter_map(|schema| schema.get("additionalProperties")));
        }
        schemas = below;
        value = value.and_then(|value| value.get(segment.as_ref()));
    }
    ranks
}

/// The schemas that can apply to one value, in the order they are written, each once.
fn expand<'a>(document: &'a Document, schemas: &[&'a Value]) -> Vec<&'a Value> {
    fn add<'a>(document: &'a Document, schema: &'a Value, seen: &mut Vec<&'a Value>) {
        if seen.len() > 200 || seen.iter().any(|known| std::ptr::eq(*known, schema)) {
            return;
        }
        seen.push(schema);
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = schema.get(keyword).and_then(Value::as_str) else { continue };
            for target in document.resolve_everywhere(reference) {
                if let Some(target) = document.at(&target) {
                    add(document, target, seen);
                }
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for branch in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                add(document, branch, seen);
            }
        }
        for key in ["then", "else"] {
            if let Some(branch) = schema.get(key) {
                add(document, branch, seen);
            }
        }
        for branch in schema
            .get("dependentSchemas")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|map| map.values())
        {
            add(document, branch, seen);
        }
    }
    let mut seen = Vec::new();
    for schema in schemas {
        add(document, schema, &mut seen);
    }
    seen
}

fn items(schema: &Value, index: usize) -> Vec<&Value> {
    let mut found = Vec::new();
    for key in ["prefixItems", "items"] {
        match schema.get(key) {
            Some(Value::Array(tuple)) => found.extend(tuple.get(index)),
            Some(each) => found.push(each),
            None => {}
        }
    }
    found
}
