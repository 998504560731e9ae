//! The team's published configs against the team's code.

use std::path::Path;

use portico_catalog::{load, read_folders};
use portico_cloud_ops::TASK_QUEUE;
use portico_validate::Validator;

use crate::{delete_dynamo, redis_upgrade_valkey, resize_rds, unlock_terraform_lock};

/// Every published workflow is one the worker runs, on the queue it polls, and its form sends what the code reads.
#[test]
fn every_config_fits_its_workflow() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = read_folders(&root.join("workflow-configs"), &root.join("guides")).unwrap();
    let (catalog, faults) = load(&files);
    assert!(faults.is_empty(), "{faults:?}");
    let inputs = [
        (delete_dynamo::WORKFLOW, delete_dynamo::input()),
        (redis_upgrade_valkey::WORKFLOW, redis_upgrade_valkey::input()),
        (resize_rds::WORKFLOW, resize_rds::input()),
        (unlock_terraform_lock::WORKFLOW, unlock_terraform_lock::input()),
    ];
    let ours = |workflow: &&portico_catalog::Workflow| workflow.definition.namespace == "cloud-ops";
    assert_eq!(catalog.workflows().iter().filter(ours).count(), inputs.len());
    for (name, input) in inputs {
        let workflow = catalog.get("cloud-ops", name).unwrap();
        assert_eq!(workflow.definition.task_queue.as_deref(), Some(TASK_QUEUE), "{name}");
        let validator = Validator::new(&workflow.definition.schema).unwrap();
        assert!(validator.is_valid(&input), "{name}: {:?}", validator.problems(&input));
    }
}
