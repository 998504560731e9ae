use std::fmt::Write;
use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use portico_catalog::{Catalog, Environment};
use portico_contract::nexus::REQUESTER_EMAIL;
use serde::Serialize;

use crate::folders::{Folders, answer, complain, text};

/// Days Temporal keeps closed runs.
const RETENTION_DAYS: u32 = 30;

/// Say what a Temporal cluster must have for this catalog: namespaces, Nexus endpoints, search attributes.
///
/// As text: the Temporal CLI lines that make it. As JSON: `namespaces`, `endpoints`, `search_attributes`.
#[derive(Debug, clap::Args)]
pub(crate) struct TopologyArgs {
    #[command(flatten)]
    folders: Folders,
    /// Where it is going to run: local, stage or prod.
    #[arg(long, default_value = "local")]
    environment: Environment,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Temporal CLI lines.
    Text,
    /// One JSON object.
    Json,
}

/// What a cluster must have.
#[derive(Debug, Serialize)]
struct Topology {
    environment: &'static str,
    /// The router's first.
    namespaces: Vec<Namespace>,
    endpoints: Vec<Endpoint>,
    search_attributes: Vec<SearchAttribute>,
}

#[derive(Debug, Serialize)]
struct Namespace {
    name: String,
    retention_days: u32,
}

#[derive(Debug, Serialize)]
struct Endpoint {
    name: String,
    /// The folder of the configs that use it.
    team: String,
    namespace: String,
    task_queue: String,
}

#[derive(Debug, Serialize)]
struct SearchAttribute {
    namespace: String,
    name: &'static str,
    r#type: &'static str,
}

pub(crate) fn run(args: &TopologyArgs) -> Result<ExitCode> {
    let (catalog, diagnostics) = args.folders.load()?;
    let faults: Vec<String> = diagnostics.iter().filter(|d| d.is_error()).map(text).collect();
    if !faults.is_empty() {
        complain(&faults.join("\n"));
        return Ok(ExitCode::FAILURE);
    }
    let topology = Topology::of(&catalog, args.environment);
    answer(&match args.format {
        Format::Text => topology.commands(),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&topology)?),
    });
    Ok(ExitCode::SUCCESS)
}

impl Topology {
    fn of(catalog: &Catalog, environment: Environment) -> Self {
        let router = environment.router_namespace();
        let mut namespaces = vec![router.to_owned()];
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for workflow in catalog.workflows() {
            let Some(names) = workflow.names(environment) else { continue };
            if !namespaces.contains(&names.namespace) {
                namespaces.push(names.namespace.clone());
            }
            // The catalog refuses one endpoint with two meanings, so the first to name it says it all.
            if !endpoints.iter().any(|endpoint| endpoint.name == names.endpoint) {
                endpoints.push(Endpoint {
                    name: names.endpoint.clone(),
                    team: workflow.definition.team.clone(),
                    namespace: names.namespace.clone(),
                    task_queue: workflow.nexus_task_queue.clone(),
                });
            }
        }
        Self {
            environment: environment.as_str(),
            namespaces: namespaces
                .into_iter()
                .map(|name| Namespace { name, retention_days: RETENTION_DAYS })
                .collect(),
            endpoints,
            search_attributes: vec![SearchAttribute {
                namespace: router.to_owned(),
                name: REQUESTER_EMAIL,
                r#type: "Keyword",
            }],
        }
    }

    /// The same as lines for a shell.
    fn commands(&self) -> String {
        let mut lines = String::new();
        for Namespace { name, retention_days } in &self.namespaces {
            let _ = writeln!(
                lines,
                "temporal operator namespace create --namespace {} --retention {retention_days}d",
                quoted(name)
            );
        }
        for SearchAttribute { namespace, name, r#type } in &self.search_attributes {
            let _ = writeln!(
                lines,
                "temporal operator search-attribute create --namespace {} --name {name} --type {type}",
                quoted(namespace)
            );
        }
        for Endpoint { name, namespace, task_queue, .. } in &self.endpoints {
            let _ = writeln!(
                lines,
                "temporal operator nexus endpoint create --name {} --target-namespace {} --target-task-queue {}",
                quoted(name),
                quoted(namespace),
                quoted(task_queue)
            );
        }
        lines
    }
}

/// A name as one word of a POSIX shell: configs choose it, and an operator pastes the line.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_stay_one_word_of_the_shell() {
        assert_eq!(quoted("cloud-ops"), "cloud-ops");
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("x'; rm -rf /'"), r"'x'\''; rm -rf /'\'''");
    }
}
