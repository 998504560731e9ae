//! Writes what the browser's tests and benches draw and judge, the same at every run:
//!
//! - `hostile.json`: schemas that would explode, `[{"name", "schema"}]`;
//! - `pairs/workflow-configs` and `pairs/guides`: a catalog of random schemas, which has no faults;
//! - `pairs/documents.json`: random inputs as JSON text by workflow type, most of them wrong in some way.
//!
//! `cargo run -p portico-catalog --example cases -- <folder>`

#![expect(clippy::unwrap_used, reason = "a program for tests, which stops at a fault")]

#[path = "../../form/tests/form/arbitrary.rs"]
mod arbitrary;

use std::path::{Path, PathBuf};
use std::{env, fs};

use portico_catalog::{Diagnostic, SourceFile, load};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

const SCHEMAS: usize = 250;
/// Inputs for each of them.
const INPUTS: usize = 8;
const TEAM: &str = "random";

fn main() {
    let folder = env::args().nth(1).expect("the folder to write to");
    let folder = Path::new(&folder);
    let hostile = Path::new(env!("CARGO_MANIFEST_DIR")).join("../form/tests/hostile");
    let mut hostile: Vec<PathBuf> =
        fs::read_dir(hostile).unwrap().map(|entry| entry.unwrap().path()).collect();
    hostile.sort();
    let hostile: Vec<Value> = hostile
        .iter()
        .map(|path| {
            let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            json!({ "name": path.file_stem().unwrap().to_str(), "schema": schema })
        })
        .collect();
    write(&folder.join("hostile.json"), &Value::from(hostile).to_string());

    let mut runner = TestRunner::deterministic();
    let mut documents = Map::new();
    while documents.len() < SCHEMAS {
        let schema = drawn(&mut runner, &arbitrary::schema());
        let dialect = drawn(&mut runner, &arbitrary::dialect());
        let name = format!("Random{}", documents.len());
        let files = workflow(&name, &arbitrary::whole(&schema, dialect));
        if load(&files).1.iter().any(Diagnostic::is_error) {
            continue;
        }
        for file in files {
            write(&folder.join("pairs").join(file.path), &file.text);
        }
        let inputs = (0..INPUTS).map(|_| drawn(&mut runner, &input()).to_string());
        documents.insert(name, inputs.collect());
    }
    write(&folder.join("pairs/documents.json"), &Value::Object(documents).to_string());
}

/// An input for such a schema, which may break any of its rules.
fn input() -> impl Strategy<Value = Value> {
    let number = prop_oneof![Just(json!(u64::MAX)), Just(json!(1.5)), Just(json!("x"))];
    let leaf = prop_oneof![4 => arbitrary::scalar(), 1 => number];
    let value = leaf.prop_recursive(3, 12, 3, |inner| {
        let entries = prop::collection::vec((arbitrary::key(), inner.clone()), 0..4);
        prop_oneof![
            2 => entries.prop_map(|entries| Value::Object(entries.into_iter().collect())),
            1 => prop::collection::vec(inner, 0..4).prop_map(Value::from),
        ]
    });
    prop::option::weighted(0.95, value).prop_map(|value| match value {
        Some(value) => json!({ "r": value }),
        None => json!({}),
    })
}

fn drawn<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// The two files of a workflow.
fn workflow(name: &str, schema: &Value) -> [SourceFile; 2] {
    let config = json!({ "name": name, "workflow_type": name, "namespace": TEAM, "nexus_endpoint": TEAM,
        "stage_namespace": format!("{TEAM}-stage"), "stage_nexus_endpoint": format!("{TEAM}-stage"), "schema": schema });
    let file = |root: &str, ending: &str, text: String| SourceFile {
        path: format!("{root}/{TEAM}/{}.{ending}", name.to_lowercase()),
        text,
    };
    [
        file("workflow-configs", "json", config.to_string()),
        file("guides", "md", "Made at random.\n".to_owned()),
    ]
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
