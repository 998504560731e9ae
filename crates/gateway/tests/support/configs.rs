//! The configs of the tests' team, in folders of their own.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Names that must be unique on the server.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) namespace: String,
    pub(crate) endpoint: String,
}

/// `workflow-configs` and `guides`.
pub(crate) struct Folders {
    root: TempDir,
}

impl Folders {
    /// The whole catalog of the tests.
    pub(crate) fn new(names: &Names) -> Self {
        let folders = Self { root: tempfile::tempdir().unwrap() };
        let text = json!({ "type": "string" });
        folders.write("echo", names, "Echo", &json!({
            "requester_field": "requested_by",
            "tags": ["test"],
            "owner": { "team": "Team One", "slack": "#one", "email": "one@example.com", "group": "owners" },
            "links": [{ "title": "Logs", "url": "https://logs.example.com/{target.workflow_id}" }],
            "schema": {
                "type": "object",
                "required": ["text", "requested_by"],
                "additionalProperties": false,
                "properties": {
                    "text": { "type": "string", "minLength": 1, "maxLength": 100 },
                    "count": { "type": "integer", "minimum": 1 },
                    "password": { "type": "string", "minLength": 4, "writeOnly": true },
                    "requested_by": text,
                    "dry_run": { "type": "boolean", "default": false }
                }
            }
        }));
        for (file, kind) in [
            ("bytes", "Bytes"),
            ("fail", "Fail"),
            ("fail-in-activity", "FailInActivity"),
            ("refuse", "Refuse"),
            ("steps", "Steps"),
            ("leak", "Leak"),
            ("clean", "CleanUp"),
        ] {
            folders.write(file, names, kind, &json!({
                "owner": { "group": "owners" },
                "schema": { "type": "object", "properties": { "password": { "type": "string", "writeOnly": true } } }
            }));
        }
        folders.write(
            "named",
            names,
            "Named",
            &json!({
                "workflow_id": "Named-{name}",
                "danger": { "text": "It is gone for good.", "confirm": "/name" },
                "schema": { "type": "object", "properties": { "name": text } }
            }),
        );
        for (file, kind, on_conflict) in [("held", "Held", "fail"), ("shared", "Shared", "attach")]
        {
            folders.write(file, names, kind, &json!({
                "workflow_id": format!("{kind}-{{name}}"),
                "on_conflict": on_conflict,
                "schema": { "type": "object", "required": ["name"], "properties": { "name": text } }
            }));
        }
        folders.write("waits", names, "Waits", &json!({
            "approval": {
                "approvers": ["owners"], "count": 1, "signal": "go",
                "when": { "not": { "properties": { "dry_run": { "const": true } }, "required": ["dry_run"] } }
            },
            "schema": { "type": "object", "properties": { "dry_run": { "type": "boolean" } } }
        }));
        folders.write(
            "restricted",
            names,
            "Restricted",
            &json!({
                "owner": { "slack": "#one" },
                "access": { "run": ["admins"], "see": ["admins", "readers"] },
                "schema": { "type": "object" }
            }),
        );
        folders.write("unhandled", names, "Unhandled", &json!({ "schema": { "type": "object" } }));
        let mut prod_only = folders.config(
            "Prod Only",
            names,
            "ProdOnly",
            &json!({ "schema": { "type": "object" } }),
        );
        for key in ["stage_namespace", "stage_nexus_endpoint"] {
            prod_only.as_object_mut().unwrap().shift_remove(key);
        }
        folders.put("workflow-configs/one/prod-only.json", &prod_only.to_string());
        folders.put("guides/one/prod-only.md", "# Prod only\n\nOnly there.\n");
        folders
    }

    /// Gives the workflow `Bytes` a field with choices for each source in `options`, by pointer, and what those depend on.
    pub(crate) fn choices(&self, names: &Names, options: &Value) {
        let any = json!({});
        self.write("bytes", names, "Bytes", &json!({
            "owner": { "slack": "#one" },
            "options": options,
            "schema": {
                "type": "object",
                "additionalProperties": any,
                "properties": {
                    "db": { "title": "Database" },
                    "account": any,
                    "region": any,
                    "n": any,
                    "size": any,
                    "tags": { "type": "array", "items": any },
                    "disks": { "type": "array", "items": { "type": "object", "properties": { "zone": any, "size": any } } }
                }
            }
        }));
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    /// Writes a config and its guide; `with` adds keys to the usual ones.
    pub(crate) fn write(&self, file: &str, names: &Names, kind: &str, with: &Value) {
        let config = self.config(&format!("{kind} it"), names, kind, with);
        self.put(&format!("workflow-configs/one/{file}.json"), &config.to_string());
        self.put(&format!("guides/one/{file}.md"), &format!("# {kind}\n\nFor tests.\n"));
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn config(&self, name: &str, names: &Names, kind: &str, with: &Value) -> Value {
        let mut config = json!({
            "name": name,
            "workflow_type": kind,
            "namespace": "one",
            "stage_namespace": names.namespace,
            "nexus_endpoint": "one",
            "stage_nexus_endpoint": names.endpoint,
        });
        for (key, value) in with.as_object().unwrap() {
            config[key] = value.clone();
        }
        config
    }
}
