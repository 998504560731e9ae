use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::folders::{Folders, answer, complain, text};

/// Write the two files that publish a workflow: a config and a guide to complete.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    /// Folder of the team and name of the files, such as payments/refund-order.
    #[arg(value_name = "TEAM/WORKFLOW")]
    name: String,
    /// Start from the JSON Schema in this file.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    #[command(flatten)]
    folders: Folders,
}

pub(crate) fn run(args: &NewArgs) -> Result<ExitCode> {
    let Some((team, workflow)) =
        args.name.split_once('/').filter(|(t, w)| is_slug(t) && is_slug(w))
    else {
        bail!(
            "{:?} is no team and workflow: write two names of lower-case letters, digits and \"-\", \
             such as payments/refund-order",
            args.name
        );
    };
    let schema = match &args.schema {
        Some(file) => read_schema(file)?,
        None => first_schema(workflow),
    };
    let config = args.folders.configs.join(team).join(format!("{workflow}.json"));
    let guide = args.folders.guides.join(team).join(format!("{workflow}.md"));
    // Both are looked for first, so that a refusal leaves nothing behind.
    for path in [&config, &guide] {
        if path.exists() {
            bail!("{} is there already: choose another name or edit it", path.display());
        }
    }
    create(&config, &format!("{:#}\n", first_config(team, workflow, &schema)))?;
    create(&guide, &first_guide(workflow))?;
    answer(&format!("wrote {}\nwrote {}\n", config.display(), guide.display()));
    let (_, diagnostics) = args.folders.load()?;
    let own = |file: &str| Path::new(file) == config || Path::new(file) == guide;
    for diagnostic in diagnostics.iter().filter(|d| own(&d.file)) {
        complain(&text(diagnostic));
    }
    answer("next: describe the input in `schema`, write the guide, run `portico check`\n");
    Ok(ExitCode::SUCCESS)
}

fn read_schema(file: &Path) -> Result<Value> {
    let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    let schema: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))?;
    if !schema.is_object() {
        bail!("{} holds no JSON Schema: an object is needed", file.display());
    }
    Ok(schema)
}

fn create(path: &Path, content: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .with_context(|| format!("write {}", path.display()))?;
    Ok(file.write_all(content.as_bytes())?)
}

fn first_config(team: &str, workflow: &str, schema: &Value) -> Value {
    json!({
        "name": title(workflow),
        "workflow_type": format!("{}Workflow", title(workflow).replace(' ', "")),
        "namespace": team,
        "stage_namespace": format!("{team}-stage"),
        "nexus_endpoint": team,
        "stage_nexus_endpoint": format!("{team}-stage"),
        "description": format!("{}: say in one sentence what it does.", title(workflow)),
        "owner": { "team": team },
        "schema": schema,
    })
}

fn first_schema(workflow: &str) -> Value {
    json!({
        "title": title(workflow),
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "title": "Name", "description": "What it is about", "minLength": 1 },
        },
        "additionalProperties": false,
    })
}

fn first_guide(workflow: &str) -> String {
    format!(
        "{} does …\n\n## When to use it\n\n- …\n\n## What happens\n\n1. …\n\n## How to undo it\n\n…\n\n\
         ## Whom to ask\n\n…\n",
        title(workflow)
    )
}

/// `refund-order` as `Refund Order`.
fn title(slug: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_ascii_uppercase().to_string() + letters.as_str()
        })
    };
    slug.split('-').map(capital).collect::<Vec<_>>().join(" ")
}

fn is_slug(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty()
        && text.len() <= 100
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(inner)
}
