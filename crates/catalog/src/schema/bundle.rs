use indexmap::IndexMap;
use portico_form::pointer;
use serde_json::{Map, Value};

use super::keywords::each;
use super::origin::Origin;
use super::references::{References, reference};
use crate::doc::Doc;
use crate::suggest::closest;
use crate::{Code, Diagnostic};

/// The definitions all teams share.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) doc: Doc,
    /// Where the definitions are in the file.
    pub(crate) at: String,
    pub(crate) definitions: Map<String, Value>,
}

impl Shared {
    /// Reads the file: an object of definitions, or one with the single member `definitions`.
    pub(crate) fn new(doc: Doc) -> Result<Self, Diagnostic> {
        let Value::Object(members) = doc.root.to_value() else {
            let message = format!("shared definitions are an object, not {}", doc.root.describe());
            let help = "Write {\"definitions\": {\"<name>\": <schema>, …}}.";
            return Err(doc.error("", Code::WrongType, message, help));
        };
        for key in ["definitions", "$defs"] {
            let about = |k: &String| {
                matches!(k.as_str(), "$schema" | "$id" | "$comment" | "title" | "description")
            };
            if let Some(Value::Object(inner)) = members.get(key)
                && members.keys().all(|k| k == key || about(k))
            {
                let definitions = inner.clone();
                return Ok(Self { doc, at: pointer::child("", key), definitions });
            }
        }
        Ok(Self { doc, at: String::new(), definitions: members })
    }
}

/// A schema that refers to nothing outside itself.
#[derive(Clone, Debug)]
pub(crate) struct Bundle {
    pub(crate) schema: Value,
    /// Name in the bundle to name among the shared definitions.
    pub(crate) copied: IndexMap<String, String>,
}

/// Copies the shared definitions that a schema reaches under `definitions`; reports references that
/// lead nowhere, or outside.
pub(crate) fn bundle(
    schema: Value,
    shared: Option<&Shared>,
    config: &Doc,
    schema_at: &str,
    found: &mut Vec<Diagnostic>,
) -> Bundle {
    let own = References::new(schema);
    let own_names = names(own.root());
    let mut bundler = Bundler { shared, own_names, copied: IndexMap::new() };
    let mut result = own.root().clone();
    let mut wrong = Vec::new();
    for (place, text) in references(own.root(), "") {
        let holder = own.at(&place).unwrap_or(&Value::Null);
        if own.target(&place, holder).is_some() {
            continue;
        }
        match bundler.shared_reference(&text) {
            Some(local) => set_reference(&mut result, &place, local),
            None => wrong.push((place, text)),
        }
    }
    let mut next = 0;
    let mut copies = Map::new();
    while let Some((name, written)) =
        bundler.copied.get_index(next).map(|(n, w)| (n.clone(), w.clone()))
    {
        next += 1;
        let definition =
            shared.and_then(|s| s.definitions.get(&written)).cloned().unwrap_or_default();
        let mut copy = definition.clone();
        for (place, text) in references(&definition, "") {
            match bundler.shared_reference(&text) {
                Some(local) => set_reference(&mut copy, &place, local),
                None => {
                    wrong.push((format!("{}{place}", pointer::child("/definitions", &name)), text));
                }
            }
        }
        copies.insert(name, copy);
    }
    if let Value::Object(members) = &mut result
        && !copies.is_empty()
        && let Value::Object(definitions) =
            members.entry("definitions").or_insert_with(|| Value::Object(Map::new()))
    {
        definitions.extend(copies);
    }
    let copied = bundler.copied;
    let origin = Origin {
        config,
        schema_at: schema_at.to_owned(),
        shared: shared.map(|s| (&s.doc, s.at.clone())),
        copied: copied.clone(),
    };
    let known: Vec<String> = definitions_in_reach(own.root(), shared);
    found.extend(wrong.iter().map(|(place, text)| fault(&origin, &known, place, text)));
    Bundle { schema: result, copied }
}

struct Bundler<'a> {
    shared: Option<&'a Shared>,
    /// Names the schema uses itself under `definitions`.
    own_names: Vec<String>,
    copied: IndexMap<String, String>,
}

impl Bundler<'_> {
    /// A reference to a shared definition as it is written in the bundle, and marks it as copied.
    fn shared_reference(&mut self, text: &str) -> Option<String> {
        let shared = self.shared?;
        let rest = text.strip_prefix("#/definitions/")?;
        let (name, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let written = pointer::unescape(name).into_owned();
        let definition = shared.definitions.get(&written)?;
        definition.pointer(below)?;
        let known = self.copied.iter().find(|(_, w)| **w == written).map(|(name, _)| name.clone());
        let name = known.unwrap_or_else(|| {
            // A definition of the schema's own with this name stays what it is.
            let mut name = written.clone();
            while self.own_names.contains(&name) {
                name = format!("shared_{name}");
            }
            self.copied.insert(name.clone(), written);
            name
        });
        Some(format!("#{}{below}", pointer::child("/definitions", &name)))
    }
}

/// Every `$ref` of a schema: the place of the schema that holds it, and its text.
pub(super) fn references(schema: &Value, at: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    each(schema, at, &mut |place, schema| {
        if let Some(text) = reference(schema) {
            found.push((place.to_owned(), text.to_owned()));
        }
    });
    found
}

fn set_reference(schema: &mut Value, place: &str, text: String) {
    if let Some(Value::Object(members)) = schema.pointer_mut(place) {
        members.insert("$ref".into(), text.into());
    }
}

fn names(schema: &Value) -> Vec<String> {
    let definitions = schema.get("definitions").and_then(Value::as_object);
    definitions.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn definitions_in_reach(schema: &Value, shared: Option<&Shared>) -> Vec<String> {
    let own = ["$defs", "definitions"].into_iter().flat_map(|key| {
        let names = schema.get(key).and_then(Value::as_object).into_iter().flatten();
        names.map(move |(name, _)| format!("#/{key}/{}", pointer::escape(name)))
    });
    let shared = shared.into_iter().flat_map(|s| s.definitions.keys());
    own.chain(shared.map(|name| format!("#/definitions/{}", pointer::escape(name)))).collect()
}

fn fault(origin: &Origin<'_>, known: &[String], place: &str, text: &str) -> Diagnostic {
    let place = pointer::child(place, "$ref");
    if text.starts_with('#') {
        let help = match closest(text, known.iter().map(String::as_str)) {
            Some(name) => format!("Did you mean {name:?}?"),
            None => "Define it under \"definitions\" in the schema, or in workflow-configs/definitions.json."
                .into(),
        };
        origin.error(&place, Code::RefNowhere, format!("{text:?} leads nowhere"), help)
    } else {
        let message = format!("{text:?} leads outside this file");
        let help = "Copy what it refers to under \"definitions\", or into workflow-configs/definitions.json.";
        origin.error(&place, Code::RefOutside, message, help)
    }
}
