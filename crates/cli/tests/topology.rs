use crate::program::{Workspace, stdout};

#[test]
fn stage_names_are_used_outside_prod() {
    let workspace = Workspace::published();
    let local = stdout(&workspace.portico(&["topology"]));
    assert!(
        local.contains("namespace create --namespace gateway-stage --retention 30d"),
        "{local}"
    );
    assert!(
        local.contains("namespace create --namespace payments-stage --retention 30d"),
        "{local}"
    );
    assert!(
        local.contains(
            "search-attribute create --namespace gateway-stage --name RequesterEmail --type Keyword"
        ),
        "{local}"
    );
    let prod = stdout(&workspace.portico(&["topology", "--environment", "prod"]));
    assert!(
        prod.contains(
            "nexus endpoint create --name payments --target-namespace payments --target-task-queue nexus-queue"
        ),
        "{prod}"
    );
}

#[test]
fn json_names_the_router_first() {
    let text = stdout(&Workspace::published().portico(&["topology", "--format", "json"]));
    let topology: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(topology["namespaces"][0]["name"], "gateway-stage");
    assert_eq!(topology["endpoints"][0]["team"], "payments");
    assert_eq!(topology["endpoints"][0]["task_queue"], "nexus-queue");
}
