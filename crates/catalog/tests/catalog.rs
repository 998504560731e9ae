//! The shipped folders, the config of the documentation, and what is written for the portal.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use portico_catalog::{Diagnostic, SourceFile, config_schema, load};
use serde_json::{Value, json};

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
fn of_a_source_it_is_told_whether_its_list_stands_in_the_config() {
    let (catalog, found) = load(&every_key());
    assert!(found.is_empty(), "{found:#?}");
    let options = &catalog.workflows()[0].definition.options;
    let fixed: Vec<&str> =
        options.iter().filter(|(_, field)| field.fixed).map(|(to, _)| to.as_str()).collect();
    assert_eq!(fixed, ["/labels/*"]);
    assert!(options.len() > fixed.len());
}

#[test]
fn guides_are_found_by_words_that_no_card_has() {
    let config = |name: &str| {
        let config = json!({
            "name": name, "workflow_type": name, "namespace": "ops", "nexus_endpoint": "ops",
            "schema": {"type": "object"},
        });
        config.to_string()
    };
    let (catalog, found) = load(&[
        file("workflow-configs/ops/a.json", config("Archive")),
        file("guides/ops/a.md", "Archive it: `s3://cold` & <kbd>Enter</kbd>.\n\n- cold"),
        file("workflow-configs/ops/b.json", config("Restore")),
        file("guides/ops/b.md", "## Cold ones\n\nRestore from the archive."),
    ]);
    assert!(found.is_empty(), "{found:#?}");
    let files = catalog.files();
    let (_, content) = files.iter().find(|(path, _)| path == "catalog/guides.json").unwrap();
    let guides: Value = serde_json::from_slice(content).unwrap();
    assert_eq!(guides["catalog"], catalog.digest);
    let words = json!([
        ["archive", [1]],
        ["cold", [0, 1]],
        ["enter", [0]],
        ["from", [1]],
        ["it", [0]],
        ["ones", [1]],
        ["s3", [0]],
        ["the", [1]],
    ]);
    assert_eq!(guides["words"], words);
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
    // Schemas and the items of a static source may be as large as their file, which is bounded.
    const BY_THE_FILE: [&str; 4] =
        ["/schema", "/approval/when", "/ui/*/help_when/schema", "/options/*/source/static/items/*"];

    fn walk(root: &Value, schema: &Value, at: &str, wrong: &mut Vec<String>) {
        let name = schema["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
        let schema = name.and_then(|to| root.pointer(to)).unwrap_or(schema);
        for branch in ["anyOf", "oneOf"].iter().filter_map(|key| schema[*key].as_array()).flatten()
        {
            walk(root, branch, at, wrong);
        }
        let is = |kind: &str| {
            schema["type"] == kind
                || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!(kind)))
        };
        let has = |keys: &[&str]| keys.iter().any(|key| schema.get(*key).is_some());
        let unbounded = (is("string") && !has(&["maxLength", "enum", "const"]))
            || ((is("integer") || is("number")) && !has(&["maximum"]))
            || (is("array") && !has(&["maxItems"]))
            || (is("object") && !has(&["properties", "maxProperties"]))
            || !has(&["type", "anyOf", "oneOf", "enum", "const"]);
        if unbounded && !BY_THE_FILE.contains(&at) {
            wrong.push(format!("{at} has no bound"));
        }
        let properties = schema["properties"].as_object();
        // A choice between objects of one key each describes the key outside it.
        let said = properties.is_some_and(|keys| keys.len() == 1) && has(&["description"]);
        for (key, value) in properties.into_iter().flatten() {
            let at = format!("{at}/{key}");
            if !said && value.get("description").is_none() {
                wrong.push(format!("{at} has no description"));
            }
            walk(root, value, &at, wrong);
        }
        for (key, at) in [("items", format!("{at}/*")), ("additionalProperties", format!("{at}/*"))]
        {
            if let Some(inner) = schema.get(key).filter(|inner| inner.is_object()) {
                walk(root, inner, &at, wrong);
            }
        }
    }
    let (schema, mut wrong) = (config_schema(), Vec::new());
    walk(&schema, &schema, "", &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_long_chain_of_references_is_refused_before_it_overflows_a_stack() {
    let definitions: serde_json::Map<String, Value> = (0..15_000)
        .map(|n| {
            let next = json!({ "$ref": format!("#/definitions/d{}", n + 1) });
            let schema =
                if n < 14_999 { json!({ "properties": { "a": next } }) } else { json!({}) };
            (format!("d{n}"), schema)
        })
        .collect();
    let config = json!({
        "name": "Long", "workflow_type": "Long", "namespace": "ops", "nexus_endpoint": "ops",
        "schema": { "type": "object", "properties": { "a": { "$ref": "#/definitions/d0" } }, "definitions": definitions }
    });
    let (_, found) = load(&[
        file("workflow-configs/ops/long.json", config.to_string()),
        file("guides/ops/long.md", "Long."),
    ]);
    assert!(found.iter().any(|d| d.code.as_str() == "schema-explodes"), "{found:#?}");
}

#[test]
fn a_schema_keeps_its_own_definition_beside_a_shared_one_of_the_same_name() {
    let config = r##"{"name": "N", "workflow_type": "N", "namespace": "ops", "nexus_endpoint": "ops", "schema": {
        "type": "object",
        "properties": { "own": { "$ref": "#/definitions/zone" }, "shared": { "$ref": "#/definitions/region" } },
        "definitions": { "zone": { "type": "integer" } }
    }}"##;
    let shared = r##"{"definitions": {"region": {"$ref": "#/definitions/zone"}, "zone": {"type": "string"}}}"##;
    let (catalog, found) = load(&[
        file("workflow-configs/ops/n.json", config),
        file("workflow-configs/definitions.json", shared),
        file("guides/ops/n.md", "Text."),
    ]);
    assert!(found.is_empty(), "{found:#?}");
    let definitions = &catalog.workflows()[0].definition.schema["definitions"];
    assert_eq!(definitions["zone"]["type"], "integer");
    assert_eq!(definitions["region"]["$ref"], "#/definitions/shared_zone");
    assert_eq!(definitions["shared_zone"]["type"], "string");
}

#[test]
fn guides_become_safe_html_with_links_between_pages() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/valid/guides.txt");
    let text = fs::read_to_string(path).unwrap();
    let parts = text.split("=== ").skip(1).map(|part| part.split_once('\n').unwrap());
    let files: Vec<SourceFile> = parts.map(|(path, text)| file(path, text)).collect();
    let (catalog, _) = load(&files);
    let guide = &catalog.get("ops", "DeleteWorkflow").unwrap().definition.guide;
    for expected in [
        "<div class=\"notice notice--warn\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-alert\"></use></svg><p class=\"notice__title\">Warning</p>",
        "<h2 id=\"guide-before-you-run\">Before you run</h2>",
        "href=\"/workflows/ops/Other%3F%C3%BC#guide-steps\"",
        "href=\"#guide-before-you-run\"",
        "<kbd>Ctrl</kbd>",
        "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table: a &amp; &quot;b&quot;, size, on\"><table class=\"table\">",
        "<th class=\"num\"><code>size</code></th><th align=\"center\">on</th>",
        "<td>1</td><td class=\"num\"><del>2</del></td><td align=\"center\">yes</td>",
        "type=\"checkbox\"",
    ] {
        assert!(guide.html.contains(expected), "{expected}\n{}", guide.html);
    }
    assert!(!guide.html.contains("<h1"), "{}", guide.html);
    assert!(!guide.html.contains("style="), "{}", guide.html);
    assert_eq!(
        guide.headings.iter().map(|h| (h.level, h.text.as_str())).collect::<Vec<_>>(),
        [(2, "Before you run")]
    );
}
