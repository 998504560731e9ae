//! The shipped folders, the config of the documentation, and what is written for the portal.

use std::fs;
use std::path::{Path, PathBuf};

use portico_catalog::{Diagnostic, SourceFile, config_schema, load};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn file(path: &str, text: impl Into<String>) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
}

fn every_key() -> Vec<SourceFile> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid/every-key.txt");
    let text = fs::read_to_string(path).unwrap();
    let parts = text.split("=== ").skip(1).map(|part| part.split_once('\n').unwrap());
    parts.map(|(path, text)| file(path, text)).collect()
}

#[test]
fn the_config_of_the_documentation_loads_verbatim() {
    let document = fs::read_to_string(root().join("docs/workflow-config.md")).unwrap();
    let config = document.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let definitions = fs::read_to_string(root().join("workflow-configs/definitions.json")).unwrap();
    let (catalog, found) = load(&[
        file("workflow-configs/cloud-ops/delete-dynamodb.json", config),
        file("workflow-configs/definitions.json", definitions),
        file("guides/cloud-ops/delete-dynamodb.md", "Deletes a table."),
    ]);
    assert!(!found.iter().any(Diagnostic::is_error), "{found:#?}");
    let definition = &catalog.get("cloud-ops", "DeleteDynamoWorkflow").unwrap().definition;
    let region = &definition.schema["properties"]["aws_region"];
    assert_eq!(region["$ref"], "#/definitions/aws_region");
    assert_eq!(region["default"], "us-east-1");
    for name in ["aws_account_name", "aws_region", "dry_run"] {
        assert!(definition.schema["definitions"][name].is_object(), "{name} is bundled");
    }
    assert_eq!(definition.environments, ["prod", "stage", "local"]);
}

#[cfg(feature = "fs")]
#[test]
fn the_shipped_folders_load_without_faults() {
    let files =
        portico_catalog::read_folders(&root().join("workflow-configs"), &root().join("guides"))
            .unwrap();
    let (catalog, found) = load(&files);
    assert!(found.is_empty(), "{found:#?}");
    assert!(!catalog.workflows().is_empty());
}

#[test]
fn static_files_hold_no_policy_and_no_source() {
    let (catalog, found) = load(&every_key());
    assert!(found.is_empty(), "{found:#?}");
    for (path, content) in catalog.files() {
        let text = String::from_utf8(content).unwrap();
        for secret in [
            "\"access\"",
            "\"notify\"",
            "\"source\"",
            "everyone",
            "inventory",
            "prices.example.com",
        ] {
            assert!(!text.contains(secret), "{path} holds {secret}: {text}");
        }
    }
}

#[test]
fn the_definition_changes_with_what_is_asked_and_nothing_else() {
    let definition = |change: &dyn Fn(&mut Vec<SourceFile>)| {
        let mut files = every_key();
        change(&mut files);
        let (catalog, found) = load(&files);
        assert!(found.is_empty(), "{found:#?}");
        let workflow = &catalog.workflows()[0];
        (workflow.definition.definition.clone(), workflow.file.clone())
    };
    let swap = |files: &mut Vec<SourceFile>, from: &str, to: &str| {
        for file in files {
            file.text = file.text.replace(from, to);
        }
    };
    let before = definition(&|_| {});
    assert_eq!(before, definition(&|_| {}));
    for (from, to) in [
        ("Deletes.", "Removes."),
        ("\"aws\"", "\"cloud\""),
        ("#ops", "#other"),
        ("Deletes a table.", "Text."),
    ] {
        let after = definition(&|files| swap(files, from, to));
        assert_eq!(before.0, after.0, "{from}");
        assert_ne!(before.1, after.1, "{from}");
    }
    for (from, to) in [
        ("Delete-{table}", "Del-{table}"),
        ("attach", "fail"),
        ("\"minLength\"", "\"maxLength\""),
        ("inventory", "stock"),
        ("Gone for good.", "Gone."),
    ] {
        if every_key().iter().any(|f| f.text.contains(from)) {
            assert_ne!(before.0, definition(&|files| swap(files, from, to)).0, "{from}");
        }
    }
}

#[test]
fn the_schema_of_configs_is_fresh() {
    let path = root().join("docs/generated/workflow-config.schema.json");
    let now = format!("{:#}\n", config_schema());
    if std::env::var_os("PORTICO_BLESS").is_some() {
        fs::write(&path, &now).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == now,
        "docs/generated/workflow-config.schema.json is stale: PORTICO_BLESS=1 cargo test -p portico-catalog --test catalog"
    );
}

#[test]
fn every_key_of_a_config_is_described_and_bounded() {
    fn walk(schema: &Value, at: &str, wrong: &mut Vec<String>) {
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (key, value) in properties {
            if value.get("description").is_none() {
                wrong.push(format!("{at}/{key}"));
            }
            walk(value, &format!("{at}/{key}"), wrong);
        }
        let definitions = schema.get("$defs").and_then(Value::as_object).into_iter().flatten();
        for (key, value) in definitions {
            walk(value, &format!("{at}#{key}"), wrong);
        }
    }
    let mut wrong = Vec::new();
    walk(&config_schema(), "", &mut wrong);
    assert!(wrong.is_empty(), "no description: {wrong:?}");
}
