//! How much memory the checker may take.

use std::env;

/// In bytes. A check needs a few MB. One that needs more than this judges a schema that explodes, and would end at wasm's
/// own 4 GB: more than many a machine has, and while that is given back the page stands still.
const MOST: u64 = 512 << 20;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo:rustc-link-arg-bin=validator=--max-memory={MOST}");
    }
}
