//! What a field holds, from the schemas that apply to it.

use serde_json::Value;

use crate::applied::{Applied, Branches};
use crate::bounds::{item_choices, list_rules, number_rules, text_rules};
use crate::choices::without_null;
use crate::field::{Choice, Kind};
use crate::file::file_rules;
use crate::label;
use crate::schema::Document;
use crate::types::{Types, implied};

/// What a field holds, `listed` being the values it can be chosen from. A required constant leaves nothing to choose; an
/// optional one can be left out, and where null would do as well nobody but a person says which.
pub(crate) fn kind(
    document: &Document,
    applied: &Applied<'_>,
    types: &Types,
    listed: Option<Vec<Choice>>,
    required: bool,
    nullable: bool,
) -> Kind {
    let is_settled = |value: &Value| required && (!nullable || value.is_null());
    if let Some(reference) = applied.dangling.first() {
        let outside = !reference.starts_with('#');
        let why = if outside { "outside the schema" } else { "to a place that is not there" };
        return Kind::Json(format!("its schema refers {why}: {reference}"));
    }
    if let Some(reference) = &applied.circle {
        return Kind::Json(format!("its schema refers to itself: {reference}"));
    }
    if applied.schemas().any(|schema| schema == &Value::Bool(false)) {
        return Kind::Json("its schema allows no value".into());
    }
    if let Some(both) = &types.contradiction
        && applied.unions.is_empty()
        && !types.nullable
        && !applied.nullable
    {
        return Kind::Json(format!("its schema asks for two types at once: {both}"));
    }
    if let Some(value) = applied.first("const") {
        if *value == Value::Bool(true) && !nullable {
            return Kind::Confirm;
        }
        return fixed(value.clone(), is_settled(value));
    }
    if let Some(options) = listed.map(without_null) {
        return match options.as_slice() {
            [] => Kind::Json("its schema allows no value".into()),
            [only] if is_settled(&only.value) => Kind::Const(only.value.clone()),
            _ => Kind::Choice(options),
        };
    }
    let active = applied.unions.iter().find_map(|union| match &union.branches {
        Branches::Types(types) => types.get(union.active).map(String::as_str),
        Branches::Schemas(_) => None,
    });
    let named = active.or(types.names.first().map(String::as_str));
    let nothing = types.nullable || applied.nullable;
    let name = named.or_else(|| implied(applied)).unwrap_or(if nothing {
        "null"
    } else {
        // A choice of shapes none of which says what it is.
        "object"
    });
    match name {
        "string" => match file_rules(applied) {
            Some(rules) => Kind::File(rules),
            None => Kind::Text(text_rules(applied)),
        },
        "integer" | "number" => Kind::Number(number_rules(applied, name == "integer")),
        "boolean" => Kind::Boolean,
        "null" => Kind::Const(Value::Null),
        "array" => list(document, applied),
        "object" => Kind::Object,
        other => Kind::Json(format!("\"{other}\" is no type of JSON Schema")),
    }
}

/// A constant is shown where there is no choice; elsewhere it can be left out.
fn fixed(value: Value, is_settled: bool) -> Kind {
    if is_settled {
        Kind::Const(value)
    } else {
        let label = label::of_value(&value);
        Kind::Choice(vec![Choice { value, label, description: None }])
    }
}

fn list(document: &Document, applied: &Applied<'_>) -> Kind {
    let rules = list_rules(document, applied);
    if rules.unique
        && rules.fixed == 0
        && let Some(options) = item_choices(document, applied)
    {
        return Kind::Choices(options, rules);
    }
    Kind::List(rules)
}
