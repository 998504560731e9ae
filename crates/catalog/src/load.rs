use std::collections::{BTreeMap, HashMap};

use crate::doc::Doc;
use crate::guide::{self, Links};
use crate::parse::{Position, TextFault, parse};
use crate::schema::{Shared, bundle, read_dialect};
use crate::source::{CONFIGS, GUIDES, MAX_FILE};
use crate::{Catalog, Code, Diagnostic, Severity, SourceFile, Workflow, hash, resolve, shape};

/// Where the shared definitions are.
const DEFINITIONS: [&str; 3] = ["definitions.json", "definitions.yaml", "definitions.yml"];

/// Loads every config and guide.
///
/// Paths are relative and start with `workflow-configs/` or `guides/`. The catalog holds the workflows
/// without errors; a caller that must not publish half a catalog asks [`Diagnostic::is_error`] first.
pub fn load(files: &[SourceFile]) -> (Catalog, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut shared = None;
    let mut configs = BTreeMap::new();
    let mut guides = BTreeMap::new();
    for file in files {
        if file.text.len() > MAX_FILE {
            let message = "the file is larger than 1 MiB".to_owned();
            let help = "Split it, or move large data elsewhere.".to_owned();
            found.push(whole(&file.path, Code::TooLarge, message, help));
        } else if let Some(path) = file.path.strip_prefix(CONFIGS) {
            let Some(doc) = read(file, &mut found) else { continue };
            if DEFINITIONS.contains(&path) {
                match Shared::new(doc) {
                    Ok(definitions) => shared = Some(definitions),
                    Err(fault) => found.push(fault),
                }
            } else if let Some(page) = page(path) {
                configs.insert(page, doc);
            } else {
                found.push(misplaced(&file.path, "workflow-configs/<team>/<workflow>.json"));
            }
        } else if let Some(path) = file.path.strip_prefix(GUIDES) {
            match page(path) {
                Some(page) => {
                    guides.insert(page, file);
                }
                None => found.push(misplaced(&file.path, "guides/<team>/<workflow>.md")),
            }
        }
    }
    let checked: BTreeMap<_, _> = configs
        .iter()
        .filter_map(|(page, doc)| Some((page.clone(), shape::check(doc, &mut found)?)))
        .collect();
    let links: Links = checked
        .iter()
        .map(|(page, config)| (page.clone(), (config.namespace.clone(), config.workflow_type.clone())))
        .collect();
    let mut workflows = Vec::new();
    for (page, config) in checked {
        let doc = &configs[&page];
        let Some(guide) = guides.get(&page) else {
            let message = "the config has no guide".to_owned();
            let help = format!("Write guides/{page}.md: what a person reads before running it.");
            found.push(doc.error("", Code::MissingGuide, message, help));
            continue;
        };
        let schema = match read_dialect(&config.schema) {
            Ok((_, schema)) => schema,
            Err((message, help)) => {
                found.push(doc.error("/schema/$schema", Code::UnknownDialect, message, help));
                continue;
            }
        };
        let schema = bundle(schema, shared.as_ref(), doc, "/schema", &mut found).schema;
        let guide_page = guide::render(&guide.path, &guide.text, &page, &links, &mut found);
        let workflow = resolve::workflow(config, schema, guide_page, &page, doc.file.clone());
        workflows.push(workflow);
    }
    for (page, guide) in &guides {
        if !configs.contains_key(page) {
            let message = "the guide has no config".to_owned();
            let help = format!("Write workflow-configs/{page}.json, or remove the guide.");
            found.push(whole(&guide.path, Code::MissingConfig, message, help));
        }
    }
    only_once(&workflows, &configs, &mut found);
    workflows.retain(|w| !found.iter().any(|d| d.is_error() && (d.file == w.config_path || d.file == w.guide_path)));
    workflows.sort_by(|a, b| {
        (a.definition.name.to_lowercase(), &a.config_path).cmp(&(b.definition.name.to_lowercase(), &b.config_path))
    });
    found.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
    let digest = hash::name(&workflows.iter().map(|w| &w.file).collect::<Vec<_>>());
    (Catalog { digest, workflows }, found)
}

fn read(file: &SourceFile, found: &mut Vec<Diagnostic>) -> Option<Doc> {
    let (root, faults) = parse(&file.path, &file.text);
    found.extend(faults.into_iter().map(|fault| {
        let TextFault { at: Position { line, column }, pointer, code, message, help } = fault;
        let (file, severity) = (file.path.clone(), Severity::Error);
        Diagnostic { file, line, column, pointer, code, severity, message, help }
    }));
    Some(Doc { file: file.path.clone(), root: root? })
}

/// `<team>/<workflow>` of a path below one of the two roots.
fn page(path: &str) -> Option<String> {
    let (page, _) = path.rsplit_once('.')?;
    let (team, workflow) = page.split_once('/')?;
    (!team.is_empty() && !workflow.is_empty() && !workflow.contains('/')).then(|| page.to_owned())
}

/// A namespace and type name one workflow; a namespace or endpoint belongs to one folder.
fn only_once(workflows: &[Workflow], configs: &BTreeMap<String, Doc>, found: &mut Vec<Diagnostic>) {
    let mut types: HashMap<(&str, &str), &str> = HashMap::new();
    let mut owners: HashMap<(&str, String), &str> = HashMap::new();
    for workflow in workflows {
        let Some(doc) = configs.values().find(|doc| doc.file == workflow.config_path) else { continue };
        let definition = &workflow.definition;
        let key = (definition.namespace.as_str(), definition.workflow_type.as_str());
        if let Some(first) = types.insert(key, &workflow.config_path) {
            let message = format!("{first} publishes {} of namespace {} already", key.1, key.0);
            let help = "Remove one of the two, or give this one its own workflow_type.";
            found.push(doc.error("/workflow_type", Code::DuplicateWorkflow, message, help));
        }
        let stage = workflow.stage.as_ref();
        let names = [
            ("/namespace", "namespace", Some(&workflow.prod.namespace)),
            ("/nexus_endpoint", "endpoint", Some(&workflow.prod.endpoint)),
            ("/stage_namespace", "namespace", stage.map(|names| &names.namespace)),
            ("/stage_nexus_endpoint", "endpoint", stage.map(|names| &names.endpoint)),
        ];
        for (pointer, kind, name) in names {
            let Some(name) = name else { continue };
            let owner = owners.entry((kind, name.clone())).or_insert(&definition.team);
            if *owner != definition.team {
                let message = format!("{kind} {name:?} belongs to the folder {owner:?}");
                let help = "A namespace or endpoint is used from one folder only: name your own.";
                found.push(doc.error(pointer, Code::SharedOwnership, message, help));
            }
        }
    }
}

fn misplaced(path: &str, expected: &str) -> Diagnostic {
    let help = format!("Move it to {expected}.");
    whole(path, Code::Misplaced, "the file is not where it is read".into(), help)
}

fn whole(path: &str, code: Code, message: String, help: String) -> Diagnostic {
    let (file, pointer, severity) = (path.to_owned(), String::new(), Severity::Error);
    Diagnostic { file, line: 1, column: 1, pointer, code, severity, message, help }
}
