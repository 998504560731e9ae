use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Registry;
use jsonschema::error::ValidationErrorKind;
use portico_contract::http::{DrawnBranch, FieldProblem};
use portico_form::pointer;
use portico_form::schema::Document;
use serde_json::{Map, Value, json};

use crate::dialect::{Dialect, dialect_of, options};
use crate::{exact, order, problems, spread};

/// Why a schema cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct SchemaError {
    /// Where in the schema, as a JSON Pointer.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

/// A compiled schema.
pub struct Validator {
    document: Document,
    dialect: Dialect,
    compiled: jsonschema::Validator,
    /// Made for the first condition.
    registry: OnceLock<Result<Registry<'static>, String>>,
    /// Sub-schemas that were asked what is wrong with a value.
    parts: Mutex<HashMap<String, Option<Arc<jsonschema::Validator>>>>,
}

impl Validator {
    /// Compiles a schema. Nothing outside it is read: a `$ref` that leaves it is an error.
    pub fn new(schema: &Value) -> Result<Self, SchemaError> {
        let document = Document::new(Arc::new(schema.clone()));
        let Some(mut dialect) = dialect_of(schema) else {
            let message =
                "names a dialect that is not known; use draft-04, draft-07, 2019-09 or 2020-12";
            return Err(SchemaError { pointer: "/$schema".into(), message: message.into() });
        };
        let mut compiled = options(dialect).build(schema);
        // Schemas marked draft-04 often use keywords that came later: numeric exclusiveMinimum, const.
        if compiled.is_err() && dialect == Dialect::Draft04 {
            let later = options(Dialect::Draft06).build(schema);
            if later.is_ok() {
                (compiled, dialect) = (later, Dialect::Draft06);
            }
        }
        match compiled {
            Ok(compiled) => {
                let (registry, parts) = (OnceLock::new(), Mutex::default());
                Ok(Self { document, dialect, compiled, registry, parts })
            }
            Err(error) => Err(schema_error(&document, &error)),
        }
    }

    /// The dialect the schema is read in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether the schema accepts `input`.
    pub fn is_valid(&self, input: &Value) -> bool {
        let is_plain = spread::is_held(input) && !exact::has_inexact(input);
        is_plain && self.compiled.is_valid(input) || self.problems(input).is_empty()
    }

    /// What is wrong with `input`, each thing once, in the order of the schema's properties.
    pub fn problems(&self, input: &Value) -> Vec<FieldProblem> {
        self.problems_drawn(input, &[])
    }

    /// The same where it is known which branches a form draws: no other is spoken of.
    pub fn problems_drawn(&self, input: &Value, chosen: &[DrawnBranch]) -> Vec<FieldProblem> {
        if !spread::is_held(input) {
            let message = "has names so long, around so many values, that it cannot be checked";
            let (pointer, message) = (String::new(), message.to_owned());
            return vec![FieldProblem { pointer, keyword: None, message }];
        }
        let mut found = exact::problems(&self.compiled, input);
        if !self.compiled.is_valid(input) {
            let errors = self.compiled.iter_errors(input);
            problems::collect(self, chosen, errors, &mut found);
        }
        order::sort(&self.document, input, &mut found);
        found.truncate(problems::LIMIT);
        found
    }

    /// The schema as it is looked up.
    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// Compiles one of the schema's own sub-schemas, to ask for verdicts on parts of an input.
    /// `place` is its JSON Pointer in the schema.
    pub fn condition(&self, place: &str) -> Result<Condition, SchemaError> {
        let missing = || SchemaError { pointer: place.to_owned(), message: "leads nowhere".into() };
        self.document.at(place).ok_or_else(missing)?;
        let wrong = |message| SchemaError { pointer: place.to_owned(), message };
        self.around(&json!({ "$ref": reference(place) })).map(Condition).map_err(wrong)
    }

    /// What some of the schema's own sub-schemas refuse, each in a value that is given with its place: the problems of
    /// each value, with pointers that lead into it. All are judged at once, so that what several refer to is compiled
    /// once; much that is wrong with one hides nothing of the others.
    pub(crate) fn refused(&self, values: &[(String, &Value)]) -> Vec<Vec<FieldProblem>> {
        let mut found: Vec<Vec<FieldProblem>> = vec![Vec::new(); values.len()];
        let parts: Map<String, Value> = (0_usize..)
            .zip(values)
            .map(|(at, (place, _))| (at.to_string(), json!({ "$ref": reference(place) })))
            .collect();
        let held: Map<String, Value> = (0_usize..)
            .zip(values)
            .map(|(at, (_, value))| (at.to_string(), Value::clone(value)))
            .collect();
        let input = Value::Object(held);
        let compiled = self.around(&json!({ "properties": parts }));
        let Some(compiled) = compiled.ok().filter(|_| spread::is_held(&input)) else {
            return found;
        };
        let index_of = |at: &str| pointer::segments(at).next()?.parse::<usize>().ok();
        for problem in exact::problems(&compiled, &input) {
            if let Some(known) = index_of(&problem.pointer).and_then(|at| found.get_mut(at)) {
                known.push(problem);
            }
        }
        let mut errors: Vec<Vec<jsonschema::ValidationError<'_>>> = Vec::new();
        errors.resize_with(values.len(), Vec::new);
        for error in compiled.iter_errors(&input) {
            let index = index_of(error.instance_path().as_str());
            if let Some(known) = index.and_then(|at| errors.get_mut(at)) {
                known.push(error);
            }
        }
        for (at, (errors, found)) in errors.into_iter().zip(&mut found).enumerate() {
            problems::collect(self, &[], errors.into_iter(), found);
            for problem in found {
                problem.pointer.drain(..=at.to_string().len());
            }
        }
        found
    }

    /// One of the schema's own sub-schemas, compiled once; `None` for what takes anything or nothing.
    pub(crate) fn part(&self, place: &str) -> Option<Arc<jsonschema::Validator>> {
        self.document.at(place).filter(|schema| schema.is_object())?;
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let part = parts.entry(place.to_owned()).or_insert_with(|| {
            self.around(&json!({ "$ref": reference(place) })).ok().map(Arc::new)
        });
        part.clone()
    }

    /// Compiles a schema that refers to parts of this one.
    fn around(&self, schema: &Value) -> Result<jsonschema::Validator, String> {
        let registry =
            self.registry.get_or_init(|| self.embedded().map_err(|error| error.to_string()));
        let registry = registry.as_ref().map_err(String::clone)?;
        let built = options(self.dialect).with_registry(registry).build(schema);
        built.map_err(|error| error.to_string())
    }

    /// The whole document as one embedded resource, so that what a sub-schema refers to is found where it is.
    fn embedded(&self) -> Result<Registry<'static>, jsonschema::ReferencingError> {
        let draft = self.dialect.draft();
        let resource = draft.create_resource(Value::clone(self.document.root()));
        Registry::new()
            .draft(draft)
            .add(BASE, resource)
            .and_then(jsonschema::RegistryBuilder::prepare)
    }
}

/// What the document is called where one of its parts is judged alone.
const BASE: &str = "urn:portico:document";

/// How a part of the document is referred to there.
fn reference(place: &str) -> String {
    let mut text = format!("{BASE}#");
    for byte in place.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~-._".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Validator").field("dialect", &self.dialect).finish_non_exhaustive()
    }
}

/// One sub-schema, compiled by [`Validator::condition`].
#[derive(Debug)]
pub struct Condition(jsonschema::Validator);

impl Condition {
    /// Whether the sub-schema accepts `value`.
    pub fn holds(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }
}

fn schema_error(document: &Document, error: &jsonschema::ValidationError<'_>) -> SchemaError {
    if let ValidationErrorKind::Referencing(reason) = error.kind() {
        if let Some((pointer, reference)) = dangling(document, document.root(), "") {
            let message = if reference.starts_with('#') {
                format!("\"{reference}\" leads nowhere")
            } else {
                format!(
                    "\"{reference}\" leads outside the schema; copy what it refers to into $defs"
                )
            };
            return SchemaError { pointer, message };
        }
        return SchemaError {
            pointer: error.instance_path().to_string(),
            message: reason.to_string(),
        };
    }
    SchemaError { pointer: error.instance_path().to_string(), message: error.to_string() }
}

/// The first `$ref` that does not lead to a place in the document, with its pointer.
fn dangling(document: &Document, value: &Value, place: &str) -> Option<(String, String)> {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str)
                && document.resolve(reference).is_none()
            {
                return Some((pointer::child(place, "$ref"), reference.to_owned()));
            }
            below(map)
                .find_map(|(key, inner)| dangling(document, inner, &pointer::child(place, key)))
        }
        Value::Array(items) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(at, inner)| {
                dangling(document, inner, &pointer::child(place, &at.to_string()))
            })
        }
        _ => None,
    }
}

fn below(map: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    map.iter().filter(|(key, _)| !matches!(key.as_str(), "const" | "enum" | "default" | "examples"))
}
