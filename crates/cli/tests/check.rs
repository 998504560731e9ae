use crate::program::{Workspace, stderr, stdout};

const UNKNOWN_KEY: &str = r#"{
  "name": "Refund",
  "workflow_typ": "RefundWorkflow",
  "namespace": "payments",
  "nexus_endpoint": "payments",
  "schema": { "type": "object" }
}
"#;

fn faulty() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("workflow-configs/payments/refund.json", UNKNOWN_KEY);
    workspace.write("guides/payments/refund.md", "Refunds an order.\n");
    workspace
}

#[test]
fn no_fault_is_exit_0() {
    let checked = Workspace::published().portico(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    assert_eq!(stdout(&checked), "1 workflow, 0 errors, 0 warnings\n");
}

#[test]
fn faults_are_exit_1_and_say_where() {
    let checked = faulty().portico(&["check"]);
    assert_eq!(checked.status.code(), Some(1));
    let text = stdout(&checked);
    assert!(text.contains("--> workflow-configs/payments/refund.json:3:"), "{text}");
    assert!(text.contains("workflow_type"), "a suggestion is missing: {text}");
}

#[test]
fn json_has_every_part_of_a_fault() {
    let checked = faulty().portico(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&checked)).unwrap();
    let first = &report["diagnostics"][0];
    for key in ["file", "line", "column", "pointer", "code", "severity", "message", "help"] {
        assert!(first.get(key).is_some(), "{key} is missing in {first}");
    }
    assert_eq!(
        report["errors"].as_u64().unwrap() as usize,
        report["diagnostics"].as_array().unwrap().len()
    );
}

#[test]
fn github_annotates_the_line() {
    let text = stdout(&faulty().portico(&["check", "--format", "github"]));
    assert!(text.starts_with("::error file=workflow-configs/payments/refund.json,line="), "{text}");
}

#[test]
fn warnings_stop_only_when_denied() {
    let workspace = Workspace::published();
    workspace.write("workflow-configs/definitions.json", r#"{ "unused": { "type": "string" } }"#);
    assert_eq!(workspace.portico(&["check"]).status.code(), Some(0));
    assert_eq!(workspace.portico(&["check", "--deny-warnings"]).status.code(), Some(1));
}

#[test]
fn a_missing_folder_is_exit_2() {
    let checked = Workspace::new().portico(&["check", "--configs", "nowhere"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(stderr(&checked).contains("nowhere"), "{}", stderr(&checked));
}
