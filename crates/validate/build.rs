//! Tells the tests whether the shared cases are at hand: those that read them are skipped by name where not.

use std::path::PathBuf;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(no_cases)");
    println!("cargo::rerun-if-env-changed=PORTICO_CASES");
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    let cases = std::env::var_os("PORTICO_CASES").map_or_else(beside, PathBuf::from);
    if !cases.is_dir() {
        println!("cargo::rustc-cfg=no_cases");
    }
}
