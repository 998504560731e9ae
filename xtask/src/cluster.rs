//! A Temporal cluster, asked and prepared through the Temporal CLI.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{paths, process, programs, say};

/// How long closed runs are kept.
const RETENTION_DAYS: u64 = 30;

/// What the catalog needs in a cluster, as `portico topology` tells it.
pub(crate) struct Topology {
    /// The router's namespace first, then each team's.
    pub(crate) namespaces: Vec<String>,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Search attributes and the namespace each belongs to.
    pub(crate) attributes: Vec<Attribute>,
}

/// A Nexus endpoint and where it leads.
pub(crate) struct Endpoint {
    pub(crate) name: String,
    /// The folder of the configs that name it.
    pub(crate) team: String,
    pub(crate) namespace: String,
    pub(crate) task_queue: String,
}

/// A search attribute of a namespace.
pub(crate) struct Attribute {
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) kind: String,
}

impl Topology {
    /// Asks the `portico` program in `binaries` what the clone's catalog needs locally.
    pub(crate) fn read(binaries: &Path) -> Result<Self> {
        let mut portico = Command::new(binaries.join(programs::PORTICO));
        portico.current_dir(paths::root()).args(["topology", "--environment", "local"]);
        let text = process::output(portico.args(["--format", "json"]))?;
        let value: Value =
            serde_json::from_str(&text).context("`portico topology` printed no JSON")?;
        Self::parse(&value).context("`portico topology` printed something else than expected")
    }

    fn parse(value: &Value) -> Option<Self> {
        let text = |value: &Value| Some(value.as_str()?.to_owned());
        let list = |key: &str| value[key].as_array();
        Some(Self {
            namespaces: list("namespaces")?
                .iter()
                .map(|n| text(&n["name"]))
                .collect::<Option<_>>()?,
            endpoints: list("endpoints")?
                .iter()
                .map(|endpoint| {
                    Some(Endpoint {
                        name: text(&endpoint["name"])?,
                        team: text(&endpoint["team"])?,
                        namespace: text(&endpoint["namespace"])?,
                        task_queue: text(&endpoint["task_queue"])?,
                    })
                })
                .collect::<Option<_>>()?,
            attributes: list("search_attributes")?
                .iter()
                .map(|attribute| {
                    Some(Attribute {
                        namespace: text(&attribute["namespace"])?,
                        name: text(&attribute["name"])?,
                        kind: text(&attribute["type"])?,
                    })
                })
                .collect::<Option<_>>()?,
        })
    }
}

/// A cluster at an address.
pub(crate) struct Cluster {
    cli: PathBuf,
    address: String,
    /// Whether it is a dev server of ours, which may be changed to fit, or somebody's, which may not.
    ours: bool,
}

impl Cluster {
    pub(crate) fn new(cli: &Path, address: &str, ours: bool) -> Self {
        Self { cli: cli.to_owned(), address: address.to_owned(), ours }
    }

    /// Waits until the frontend answers; `alive` says whether it still may.
    pub(crate) fn wait(&self, mut alive: impl FnMut() -> Result<()>) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            alive()?;
            match self.ask(&["operator", "cluster", "health"]) {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > deadline => {
                    return Err(
                        error.context(format!("Temporal at {} does not answer", self.address))
                    );
                }
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    /// Makes the namespaces, search attributes and endpoints that are missing; where that is not
    /// permitted, prints the lines that somebody with more rights runs.
    pub(crate) fn prepare(&self, topology: &Topology) -> Result<()> {
        let missing = self.missing(topology)?;
        for (at, change) in missing.iter().enumerate() {
            say::step(&change.doing);
            let Err(refusal) = self.insist(&change.words) else { continue };
            if self.ours {
                return Err(refusal);
            }
            say::step(&format!(
                "not permitted ({refusal:#}): somebody with more rights has to run"
            ));
            for change in &missing[at..] {
                say::line(&change.line(&self.address));
            }
            bail!("the cluster at {} lacks what the lines above make", self.address);
        }
        Ok(())
    }

    /// What the cluster lacks, in the order it has to be made.
    fn missing(&self, topology: &Topology) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        // Who may not list may not create either: everything counts as missing, and is told.
        let namespaces = self.list(&["operator", "namespace", "list"]).unwrap_or_default();
        let retention = format!("{RETENTION_DAYS}d");
        for name in &topology.namespaces {
            let known =
                namespaces.iter().find(|known| known["namespaceInfo"]["name"] == name.as_str());
            let verb = match known {
                None => "create",
                Some(known) if self.ours && !keeps_runs(known) => "update",
                Some(_) => continue,
            };
            changes.push(Change::new(
                format!("namespace {name}: {verb}, retention {retention}"),
                &["operator", "namespace", verb, "--namespace", name, "--retention", &retention],
            ));
        }
        for Attribute { namespace, name, kind } in &topology.attributes {
            if self.has_attribute(namespace, name) {
                continue;
            }
            let of = ["--namespace", namespace, "--name", name, "--type", kind];
            changes.push(Change::new(
                format!("search attribute {name} of namespace {namespace}: create"),
                &[&["operator", "search-attribute", "create"], &of[..]].concat(),
            ));
        }
        let endpoints = self.list(&["operator", "nexus", "endpoint", "list"]).unwrap_or_default();
        for endpoint in &topology.endpoints {
            let known =
                endpoints.iter().find(|known| known["spec"]["name"] == endpoint.name.as_str());
            let verb = match known.map(|known| &known["spec"]["target"]["worker"]) {
                None => "create",
                Some(target) if endpoint.is(target) => continue,
                Some(_) if self.ours => "update",
                Some(target) => bail!(
                    "Nexus endpoint {} leads to {target}, not to queue {} of namespace {}",
                    endpoint.name,
                    endpoint.task_queue,
                    endpoint.namespace
                ),
            };
            let Endpoint { name, namespace, task_queue, .. } = endpoint;
            let to = ["--target-namespace", namespace, "--target-task-queue", task_queue];
            changes.push(Change::new(
                format!("Nexus endpoint {name}: {verb}, to {namespace}/{task_queue}"),
                &[&["operator", "nexus", "endpoint", verb, "--name", name], &to[..]].concat(),
            ));
        }
        Ok(changes)
    }

    fn has_attribute(&self, namespace: &str, name: &str) -> bool {
        let words =
            ["operator", "search-attribute", "list", "--namespace", namespace, "-o", "json"];
        let listed: Option<Value> =
            self.ask(&words).ok().and_then(|text| serde_json::from_str(&text).ok());
        listed.is_some_and(|listed| listed["customAttributes"].get(name).is_some())
    }

    /// Whether a worker asks the queue for tasks of this kind: `workflow`, `activity` or `nexus`.
    pub(crate) fn polled(&self, namespace: &str, queue: &str, kind: &str) -> Result<bool> {
        let words =
            ["task-queue", "describe", "-n", namespace, "-t", queue, "--task-queue-type", kind];
        let described: Value =
            serde_json::from_str(&self.ask(&[&words[..], &["-o", "json"]].concat())?)?;
        Ok(described["pollers"].as_array().is_some_and(|pollers| !pollers.is_empty()))
    }

    /// Asks for a JSON list.
    fn list(&self, words: &[&str]) -> Result<Vec<Value>> {
        let text = self.ask(&[words, &["-o", "json"]].concat())?;
        // The CLI prints nothing at all for an empty list.
        if text.trim().is_empty() { Ok(Vec::new()) } else { Ok(serde_json::from_str(&text)?) }
    }

    /// Asks again while what was made a moment ago is not known to every part of the cluster.
    fn insist(&self, words: &[String]) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            match self.ask(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
                Ok(_) => return Ok(()),
                Err(error)
                    if Instant::now() > deadline || !error.to_string().contains("not found") =>
                {
                    return Err(error);
                }
                Err(_) => std::thread::sleep(Duration::from_millis(200)),
            }
        }
    }

    /// Runs the CLI against this cluster.
    pub(crate) fn ask(&self, words: &[&str]) -> Result<String> {
        process::output(Command::new(&self.cli).args(words).args(["--address", &self.address]))
    }
}

/// One thing to make in a cluster, by one call of the Temporal CLI.
struct Change {
    doing: String,
    words: Vec<String>,
}

impl Change {
    fn new(doing: String, words: &[&str]) -> Self {
        Self { doing, words: words.iter().map(|&word| word.to_owned()).collect() }
    }

    /// The call as a line for a shell.
    fn line(&self, address: &str) -> String {
        let words = self.words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        format!("temporal {words} --address {}", quoted(address))
    }
}

/// A name as one word of a POSIX shell: configs choose it, and somebody pastes the line.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

impl Endpoint {
    /// Whether this is the target the cluster has.
    fn is(&self, target: &Value) -> bool {
        target["namespace"] == self.namespace.as_str()
            && target["taskQueue"] == self.task_queue.as_str()
    }
}

fn keeps_runs(namespace: &Value) -> bool {
    let ttl = namespace["config"]["workflowExecutionRetentionTtl"].as_str().unwrap_or_default();
    ttl == format!("{}s", RETENTION_DAYS * 24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use super::Change;

    #[test]
    fn a_change_is_a_line_for_a_shell() {
        let change = Change::new(String::new(), &["operator", "namespace", "create", "-n", "it's"]);
        assert_eq!(
            change.line("temporal.example:7233"),
            r"temporal operator namespace create -n 'it'\''s' --address temporal.example:7233"
        );
    }
}
