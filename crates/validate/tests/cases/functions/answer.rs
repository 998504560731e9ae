//! How this engine answers what react-jsonschema-form was asked.

use std::collections::BTreeSet;

use portico_form::field::{Field, Kind};
use portico_form::{Form, pointer};
use portico_validate::Validator;
use serde_json::{Map, Value, json};

use crate::drive::{Driven, definition};
use crate::outline::outline;

/// Our answer and theirs, in a form that can be compared.
pub(super) fn of(function: &str, call: &Value) -> (Value, Value) {
    let theirs = theirs(call);
    match function {
        "findSchemaDefinition" => find_definition(call, theirs),
        "orderProperties" => (order_properties(call), theirs),
        "optionsList" => options_list(call, &theirs),
        "mergeDefaultsWithFormData" => {
            let schema = json!({ "default": arg(call, 0) });
            let given = argument(call, 1).cloned();
            (bare(Driven::new(&schema, given).form.request()), bare(theirs))
        }
        "retrieveSchema" => retrieve_schema(call, theirs),
        "getClosestMatchingOption" => (closest(call, 0, Some(1), 2), theirs),
        "getFirstMatchingOption" => (closest(call, 2, Some(0), 1), theirs),
        "getDefaultFormState" => (defaults(call, arg(call, 2), argument(call, 1)), bare(theirs)),
        "computeDefaults" => {
            let options = arg(call, 1);
            let given = options.get("rawFormData").filter(|given| !given.is_null());
            (defaults(call, &options["rootSchema"], given), bare(theirs))
        }
        "omitExtraData" => {
            let schema = with_definitions(arg(call, 0), root(call, 9));
            (Driven::open(&schema, arg(call, 1).clone()).form.request(), theirs)
        }
        "sanitizeDataForNewSchema" => (sanitized(call), bare(theirs)),
        "validator.validateFormData" => validated(call, &theirs),
        other => panic!("{other} is not known"),
    }
}

fn theirs(call: &Value) -> Value {
    match call.get("throws") {
        Some(_) => json!("throws"),
        None => call.get("result").cloned().unwrap_or(Value::Null),
    }
}

/// An argument that was given.
fn argument(call: &Value, index: usize) -> Option<&Value> {
    let missing = call["undefinedArgs"].as_array().into_iter().flatten();
    let is_missing = missing.into_iter().any(|at| at.as_u64() == Some(index as u64));
    call["args"].get(index).filter(|value| !is_missing && !value.is_null())
}

fn arg(call: &Value, index: usize) -> &Value {
    argument(call, index).unwrap_or(&Value::Null)
}

/// The root schema: of the call's context, else an argument.
fn root(call: &Value, index: usize) -> &Value {
    call.get("ctx").and_then(|ctx| ctx.get("rootSchema")).unwrap_or_else(|| arg(call, index))
}

/// `undefined`, null and an object without members all say nothing at the root.
fn bare(value: Value) -> Value {
    if value == json!({}) { Value::Null } else { value }
}

/// A schema with the definitions of a root around it.
fn with_definitions(schema: &Value, root: &Value) -> Value {
    let mut whole = schema.as_object().cloned().unwrap_or_default();
    for key in ["$schema", "$id", "definitions", "$defs"] {
        if let (None, Some(value)) = (whole.get(key), root.get(key)) {
            whole.insert(key.into(), value.clone());
        }
    }
    // References to the root's own parts.
    for key in ["properties", "items"] {
        if let (None, Some(value)) = (whole.get(key), root.get(key))
            && schema.to_string().contains(&format!("#/{key}"))
        {
            whole.insert(key.into(), value.clone());
        }
    }
    Value::Object(whole)
}

/// One property with a schema, and what is drawn for it.
fn probe(schema: &Value, root: &Value) -> Value {
    let whole = with_definitions(&json!({ "properties": { "probe": schema } }), root);
    let form = Form::new(&definition(&whole), None, None);
    let field = form.field_at("/probe").unwrap();
    match &field.kind {
        Kind::Json(_) => json!("throws"),
        _ => outline(&form, &field, 4),
    }
}

fn find_definition(call: &Value, theirs: Value) -> (Value, Value) {
    let root = arg(call, 1);
    let reference = match argument(call, 2).and_then(Value::as_str) {
        Some(base) if !arg(call, 0).as_str().unwrap().starts_with('#') => {
            let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{folder}/{}", arg(call, 0).as_str().unwrap())
        }
        Some(base) => format!("{base}{}", arg(call, 0).as_str().unwrap()),
        None => arg(call, 0).as_str().unwrap().to_owned(),
    };
    let whole = if root.is_object() { root.clone() } else { json!({}) };
    let theirs = if theirs == "throws" { theirs } else { probe(&theirs, &whole) };
    (probe(&json!({ "$ref": reference }), &whole), theirs)
}

fn order_properties(call: &Value) -> Value {
    let names = arg(call, 0).as_array().unwrap();
    let property = |name: &Value| (name.as_str().unwrap().to_owned(), json!({ "type": "string" }));
    let properties: Map<String, Value> = names.iter().map(property).collect();
    let mut definition = definition(&json!({ "properties": properties }));
    if let Some(order) = argument(call, 1) {
        let read = |list: &Value| serde_json::from_value::<Vec<String>>(list.clone()).unwrap();
        if portico_form::order_fault(&read(arg(call, 0)), &read(order)).is_some() {
            return json!("throws");
        }
        definition.ui = serde_json::from_value(json!({ "": { "order": order } })).unwrap();
    }
    let form = Form::new(&definition, None, None);
    let children = form.children(&form.root());
    children.into_iter().map(|child| Value::String(child.key)).collect()
}

fn options_list(call: &Value, theirs: &Value) -> (Value, Value) {
    let labels = |list: &Value| -> Value {
        let one = |option: &Value| json!([option["label"], option["value"]]);
        list.as_array().map_or(Value::Null, |list| list.iter().map(one).collect())
    };
    let mut schema = arg(call, 0).clone();
    if let Some(names) = arg(call, 1).get("ui:enumNames") {
        schema["enumNames"] = names.clone();
    }
    let form = Form::new(&definition(&json!({ "properties": { "probe": schema } })), None, None);
    let field: Field = form.field_at("/probe").unwrap();
    if let (Kind::Object, Some(union)) = (&field.kind, field.unions.first()) {
        let ours = union.branches.iter().map(|branch| json!(branch.label)).collect();
        let theirs = theirs.as_array().unwrap().iter().map(|option| option["label"].clone());
        return (ours, theirs.collect());
    }
    let ours = match &field.kind {
        Kind::Choice(options) => {
            options.iter().map(|option| json!([option.label, option.value])).collect()
        }
        _ => Value::Null,
    };
    (ours, labels(theirs))
}

/// Resolved and unresolved have to draw the same form over the same data.
fn retrieve_schema(call: &Value, theirs: Value) -> (Value, Value) {
    let from_context = call.get("ctx").is_some_and(|ctx| ctx.get("rootSchema").is_some());
    let data = argument(call, if from_context { 1 } else { 2 }).cloned();
    let root = root(call, 1);
    let draw = |schema: &Value| {
        let whole = with_definitions(schema, root);
        let driven = match &data {
            Some(data) => Driven::open(&whole, data.clone()),
            None => Driven::open(&whole, json!({})),
        };
        outline(&driven.form, &driven.form.root(), 3)
    };
    let mut theirs = theirs;
    strip_marks(&mut theirs);
    (draw(arg(call, 0)), draw(&theirs))
}

/// Takes out the mark rjsf leaves at free keys, and those keys, which the data brings along anyway.
fn strip_marks(schema: &mut Value) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.retain(|_, property| property.get("__additional_property").is_none());
        for property in properties.values_mut() {
            strip_marks(property);
        }
    }
}

fn closest(call: &Value, root_at: usize, data_at: Option<usize>, options_at: usize) -> Value {
    let is_method = call["fn"].as_str().unwrap().starts_with("schemaUtils");
    let shift = usize::from(is_method && root_at == 0);
    let root = root(call, root_at);
    let options = arg(call, options_at - shift);
    let mut whole = json!({ "oneOf": options });
    if let Some(key) = argument(call, 4 - shift).and_then(Value::as_str) {
        whole["discriminator"] = json!({ "propertyName": key });
    }
    let whole = with_definitions(&json!({ "properties": { "probe": whole } }), root);
    let data = data_at.and_then(|at| argument(call, at - shift));
    let document = data.map_or(json!({}), |data| json!({ "probe": data }));
    let form = Form::open(&definition(&whole), document, None);
    let field = form.field_at("/probe").unwrap();
    // Where data does not tell, rjsf answers with what the caller says was chosen.
    let fallback = match call["fn"].as_str().unwrap().contains("First") {
        true => 0,
        false => argument(call, 3 - shift).and_then(Value::as_i64).unwrap_or(-1),
    };
    let told = field.unions.iter().find(|union| union.place.ends_with("/oneOf") && union.is_told);
    told.map_or(json!(fallback), |union| json!(union.active))
}

fn defaults(call: &Value, root: &Value, given: Option<&Value>) -> Value {
    let schema = arg(call, 0);
    if !schema.is_object() {
        return json!("throws");
    }
    let root = call.get("ctx").and_then(|ctx| ctx.get("rootSchema")).unwrap_or(root);
    let whole = with_definitions(schema, root);
    bare(Driven::new(&whole, given.cloned()).form.request())
}

fn sanitized(call: &Value) -> Value {
    let is_method = call["fn"].as_str().unwrap().starts_with("schemaUtils");
    let shift = usize::from(is_method);
    let root = root(call, 0);
    let (new, old) = (arg(call, 1 - shift), arg(call, 2 - shift));
    let data = arg(call, 3 - shift).clone();
    let whole = with_definitions(&json!({ "oneOf": [old, new] }), root);
    let mut driven = Driven::open(&whole, data);
    let field = driven.form.root();
    if let Some(union) = field.unions.first() {
        driven.form.choose(&field, &union.place, 0);
        let field = driven.form.root();
        driven.form.choose(&field, &union.place, 1);
    }
    bare(driven.form.request())
}

/// Pointer and keyword of every error.
fn validated(call: &Value, theirs: &Value) -> (Value, Value) {
    let set = |found: BTreeSet<(String, String)>| json!(found);
    let told = theirs["errors"].as_array().into_iter().flatten().map(|error| {
        let path = error["property"].as_str().unwrap_or_default().trim_start_matches('.');
        let at = if path.is_empty() {
            String::new()
        } else {
            let dotted: Vec<&str> =
                if path.contains('`') { vec![path] } else { path.split('.').collect() };
            dotted.into_iter().fold(String::new(), |at, key| pointer::child(&at, key))
        };
        (at, error["name"].as_str().unwrap_or("invalid schema").to_owned())
    });
    let ours = match Validator::new(arg(call, 1)) {
        Ok(validator) => validator
            .problems(arg(call, 0))
            .into_iter()
            .map(|problem| (problem.pointer, problem.keyword.unwrap_or_default()))
            .collect(),
        Err(_) => BTreeSet::from([(String::new(), "invalid schema".to_owned())]),
    };
    (set(ours), set(told.collect()))
}
