//! Catalogs of any size: copies of the shipped workflows under names of their own, each with a guide of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::{files, paths};

const VERBS: [&str; 20] = [
    "Archive", "Back up", "Create", "Delete", "Drain", "Enable", "Expire", "Export", "Import",
    "Migrate", "Pause", "Rebuild", "Reindex", "Resize", "Restore", "Rotate", "Scale", "Tag",
    "Unlock", "Verify",
];
const SYSTEMS: [&str; 25] = [
    "Aurora",
    "BigQuery",
    "Cassandra",
    "ClickHouse",
    "CloudFront",
    "Consul",
    "DynamoDB",
    "ElastiCache",
    "EKS",
    "Grafana",
    "Kafka",
    "Kinesis",
    "Lambda",
    "MongoDB",
    "MySQL",
    "OpenSearch",
    "Postgres",
    "RabbitMQ",
    "Redshift",
    "S3",
    "Snowflake",
    "Terraform",
    "Valkey",
    "Vault",
    "ZooKeeper",
];
const THINGS: [&str; 20] = [
    "Access",
    "Alarm",
    "Backup",
    "Bucket",
    "Certificate",
    "Cluster",
    "Consumer",
    "Dashboard",
    "Index",
    "Key",
    "Node",
    "Partition",
    "Policy",
    "Queue",
    "Replica",
    "Role",
    "Schema",
    "Snapshot",
    "Table",
    "Volume",
];
const AREAS: [&str; 12] = [
    "checkout", "cloud", "data", "delivery", "growth", "identity", "ledger", "media", "payments",
    "search", "security", "support",
];
const CRAFTS: [&str; 5] = ["ops", "platform", "eng", "infra", "tools"];
/// Words that the guide of each copy has besides those of the shipped one.
pub(super) const OWN_WORDS: usize = 150;
/// Of them in a sentence.
const SENTENCE: usize = 10;

/// The folders of a catalog.
pub(super) struct Corpus {
    pub(super) folder: PathBuf,
    pub(super) configs: PathBuf,
    pub(super) guides: PathBuf,
    pub(super) workflows: Vec<Copy>,
}

/// One workflow of a catalog.
pub(super) struct Copy {
    /// The path of its page, and under `/api/v1` of its calls.
    pub(super) path: String,
    /// The type of the shipped workflow it is a copy of: what that takes as its input, this does too.
    pub(super) model: String,
}

impl Corpus {
    /// Writes a catalog of `count` workflows under `folder`; at most 10,000 have names of their own.
    pub(super) fn write(folder: &Path, count: usize) -> Result<Self> {
        let (configs, guides) = (folder.join("workflow-configs"), folder.join("guides"));
        let (models, words) = (models()?, words()?);
        fs::create_dir_all(&configs)?;
        fs::copy(
            paths::in_root("workflow-configs/definitions.json"),
            configs.join("definitions.json"),
        )?;
        let mut workflows = Vec::with_capacity(count);
        for at in 0..count {
            let (config, guide) =
                models.get(at % models.len()).context("no workflow is published")?;
            let one = Names::of(at);
            for (root, extension, text) in [
                (&configs, "json", format!("{:#}", one.config(config))),
                (&guides, "md", format!("{guide}\n## Of this one\n\n{}\n", prose(&words, at))),
            ] {
                let folder = root.join(&one.team);
                fs::create_dir_all(&folder)?;
                fs::write(folder.join(format!("{}.{extension}", one.file)), text)?;
            }
            let model = config["workflow_type"].as_str().unwrap_or_default().to_owned();
            let path = format!("/workflows/{}/{}", one.team, one.workflow_type);
            workflows.push(Copy { path, model });
        }
        Ok(Self { folder: folder.to_owned(), configs, guides, workflows })
    }

    /// Adds a workflow whose form has this many fields, and gives the path of its page.
    pub(super) fn add_form(&self, fields: usize) -> Result<String> {
        let properties: Map<String, Value> =
            (0..fields).map(|at| (format!("field_{at}"), field(at))).collect();
        let team = "long-forms";
        let config = json!({
            "name": "Long Form",
            "workflow_type": "LongForm",
            "namespace": team,
            "nexus_endpoint": team,
            "stage_namespace": format!("{team}-stage"),
            "stage_nexus_endpoint": format!("{team}-stage"),
            "schema": { "type": "object", "properties": properties },
        });
        for (root, name, text) in [
            (&self.configs, "long-form.json", config.to_string()),
            (&self.guides, "long-form.md", "Has many fields.\n".to_owned()),
        ] {
            fs::create_dir_all(root.join(team))?;
            fs::write(root.join(team).join(name), text)?;
        }
        Ok(format!("/workflows/{team}/LongForm"))
    }
}

/// The fields of a long form are of four kinds, in turn.
fn field(at: usize) -> Value {
    let title = format!("Field {at}");
    match at % 4 {
        0 | 2 => {
            json!({ "title": title, "type": "string", "maxLength": 200, "pattern": "^[a-z]*$" })
        }
        1 => json!({ "title": title, "type": "integer", "minimum": 0, "maximum": 1000 }),
        _ => json!({ "title": title, "type": "boolean", "default": false }),
    }
}

/// The shipped configs with their guides, whose links to one another lead elsewhere in a copy.
fn models() -> Result<Vec<(Value, String)>> {
    let (configs, guides) = (paths::in_root("workflow-configs"), paths::in_root("guides"));
    let mut models = Vec::new();
    for file in files::walk(&configs)? {
        let guide = guides.join(file.strip_prefix(&configs)?).with_extension("md");
        if !guide.exists() || file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let config = serde_json::from_str(&fs::read_to_string(&file)?)?;
        models.push((
            config,
            fs::read_to_string(guide)?.replace(".md)", ")").replace("](", "](https://example.com/"),
        ));
    }
    Ok(models)
}

/// What the texts of guides are made of.
fn words() -> Result<Vec<String>> {
    let text = fs::read_to_string(paths::in_root("bench/guide-words.txt"))
        .context("read bench/guide-words.txt")?;
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// The text that only the guide at this place has, a sentence a line.
fn prose(words: &[String], at: usize) -> String {
    let word = |step: usize| {
        let drawn = chance(at * OWN_WORDS + step);
        // The first words come more often than the last, as words of a language do.
        let place = (((drawn * drawn) >> 16) * words.len()) >> 16;
        words[place].as_str()
    };
    let drawn: Vec<&str> = (0..OWN_WORDS).map(word).collect();
    let sentences = drawn.chunks(SENTENCE).map(|sentence| format!("{}.", sentence.join(" ")));
    sentences.collect::<Vec<_>>().join("\n")
}

/// A number of 16 bits that looks like chance, and is the same for the same one.
fn chance(seed: usize) -> usize {
    let mut bits = seed.wrapping_add(1).wrapping_mul(0x9e37_79b1);
    for _ in 0..2 {
        bits = (bits ^ (bits >> 16)).wrapping_mul(0x045d_9f3b);
    }
    (bits ^ (bits >> 16)) & 0xffff
}

/// What one workflow is called.
struct Names {
    team: String,
    file: String,
    name: String,
    workflow_type: String,
    about: String,
    tags: [String; 3],
}

impl Names {
    fn of(at: usize) -> Self {
        let pick = |words: &[&'static str], at: usize| words[at % words.len()];
        let (verb, system, thing) =
            (pick(&VERBS, at), pick(&SYSTEMS, at / 20), pick(&THINGS, at / 20 / 25 + at));
        // Teams are not in the order of names.
        let owner = at.wrapping_mul(7919);
        let (area, craft) = (pick(&AREAS, owner), pick(&CRAFTS, owner / 12));
        let name = format!("{verb} {system} {thing}");
        Self {
            team: format!("{area}-{craft}"),
            file: name.to_lowercase().replace(' ', "-"),
            workflow_type: format!("{}Workflow", name.replace(' ', "")),
            about: format!("{verb}: the {} of {system} that {area} owns.", thing.to_lowercase()),
            tags: [system.to_lowercase(), area.to_owned(), thing.to_lowercase()],
            name,
        }
    }

    fn config(&self, model: &Value) -> Value {
        let mut config = model.clone();
        let team = &self.team;
        for (key, value) in [
            ("name", json!(self.name)),
            ("workflow_type", json!(self.workflow_type)),
            ("namespace", json!(team)),
            ("nexus_endpoint", json!(team)),
            ("stage_namespace", json!(format!("{team}-stage"))),
            ("stage_nexus_endpoint", json!(format!("{team}-stage"))),
            ("description", json!(self.about)),
            ("tags", json!(self.tags)),
        ] {
            config[key] = value;
        }
        config
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_guide_has_a_text_of_its_own() {
        let words = words().unwrap();
        let text = |at: usize| prose(&words, at);
        assert_eq!(text(7), text(7));
        let texts: HashSet<String> = (0..500).map(text).collect();
        assert_eq!(texts.len(), 500);
        let used: HashSet<&str> =
            texts.iter().flat_map(|text| text.split([' ', '.', '\n'])).collect();
        assert!(words.iter().all(|word| used.contains(word.as_str())), "words that never come");
        for text in &texts {
            assert_eq!(text.split_whitespace().count(), OWN_WORDS);
            let different: HashSet<&str> = text.split_whitespace().collect();
            assert!(different.len() > OWN_WORDS / 2, "{text}");
        }
    }
}
