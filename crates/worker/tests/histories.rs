//! Stored histories: written by the tests when asked to, read by the replay test.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use portico_testkit::history;

use crate::stack::Stack;

/// Set to record the histories anew.
const RECORD: &str = "PORTICO_RECORD_HISTORIES";

/// Writes a router's history to `tests/histories/<name>.json`, if histories are being recorded.
pub(crate) async fn keep(stack: &Stack, router: &str, name: &str) -> Result<()> {
    if std::env::var_os(RECORD).is_none() {
        return Ok(());
    }
    let events = history(&stack.gateway, router).await?;
    let lines = events.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let path = folder().join(name).with_extension("json");
    fs::write(path, format!("{{\"events\":[\n{}\n]}}\n", lines.join(",\n")))?;
    Ok(())
}

/// Every stored history with its name, in order.
pub(crate) fn stored() -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, fs::read(path)?));
        }
    }
    found.sort();
    Ok(found)
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/histories")
}
