//! Catalogs of any size: copies of the shipped workflows under names of their own.

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
        let models = models()?;
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
                (&guides, "md", guide.clone()),
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
