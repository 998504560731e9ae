//! `cargo xtask tools`: what the other commands would install when they need it, all at once.

use std::path::PathBuf;

use anyhow::Result;

use super::{
    binaryen, chromium, deny, nextest, node_packages, protoc, python, temporal, trunk,
    wasm_bindgen, wasm_split, wasm_target,
};
use crate::args::Args;
use crate::{paths, say};

const HELP: &str = "\
Usage: cargo xtask tools

Installs every tool that up and test need, as they would, and says where each is: for the image of
a CI machine, or before going offline.";

type Ensure = fn() -> Result<String>;

/// Those that may take root first: what stops everything else is known soon.
const TOOLS: [(&str, Ensure); 12] = [
    ("chromium", || chromium::ensure().map(shown)),
    ("wasm32", || wasm_target::ensure().map(|found| found.unwrap_or("rustup's").to_owned())),
    ("python", || python::ensure().map(shown)),
    ("temporal", || temporal::ensure().map(shown)),
    ("protoc", || protoc::ensure().map(shown)),
    ("wasm-opt", || binaryen::ensure().map(shown)),
    ("e2e", || node_packages::ensure().map(|()| shown(paths::in_root("e2e/node_modules")))),
    ("trunk", || trunk::ensure().map(shown)),
    ("wasm-bindgen", || wasm_bindgen::ensure().map(shown)),
    ("wasm-split", || wasm_split::ensure().map(shown)),
    ("nextest", || nextest::ensure().map(shown)),
    ("cargo-deny", || deny::ensure().map(shown)),
];

pub(crate) fn run(words: Vec<String>) -> Result<()> {
    let mut args = Args::new(words);
    if args.flag("--help") || args.flag("-h") {
        say::line(HELP);
        return Ok(());
    }
    args.end()?;
    let mut complete = true;
    for (name, ensure) in TOOLS {
        match ensure() {
            Ok(place) => say::line(&format!("{name:<14}{place}")),
            Err(fault) => {
                complete = false;
                say::fault(&fault);
            }
        }
    }
    if complete { Ok(()) } else { Err(say::Told.into()) }
}

#[expect(clippy::needless_pass_by_value, reason = "mapped over what the tools own")]
fn shown(path: PathBuf) -> String {
    path.display().to_string()
}
