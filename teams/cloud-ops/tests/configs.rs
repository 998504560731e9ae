//! The team's published configs against the team's code.

use std::path::Path;

use portico_cloud_ops::TASK_QUEUE;

/// Every published workflow is one the worker runs, on the queue it polls.
#[test]
fn every_config_names_a_queue_that_is_polled() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflow-configs/cloud-ops");
    let mut published = Vec::new();
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(TASK_QUEUE), "{} names no queue of the worker", file.display());
        published.extend(
            ["DeleteDynamo", "ResizeRDS", "RedisUpgradeValkey", "UnlockTerraformLock"]
                .into_iter()
                .filter(|name| text.contains(&format!("{name}Workflow"))),
        );
    }
    published.sort_unstable();
    assert_eq!(
        published,
        ["DeleteDynamo", "RedisUpgradeValkey", "ResizeRDS", "UnlockTerraformLock"]
    );
}
