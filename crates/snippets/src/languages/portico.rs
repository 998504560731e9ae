use portico_contract::plain;
use serde_json::Value;

use crate::Start;
use crate::body::{Body, Hole};
use crate::quote::shell;
use crate::shell::{functions, heading, here_document};
use crate::start::holes;

/// Secrets are named with `--field`, which reads them from the environment itself.
pub(super) fn write(start: &Start<'_>) -> String {
    let holes = holes(start.input, start.secrets);
    let (fields, body) = if holes.iter().all(can_be_named) {
        (holes.iter().map(field).collect(), Body::pretty(&without(start.input, &holes), &[]))
    } else {
        (String::new(), Body::pretty(start.input, &holes))
    };
    let mut variables: Vec<&str> = holes.iter().map(|hole| hole.variable.as_str()).collect();
    // A value may begin with a dash, as an option does.
    let confirm = start.confirm_in_shell().map(|text| format!(" \\\n  --confirm={text}"));
    if start.confirm == crate::Confirm::Asked {
        variables.push("CONFIRM");
    }
    let key = start.key.map(|key| format!(" \\\n  --key {}", shell(key)));
    let workflow = shell(&format!("{}/{}", start.namespace, start.workflow_type));
    format!(
        "{heading}{functions}portico run {workflow} \\\n  --gateway {gateway} \\\n  --yes{confirm}{key}{fields} \\\n  \
         --input - {body}",
        heading = heading("#", &variables),
        functions = functions(&body),
        gateway = shell(start.gateway),
        confirm = confirm.unwrap_or_default(),
        key = key.unwrap_or_default(),
        body = here_document(&body),
    )
}

/// Whether `--field` can say where it stands.
fn can_be_named(hole: &Hole) -> bool {
    !hole.pointer.is_empty()
        && !hole.pointer.ends_with(':')
        && !hole.pointer.contains('=')
        && !hole.pointer.contains(plain::is_unsafe)
}

fn field(hole: &Hole) -> String {
    let sign = if hole.is_text { "=" } else { ":=" };
    let assignment = format!("{}{sign}@env:{}", hole.pointer, hole.variable);
    format!(" \\\n  --field {}", shell(&assignment))
}

/// The input with null where `--field` puts a value: the order of its keys stays.
fn without(input: &Value, holes: &[Hole]) -> Value {
    let mut input = input.clone();
    for hole in holes {
        if let Some(held) = input.pointer_mut(&hole.pointer) {
            *held = Value::Null;
        }
    }
    input
}
