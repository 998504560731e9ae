use std::process::Command;

use anyhow::{Result, bail};

use crate::tools;

/// The first whose test runner knows what the journeys ask of it.
const LEAST: &str = "20.0.0";

/// npm, on a machine whose Node is new enough.
pub(crate) fn npm() -> Result<Command> {
    if tools::on_path_since("node", LEAST).is_none() {
        bail!("Node 20 or later is missing: install it from https://nodejs.org");
    }
    match tools::on_path("npm") {
        Some(npm) => Ok(Command::new(npm)),
        None => bail!("npm is missing: install it, it comes with Node from https://nodejs.org"),
    }
}
