use crate::program::{Workspace, stderr, stdout};

#[test]
fn both_files_pass_the_check() {
    let workspace = Workspace::published();
    let checked = workspace.portico(&["check", "--deny-warnings"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stdout(&checked));
    assert!(
        workspace
            .read("workflow-configs/payments/refund-order.json")
            .contains("\"RefundOrderWorkflow\"")
    );
}

#[test]
fn an_existing_schema_is_taken_as_it_is() {
    let workspace = Workspace::new();
    workspace
        .write("order.json", r#"{"type": "object", "properties": {"order": {"type": "integer"}}}"#);
    let made = workspace.portico(&["new", "payments/refund", "--schema", "order.json"]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let config: serde_json::Value =
        serde_json::from_str(&workspace.read("workflow-configs/payments/refund.json")).unwrap();
    assert_eq!(config["schema"]["properties"]["order"]["type"], "integer");
}

#[test]
fn nothing_is_overwritten() {
    let workspace = Workspace::published();
    let again = workspace.portico(&["new", "payments/refund-order"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("is there already"), "{}", stderr(&again));
}

#[test]
fn a_name_that_leaves_the_folders_is_refused() {
    let workspace = Workspace::new();
    for name in ["../x/y", "/etc/passwd", "payments", "Payments/x", "a/b/c", "payments/"] {
        let refused = workspace.portico(&["new", name]);
        assert_eq!(refused.status.code(), Some(2), "{name}");
        assert!(stderr(&refused).contains("such as payments/refund-order"), "{}", stderr(&refused));
    }
}
