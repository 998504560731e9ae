//! From the schemas that apply to a value to the field that is drawn.

use std::sync::Arc;

use portico_contract::http::UiHint;
use serde_json::{Map, Number, Value};

use crate::applied::{Applied, Branches, declares, titled_consts, unconditional};
use crate::field::{Branch, Choice, Field, Kind, ListRules, NumberRules, TextRules, Union, widget};
use crate::schema::{Document, Place};
use crate::{Form, label, pointer};

/// What a field is given by the one above it.
pub(crate) struct Given {
    pub(crate) pointer: String,
    pub(crate) key: String,
    pub(crate) places: Vec<Place>,
    pub(crate) required: bool,
    pub(crate) depth: usize,
    pub(crate) trail: Arc<[Place]>,
}

impl Form {
    /// The field of the whole input.
    pub fn root(&self) -> Field {
        self.field(Given {
            pointer: String::new(),
            key: String::new(),
            places: vec!["".into()],
            required: true,
            depth: 0,
            trail: Arc::from([]),
        })
    }

    /// The fields of an object, in the order they are drawn.
    pub fn children(&self, object: &Field) -> Vec<Field> {
        let applied = self.applied(&object.places, &object.pointer);
        let names = applied.property_names(&self.document);
        let names = ordered(names, self.hint(&object.pointer).map_or(&[][..], |hint| &hint.order));
        let fields = names.iter().filter_map(|name| self.child_of(object, &applied, name));
        fields.collect()
    }

    /// One field of an object; `None` when no schema that applies declares it.
    pub fn child(&self, object: &Field, key: &str) -> Option<Field> {
        let applied = self.applied(&object.places, &object.pointer);
        self.child_of(object, &applied, key)
    }

    /// An item of a list.
    pub fn item(&self, list: &Field, index: usize) -> Field {
        let applied = self.applied(&list.places, &list.pointer);
        let mut field = self.field(Given {
            pointer: pointer::child(&list.pointer, &index.to_string()),
            key: index.to_string(),
            places: applied.item(&self.document, index),
            required: true,
            depth: list.depth,
            trail: Arc::clone(&list.trail),
        });
        field.recursive = false;
        let titled = unconditional_title(&self.document, &field.places);
        field.label = titled.unwrap_or_else(|| format!("{} {}", singular(&list.label), index + 1));
        field
    }

    /// The same field after edits, at `at` if its list has moved it.
    pub fn again(&self, field: &Field, at: &str) -> Field {
        let mut again = self.field(Given {
            pointer: at.to_owned(),
            key: field.key.clone(),
            places: field.places.clone(),
            required: field.required,
            depth: field.depth,
            trail: Arc::clone(&field.above),
        });
        again.recursive = field.recursive;
        again.label.clone_from(&field.label);
        again
    }

    /// Which of an object's unions an active branch's property comes with; `None` for the object's own.
    pub fn union_of(&self, object: &Field, key: &str) -> Option<usize> {
        let applied = self.applied(&object.places, &object.pointer);
        let own = applied.places[..applied.own].iter();
        let declared = own
            .filter_map(|place| self.document.at(place)?.get("properties")?.get(key))
            .next()
            .is_some();
        if declared {
            return None;
        }
        applied.unions.iter().position(|union| match &union.branches {
            Branches::Schemas(places) => declares(&self.document, &places[union.active], key),
            Branches::Types(_) => false,
        })
    }

    /// Whether the presence of one of an object's properties decides on others.
    pub fn has_dependents(&self, object: &Field) -> bool {
        let applied = self.applied(&object.places, &object.pointer);
        let keys = ["dependentRequired", "dependentSchemas", "dependencies"];
        keys.iter().any(|key| applied.first(&self.document, key).is_some())
    }

    /// The field at a pointer; `None` where no field is drawn.
    pub fn field_at(&self, at: &str) -> Option<Field> {
        let mut field = self.root();
        for segment in pointer::segments(at) {
            field = match &field.kind {
                Kind::List(_) => self.item(&field, segment.parse().ok()?),
                Kind::Object => self.child(&field, &segment)?,
                _ => return None,
            };
        }
        Some(field)
    }

    /// The labels on the way to a pointer, such as "Disks, Disk 2, Size".
    pub fn label_path(&self, at: &str) -> String {
        let mut field = self.root();
        let mut labels: Vec<String> = Vec::new();
        for segment in pointer::segments(at) {
            let below = match &field.kind {
                Kind::List(_) => segment.parse().ok().map(|index| self.item(&field, index)),
                Kind::Object => self.child(&field, &segment),
                _ => None,
            };
            match below {
                Some(below) => {
                    labels.push(match field.kind {
                        // A title is the same for each item; its number tells them apart.
                        Kind::List(_) if !below.label.contains(|c: char| c.is_ascii_digit()) => {
                            let number = segment.parse::<usize>().map_or(0, |index| index + 1);
                            format!("{} {number}", below.label)
                        }
                        _ => below.label.clone(),
                    });
                    field = below;
                }
                None => labels.push(label::from_key(&segment)),
            }
        }
        labels.join(", ")
    }

    pub(crate) fn applied(&self, places: &[Place], at: &str) -> Applied {
        Applied::new(&self.document, places, at, self)
    }

    /// The hint for a pointer: its own first, then one whose `*` fits.
    pub(crate) fn hint(&self, at: &str) -> Option<&UiHint> {
        let fields = &self.ui.fields;
        fields.get(at).or_else(|| {
            let mut patterns = fields.iter().filter(|(pattern, _)| pattern.contains('*'));
            patterns.find(|(pattern, _)| pointer::fits(at, pattern)).map(|(_, hint)| hint)
        })
    }

    pub(crate) fn child_of(&self, object: &Field, applied: &Applied, key: &str) -> Option<Field> {
        let places = applied.property(&self.document, key);
        let forbidden =
            places.iter().any(|place| self.document.at(place) == Some(&Value::Bool(false)));
        if places.is_empty() || forbidden {
            return None;
        }
        let titled =
            self.document.at(&places[0]).is_some_and(|schema| schema.get("title").is_some());
        let names_type = self.shares_type(applied, &places[0], key);
        let mut field = self.field(Given {
            pointer: pointer::child(&object.pointer, key),
            key: key.to_owned(),
            places,
            required: self.requires(applied, &object.pointer, key),
            depth: object.depth + 1,
            trail: Arc::clone(&object.trail),
        });
        let hinted = self.hint(&field.pointer).is_some_and(|hint| hint.label.is_some());
        if (names_type || field.recursive) && !titled && !hinted {
            field.label = label::from_key(key);
        }
        Some(field)
    }

    /// Whether a property has no title of its own and refers to a schema that another property of the
    /// object refers to as well, so that the title found there names the type and tells neither apart.
    fn shares_type(&self, applied: &Applied, place: &Place, key: &str) -> bool {
        /// Beyond this many properties the search would cost more than the better label is worth.
        const MOST: usize = 200;
        let reference = |schema: &Value| match schema.get("title") {
            None => schema.get("$ref").and_then(Value::as_str).map(str::to_owned),
            Some(_) => None,
        };
        let Some(ours) = self.document.at(place).and_then(reference) else { return false };
        let others = applied
            .schemas(&self.document)
            .filter_map(|schema| schema.get("properties")?.as_object());
        others.filter(|properties| properties.len() <= MOST).flatten().any(|(name, schema)| {
            name != key && reference(schema).as_deref() == Some(ours.as_str())
        })
    }

    fn requires(&self, applied: &Applied, at: &str, key: &str) -> bool {
        let names = |list: Option<&Value>| {
            list.and_then(Value::as_array)
                .is_some_and(|names| names.iter().any(|name| name.as_str() == Some(key)))
        };
        let object = self.value_at(at);
        applied.schemas(&self.document).any(|schema| {
            let depends = |keyword: &str| {
                let lists = schema.get(keyword).and_then(Value::as_object);
                lists.into_iter().flatten().any(|(trigger, list)| {
                    names(Some(list)) && object.is_some_and(|object| object.get(trigger).is_some())
                })
            };
            names(schema.get("required")) || depends("dependentRequired") || depends("dependencies")
        })
    }

    pub(crate) fn field(&self, given: Given) -> Field {
        let document = &self.document;
        let applied = self.applied(&given.places, &given.pointer);
        let hint = self.hint(&given.pointer);
        let text =
            |key: &str| applied.first_own(document, key).and_then(Value::as_str).map(str::to_owned);
        let requester = self
            .requester_field
            .as_ref()
            .is_some_and(|key| given.pointer == pointer::child("", key));
        let types = types_of(document, &applied);
        let active_type = applied.unions.iter().find_map(|union| match &union.branches {
            Branches::Types(types) => types.get(union.active).map(String::as_str),
            Branches::Schemas(_) => None,
        });
        let kind = kind(document, &applied, &types, active_type, given.required);
        let write_only = applied.says(document, "writeOnly");
        let default = applied.first(document, "default").cloned();
        let resolved: Vec<Place> = applied.places.clone();
        let recursive =
            kind == Kind::Object && resolved.iter().any(|place| given.trail.contains(place));
        let above = Arc::clone(&given.trail);
        let trail = if kind == Kind::Object {
            given.trail.iter().cloned().chain(resolved).collect()
        } else {
            given.trail
        };
        Field {
            label: hint
                .and_then(|hint| hint.label.clone())
                .or_else(|| text("title"))
                .unwrap_or_else(|| label::from_key(&given.key)),
            description: text("description"),
            help: hint.and_then(|hint| hint.help.clone()),
            help_when: hint.and_then(|hint| hint.help_when.as_ref()).and_then(|when| {
                let holds = self.verdict_of(&given.pointer, crate::worker::HELP_WHEN);
                (holds == Some(true)).then(|| when.text.clone())
            }),
            placeholder: hint.and_then(|hint| hint.placeholder.clone()),
            examples: applied
                .first_own(document, "examples")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default(),
            required: given.required,
            nullable: applied.nullable || types.nullable,
            read_only: requester || applied.says(document, "readOnly"),
            write_only,
            deprecated: applied.says(document, "deprecated"),
            widget: widget(
                &kind,
                hint.and_then(|hint| hint.widget),
                given.required,
                default.as_ref(),
                write_only,
            ),
            unions: applied.unions.iter().map(|union| drawn_union(document, union)).collect(),
            columns: hint.and_then(|hint| hint.columns).unwrap_or(1),
            folded: hint.and_then(|hint| hint.collapsed).unwrap_or(false),
            default,
            kind,
            depth: given.depth,
            recursive,
            pointer: given.pointer,
            key: given.key,
            places: given.places,
            above,
            trail,
        }
    }
}

#[derive(Default)]
struct Types {
    /// Without null; empty when nothing is said.
    names: Vec<String>,
    nullable: bool,
}

fn types_of(document: &Document, applied: &Applied) -> Types {
    let mut types = Types::default();
    let mut first = true;
    for schema in applied.schemas(document) {
        let named: Vec<&str> = match schema.get("type") {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        let nullable = named.contains(&"null");
        let names: Vec<String> =
            named.iter().filter(|name| **name != "null").map(|name| (*name).to_owned()).collect();
        if first {
            types = Types { names, nullable };
            first = false;
        } else {
            types.nullable &= nullable;
            let narrowed: Vec<String> = names
                .iter()
                .filter(|name| {
                    types.names.contains(name)
                        || (*name == "integer" && types.names.iter().any(|known| known == "number"))
                })
                .cloned()
                .collect();
            if !narrowed.is_empty() {
                types.names = narrowed;
            }
        }
    }
    types
}

fn kind(
    document: &Document,
    applied: &Applied,
    types: &Types,
    active: Option<&str>,
    required: bool,
) -> Kind {
    if let Some(reference) = applied.dangling.first() {
        return Kind::Json(format!("its schema refers to {reference}, which is not there"));
    }
    if let Some(value) = applied.first(document, "const") {
        if *value == Value::Bool(true) {
            return Kind::Confirm;
        }
        return fixed(value.clone(), required);
    }
    if let Some(options) = choices(document, applied) {
        return match options.as_slice() {
            [] => Kind::Json("its schema allows no value".into()),
            [only] if required => Kind::Const(only.value.clone()),
            _ => Kind::Choice(options),
        };
    }
    let has = |key: &str| applied.first(document, key).is_some();
    let name = active.or(types.names.first().map(String::as_str)).unwrap_or_else(|| {
        if has("properties") || has("required") {
            "object"
        } else if has("items") || has("prefixItems") {
            "array"
        } else if has("pattern") || has("format") || has("minLength") || has("maxLength") {
            "string"
        } else if has("minimum") || has("maximum") || has("multipleOf") {
            "number"
        } else if types.nullable || applied.nullable {
            "null"
        } else {
            "any"
        }
    });
    match name {
        "string" => Kind::Text(text_rules(document, applied)),
        "integer" | "number" => Kind::Number(number_rules(document, applied, name == "integer")),
        "boolean" => Kind::Boolean,
        "null" => Kind::Const(Value::Null),
        "array" => list(document, applied),
        "object"
            if !applied.has_properties(document)
                && applied.unions.is_empty()
                && !applied.inactive.is_empty() =>
        {
            Kind::Object
        }
        "object" if !applied.has_properties(document) && applied.unions.is_empty() => {
            Kind::Json("its keys are free".into())
        }
        "object" => Kind::Object,
        "any" => Kind::Json("its schema allows any type".into()),
        other => Kind::Json(format!("\"{other}\" is no type of JSON Schema")),
    }
}

/// A constant is shown where there is no choice; elsewhere it can be left out.
fn fixed(value: Value, required: bool) -> Kind {
    if required {
        Kind::Const(value)
    } else {
        let label = label::of_value(&value);
        Kind::Choice(vec![Choice { value, label, description: None }])
    }
}

/// The values of `enum` or of titled constants; null, which the field can be anyway, left out.
fn choices(document: &Document, applied: &Applied) -> Option<Vec<Choice>> {
    let mut options: Option<Vec<Choice>> = None;
    for schema in applied.schemas(document) {
        let found: Vec<Choice> = if let Some(values) = schema.get("enum").and_then(Value::as_array)
        {
            let names = schema.get("enumNames").and_then(Value::as_array);
            let labelled = values.iter().enumerate().map(|(index, value)| Choice {
                label: names
                    .and_then(|names| names.get(index))
                    .and_then(Value::as_str)
                    .map_or_else(|| label::of_value(value), str::to_owned),
                value: value.clone(),
                description: None,
            });
            labelled.collect()
        } else if let Some(titled) =
            ["oneOf", "anyOf"].into_iter().find_map(|key| titled_consts(document, schema, key))
        {
            let described = |schema: &Value, key: &str| {
                schema.get(key).and_then(Value::as_str).map(str::to_owned)
            };
            let labelled = titled.into_iter().map(|(value, schema)| Choice {
                value: value.clone(),
                label: described(schema, "title").unwrap_or_else(|| label::of_value(value)),
                description: described(schema, "description"),
            });
            labelled.collect()
        } else {
            continue;
        };
        options = Some(match options {
            None => found,
            Some(known) => known
                .into_iter()
                .filter(|one| found.iter().any(|other| other.value == one.value))
                .collect(),
        });
    }
    let mut options = options?;
    if options.len() > 1 {
        options.retain(|option| !option.value.is_null());
    }
    Some(options)
}

fn text_rules(document: &Document, applied: &Applied) -> TextRules {
    let max = applied.first(document, "maxLength").and_then(Value::as_u64);
    TextRules {
        min: applied.first(document, "minLength").and_then(Value::as_u64),
        max,
        format: applied.first(document, "format").and_then(Value::as_str).map(str::to_owned),
        lines: max.is_some_and(|max| (300..=100_000).contains(&max))
            || applied.first(document, "contentMediaType").is_some(),
    }
}

fn number_rules(document: &Document, applied: &Applied, integer: bool) -> NumberRules {
    let bound = |key: &str| applied.first(document, key).and_then(Value::as_number).cloned();
    let whole = |bound: Option<Number>, step: i64| match bound.as_ref().and_then(Number::as_i64) {
        Some(exact) if integer => exact.checked_add(step).map(Number::from),
        _ => bound,
    };
    NumberRules {
        integer,
        min: bound("minimum").or_else(|| whole(bound("exclusiveMinimum"), 1)),
        max: bound("maximum").or_else(|| whole(bound("exclusiveMaximum"), -1)),
        step: bound("multipleOf"),
    }
}

fn list(document: &Document, applied: &Applied) -> Kind {
    let size = |key: &str| {
        applied.first(document, key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok())
    };
    let tuple = ["prefixItems", "items"]
        .into_iter()
        .find_map(|key| applied.first(document, key)?.as_array())
        .map(Vec::len);
    let closed = ["items", "additionalItems"]
        .into_iter()
        .any(|key| applied.first(document, key) == Some(&Value::Bool(false)));
    let rules = ListRules {
        min: size("minItems").unwrap_or(0),
        max: size("maxItems").or_else(|| tuple.filter(|_| closed)),
        unique: applied.says(document, "uniqueItems"),
    };
    let items = applied.item(document, tuple.unwrap_or(0));
    if items.is_empty() && tuple.is_none() {
        return Kind::Json("its items can be of any type".into());
    }
    if rules.unique && tuple.is_none() {
        let item = Applied {
            places: items.iter().flat_map(|place| unconditional(document, place).places).collect(),
            ..Applied::default()
        };
        if let Some(options) = choices(document, &item).filter(|options| !options.is_empty()) {
            return Kind::Choices(options, rules);
        }
    }
    Kind::List(rules)
}

fn drawn_union(document: &Document, union: &crate::applied::UnionAt) -> Union {
    let branches = match &union.branches {
        Branches::Types(types) => types
            .iter()
            .map(|name| Branch { label: type_label(name).to_owned(), description: None })
            .collect(),
        Branches::Schemas(places) => {
            places.iter().enumerate().map(|(index, place)| branch(document, place, index)).collect()
        }
    };
    Union { place: union.place.clone(), branches, active: union.active }
}

fn branch(document: &Document, place: &Place, index: usize) -> Branch {
    let applied = unconditional(document, place);
    let text = |key: &str| applied.first(document, key).and_then(Value::as_str).map(str::to_owned);
    let discriminator = || {
        let mut maps = applied
            .schemas(document)
            .filter_map(|schema| schema.get("properties").and_then(Value::as_object));
        maps.find_map(|properties| properties.values().find_map(|property| property.get("const")))
            .map(label::of_value)
    };
    let referred = || {
        let reference = document.at(place)?.get("$ref")?.as_str()?;
        reference.rsplit('/').next().map(label::from_key)
    };
    let typed = || text("type").map(|name| type_label(&name).to_owned());
    let label = text("title")
        .or_else(discriminator)
        .or_else(referred)
        .or_else(typed)
        .unwrap_or_else(|| format!("Option {}", index + 1));
    Branch { label, description: text("description") }
}

fn type_label(name: &str) -> &str {
    match name {
        "string" => "Text",
        "integer" => "Whole number",
        "number" => "Number",
        "boolean" => "Yes or no",
        "array" => "List",
        "object" => "Group of fields",
        other => other,
    }
}

fn unconditional_title(document: &Document, places: &[Place]) -> Option<String> {
    let title = |place: &Place| {
        unconditional(document, place)
            .first(document, "title")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    places.iter().find_map(title)
}

/// "Recipients" to "Recipient", where that is safe to guess.
pub fn singular(label: &str) -> String {
    match label.strip_suffix("ies") {
        Some(stem) => return format!("{stem}y"),
        None if label.ends_with("ss") || label.ends_with("us") || label.ends_with("is") => {
            return label.to_owned();
        }
        None => {}
    }
    let plural = ["ches", "shes", "xes", "sses"].into_iter().any(|ending| label.ends_with(ending));
    let stem = if plural { label.strip_suffix("es") } else { label.strip_suffix('s') };
    stem.unwrap_or(label).to_owned()
}

/// Names in the order a hint asks for; `*` stands for all it does not name.
fn ordered(names: Vec<String>, order: &[String]) -> Vec<String> {
    if order.is_empty() {
        return names;
    }
    let known: Map<String, Value> = names.iter().map(|name| (name.clone(), Value::Null)).collect();
    let mut rest: Vec<String> = names.into_iter().filter(|name| !order.contains(name)).collect();
    let mut sorted = Vec::with_capacity(known.len());
    for entry in order {
        if entry == "*" {
            sorted.append(&mut rest);
        } else if known.contains_key(entry) {
            sorted.push(entry.clone());
        }
    }
    sorted.append(&mut rest);
    sorted
}
