//! From files to the catalog.

mod across;
mod pages;

use std::collections::{BTreeMap, HashMap, HashSet};

use portico_contract::http::GuidePage;
use portico_form::pointer;
use serde_json::{Value, json};

use crate::author::Config;
use crate::catalog::Catalog;
use crate::doc::Doc;
use crate::parse::{Position, parse};
use crate::resolve::{Paths, resolve};
use crate::rules::Rules;
use crate::schema::{self, Judge, Origin, References, Shared, bundle, read_dialect};
use crate::source::{CONFIGS, GUIDES, MAX_FILE};
use crate::{Code, Diagnostic, ImageFile, Severity, SourceFile, shape};

/// The shared definitions' file.
const DEFINITIONS: &str = "workflow-configs/definitions.json";

/// A config as far as it could be read.
pub(crate) struct Draft {
    pub(crate) doc: Doc,
    pub(crate) config: Config,
    pub(crate) team: String,
    pub(crate) guide: String,
    schema: Value,
}

/// Loads every config and guide.
///
/// Paths are relative and start with `workflow-configs/` or `guides/`. The catalog holds the workflows
/// without errors; a caller that must not publish half a catalog asks [`Diagnostic::is_error`] first.
/// Diagnostics are in the order of files, lines and columns.
pub fn load(files: &[SourceFile]) -> (Catalog, Vec<Diagnostic>) {
    load_with(files, &[])
}

/// The same with the pictures beside the guides.
pub fn load_with(files: &[SourceFile], images: &[ImageFile]) -> (Catalog, Vec<Diagnostic>) {
    let judge = Judge::default();
    let paths: HashSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
    let mut found = Vec::new();
    let sound: Vec<&SourceFile> = files.iter().filter(|f| is_text(f, &mut found)).collect();
    let shared = shared_definitions(&sound, &judge, &mut found);
    let mut used: HashSet<String> = HashSet::new();
    let mut drafts = Vec::new();
    let guides = placed(&sound, GUIDES, &["md"], &mut found);
    let configs = placed(&sound, CONFIGS, &["json", "yaml", "yml"], &mut found);
    let mut by_place: BTreeMap<&str, &str> = BTreeMap::new();
    for (place, file) in &configs {
        if let Some(first) = by_place.insert(place, &file.path) {
            let message = format!("{first} is already the config of this workflow");
            found.push(at_start(
                &file.path,
                Code::DuplicateConfig,
                message,
                "Remove one of the two.",
            ));
            continue;
        }
        let guide = format!("{GUIDES}{place}.md");
        let Some(mut doc) = read(file, &mut found) else { continue };
        let Some(mut config) = shape::check(&doc, &mut found) else { continue };
        let team = place.split('/').next().unwrap_or_default().to_owned();
        let schema = judged(&doc, &config, shared.as_ref(), &judge, &mut used, &mut found);
        // Thousands of workflows are held at once: from here on only names are told of, by their places.
        doc.root.prune();
        config.schema = Value::Null;
        drafts.push(Draft { doc, config, team, guide, schema });
    }
    for (place, file) in &configs {
        let guide = format!("{GUIDES}{place}.md");
        if !paths.contains(guide.as_str()) {
            let message = format!("the workflow has no guide: {guide} is missing");
            found.push(at_start(
                &file.path,
                Code::MissingGuide,
                message,
                "Write what a person should read before running it.",
            ));
        }
    }
    for (place, file) in &guides {
        if !by_place.contains_key(place.as_str()) && !has_config(&paths, place) {
            let message = format!("the guide has no config: {CONFIGS}{place}.json is missing");
            found.push(at_start(
                &file.path,
                Code::MissingConfig,
                message,
                "Add the config, or remove the guide.",
            ));
        }
    }
    unused_shared(shared.as_ref(), &used, &mut found);
    across::check(&drafts, &mut found);
    let texts: HashMap<&str, &str> =
        guides.iter().map(|(_, f)| (f.path.as_str(), f.text.as_str())).collect();
    let (rendered, shown) = pages::render(&drafts, &texts, images, &mut found);
    let found = tidy(found);
    (publish(drafts, rendered, &found).with_images(shown), found)
}

/// The catalog of the drafts that no error speaks against.
fn publish(
    drafts: Vec<Draft>,
    mut guides: HashMap<String, GuidePage>,
    found: &[Diagnostic],
) -> Catalog {
    let wrong: HashSet<&str> =
        found.iter().filter(|d| d.is_error()).map(|d| d.file.as_str()).collect();
    let workflows = drafts.into_iter().filter_map(|draft| {
        // A workflow that copies shared definitions is only as sound as they are.
        let leans = wrong.contains(DEFINITIONS) && draft.schema.get("definitions").is_some();
        if leans || wrong.contains(draft.doc.file.as_str()) || wrong.contains(draft.guide.as_str())
        {
            return None;
        }
        let guide = guides.remove(&draft.guide)?;
        let paths = Paths { team: draft.team, config: draft.doc.file, guide: draft.guide };
        Some(resolve(&draft.config, draft.schema, guide, paths))
    });
    Catalog::new(workflows.collect())
}

/// Bundles and judges a config's schema, then all that leads into it.
fn judged(
    doc: &Doc,
    config: &Config,
    shared: Option<&Shared>,
    judge: &Judge,
    used: &mut HashSet<String>,
    found: &mut Vec<Diagnostic>,
) -> Value {
    let at = "/schema";
    let (dialect, schema) = match read_dialect(&config.schema) {
        Ok(read) => read,
        Err((message, help)) => {
            found.push(doc.error("/schema/$schema", Code::UnknownDialect, message, help));
            return config.schema.clone();
        }
    };
    let not_object = schema.get("type").is_some_and(|t| match t {
        Value::Array(types) => !types.contains(&json!("object")),
        one => one.is_string() && one != "object",
    });
    if not_object {
        let message = "the input of a workflow is an object, and this schema refuses every object";
        found.push(doc.error(
            "/schema/type",
            Code::InvalidSchema,
            message,
            "Write \"type\": \"object\" and put the value in a property.",
        ));
    }
    let bundled = bundle(schema, shared, doc, at, found);
    used.extend(bundled.copied.values().cloned());
    let origin = Origin {
        config: doc,
        schema_at: at.to_owned(),
        shared: shared.map(|s| (&s.doc, s.at.clone())),
        copied: bundled.copied,
    };
    let references = References::new(bundled.schema.clone());
    schema::check(&references, dialect, &origin, judge, found);
    Rules { doc, config, schema: &references, judge }.check(found);
    bundled.schema
}

fn shared_definitions(
    files: &[&SourceFile],
    judge: &Judge,
    found: &mut Vec<Diagnostic>,
) -> Option<Shared> {
    let file = files.iter().find(|f| f.path == DEFINITIONS)?;
    let doc = read(file, found)?;
    let shared = match Shared::new(doc) {
        Ok(shared) => shared,
        Err(fault) => {
            found.push(fault);
            return None;
        }
    };
    // Judged by themselves, so that a fault is told once, however many workflows use the definition.
    let schema = json!({ "definitions": shared.definitions });
    let (dialect, schema) = read_dialect(&schema).ok()?;
    let at = shared.at.strip_suffix("/definitions").unwrap_or(&shared.at).to_owned();
    let holder = Doc { file: shared.doc.file.clone(), root: shared.doc.root.clone() };
    let bundled = bundle(schema, None, &holder, &at, found);
    let mut copied = indexmap::IndexMap::new();
    for name in shared.definitions.keys() {
        copied.insert(name.clone(), name.clone());
    }
    // Places are the file's own, whether it wraps its definitions or not.
    let nobody = Doc { file: String::new(), root: shared.doc.root.clone() };
    let origin = Origin {
        config: &nobody,
        schema_at: String::new(),
        shared: Some((&shared.doc, shared.at.clone())),
        copied,
    };
    schema::check_all(&bundled.schema, dialect, &origin, judge, found);
    Some(shared)
}

fn unused_shared(shared: Option<&Shared>, used: &HashSet<String>, found: &mut Vec<Diagnostic>) {
    let Some(shared) = shared else { return };
    for name in shared.definitions.keys().filter(|name| !used.contains(*name)) {
        let at = pointer::child(&shared.at, name);
        let message = format!("no workflow uses the definition {name:?}");
        found.push(shared.doc.warning(
            &at,
            Code::UnusedDefinition,
            message,
            "Remove it, or refer to it with $ref.",
        ));
    }
}

/// The files of one root by `<team>/<workflow>`; others are misplaced.
fn placed<'a>(
    files: &[&'a SourceFile],
    root: &str,
    extensions: &[&str],
    found: &mut Vec<Diagnostic>,
) -> Vec<(String, &'a SourceFile)> {
    let mut placed = Vec::new();
    for file in files {
        let Some(rest) = file.path.strip_prefix(root) else { continue };
        let Some((place, extension)) = rest.rsplit_once('.') else { continue };
        if !extensions.contains(&extension) || file.path == DEFINITIONS {
            continue;
        }
        let parts: Vec<&str> = place.split('/').collect();
        if parts.len() != 2 || parts.iter().any(|p| p.is_empty()) {
            let message =
                format!("{root} holds <team>/<workflow>.{extension}, and this file is elsewhere");
            found.push(at_start(
                &file.path,
                Code::MisplacedFile,
                message,
                "Move it into the team's folder.",
            ));
            continue;
        }
        placed.push((place.to_owned(), *file));
    }
    placed.sort_by(|a, b| a.1.path.cmp(&b.1.path));
    placed
}

fn has_config(paths: &HashSet<&str>, place: &str) -> bool {
    ["json", "yaml", "yml"].iter().any(|e| paths.contains(format!("{CONFIGS}{place}.{e}").as_str()))
}

fn read(file: &SourceFile, found: &mut Vec<Diagnostic>) -> Option<Doc> {
    let (root, faults) = parse(&file.path, &file.text);
    found.extend(faults.into_iter().map(|fault| Diagnostic {
        file: file.path.clone(),
        line: fault.at.line,
        column: fault.at.column,
        pointer: fault.pointer,
        code: fault.code,
        severity: Severity::Error,
        message: fault.message,
        help: fault.help,
    }));
    Some(Doc { file: file.path.clone(), root: root? })
}

fn is_text(file: &SourceFile, found: &mut Vec<Diagnostic>) -> bool {
    if file.text.len() > MAX_FILE {
        let message = "the file is larger than 1 MiB";
        found.push(at_start(
            &file.path,
            Code::TooLarge,
            message.into(),
            "Shorten it, or split it into several workflows.",
        ));
        return false;
    }
    if let Some(at) = file.text.find('\u{fffd}') {
        let Position { line, column } = Position::of(&file.text, at);
        let help = "Save the file as UTF-8.".to_owned();
        let message = "these bytes are not UTF-8".to_owned();
        let (file, pointer, severity) = (file.path.clone(), String::new(), Severity::Error);
        found.push(Diagnostic {
            file,
            line,
            column,
            pointer,
            code: Code::NotUtf8,
            severity,
            message,
            help,
        });
        return false;
    }
    true
}

pub(crate) fn at_start(file: &str, code: Code, message: String, help: &str) -> Diagnostic {
    let (file, help) = (file.to_owned(), help.to_owned());
    let (pointer, severity) = (String::new(), Severity::Error);
    Diagnostic { file, line: 1, column: 1, pointer, code, severity, message, help }
}

/// In order, each thing once; where a specific fault stands, the general one is left out.
fn tidy(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let specific: HashSet<(String, usize, usize)> = found
        .iter()
        .filter(|d| d.is_error() && d.code != Code::InvalidSchema)
        .map(|d| (d.file.clone(), d.line, d.column))
        .collect();
    found.retain(|d| {
        d.code != Code::InvalidSchema || !specific.contains(&(d.file.clone(), d.line, d.column))
    });
    found.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.code, &a.message)
            .cmp(&(&b.file, b.line, b.column, b.code, &b.message))
    });
    found.dedup();
    found
}
