//! The names the router and the Nexus library spell apart are the same.

use portico_contract::nexus as contract;

#[test]
fn names_agree() {
    assert_eq!(portico_nexus::WORKFLOW_ID, contract::HEADER_WORKFLOW_ID);
    assert_eq!(portico_nexus::ON_CONFLICT, contract::HEADER_ON_CONFLICT);
    assert_eq!(portico_nexus::WORKFLOW_ALREADY_RUNNING, contract::WORKFLOW_ALREADY_RUNNING);
}

#[test]
fn details_of_already_running_agree() {
    let nexus = portico_nexus::AlreadyStarted {
        namespace: "ns".into(),
        workflow_id: "wf".into(),
        run_id: "run".into(),
    };
    let json = serde_json::to_value(nexus).unwrap();
    let contract: contract::AlreadyRunning = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(contract).unwrap(), json);
}
