use std::fs;

use crate::program::{Workspace, stderr};

#[test]
fn a_catalog_with_faults_is_refused() {
    let workspace = Workspace::published();
    workspace.write("workflow-configs/payments/broken.json", "{");
    workspace.write("guides/payments/broken.md", "Broken.\n");
    let built = workspace.portico(&["build", "--out", "dist"]);
    assert_eq!(built.status.code(), Some(1));
    assert!(stderr(&built).contains("nothing was written"), "{}", stderr(&built));
    assert!(!workspace.path("dist").exists());
}

#[test]
fn what_an_earlier_build_left_is_removed() {
    let workspace = Workspace::published();
    assert_eq!(workspace.portico(&["build", "--out", "dist"]).status.code(), Some(0));
    let files = || -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(workspace.path("dist/catalog/w"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let before = files();
    workspace.write("guides/payments/refund-order.md", "Refunds an order, as the shop asks.\n");
    assert_eq!(workspace.portico(&["build", "--out", "dist"]).status.code(), Some(0));
    let after = files();
    assert_eq!(after.len(), before.len(), "{before:?} {after:?}");
    assert_ne!(after, before);
}

#[test]
fn a_portal_is_finished_with_headers_and_compressed_files() {
    let workspace = Workspace::published();
    let config = r#"{"environments": [{"name": "local", "gateway": ""}], "default": "local"}"#;
    workspace.write("dist/config.json", config);
    workspace.write("dist/boot.js", &"console.log('ready');\n".repeat(40));
    assert_eq!(workspace.portico(&["build", "--out", "dist", "--portal"]).status.code(), Some(0));
    assert!(workspace.read("dist/_headers").contains("default-src 'none'"));
    let packed = fs::read(workspace.path("dist/boot.js.br")).unwrap();
    assert!(packed.len() < 100, "{} bytes", packed.len());
}
