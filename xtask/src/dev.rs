//! `cargo xtask dev`: `up` from a folder of its own, whose page reloads when the portal or the catalog
//! changes and shows a catalog's faults.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::files::Watched;
use crate::portal::{self, Effort};
use crate::programs::{self, PORTICO};
use crate::up::{Options, Stack, alone, catalog_folders, forget};
use crate::{files, paths, process, say, tools};

const HELP: &str = "\
Usage: cargo xtask dev [options]

Like up, and the page follows what is saved: a config's or guide's faults within 2 seconds, the
portal after its build. Programs of the back are rebuilt by starting again.

  --port PORT               the portal and the API [8080]
  --temporal-port PORT      Temporal's dev server; its UI is 1000 above [7233]
  --temporal-address H:P    a cluster that is there, instead of a dev server
  --fresh                   forget runs and reseed the sandbox";

/// Drawn into the page by nothing but this command.
const SCRIPT: &str = include_str!("dev/dev.js");

pub(crate) fn run(words: Vec<String>) -> Result<()> {
    let Some(options) = Options::parse(words)? else {
        say::line(HELP);
        return Ok(());
    };
    let _alone = alone()?;
    options.require_ports()?;
    if options.fresh {
        forget()?;
    }
    let cli = tools::temporal::ensure()?;
    let binaries = programs::build(false)?;
    let mut page =
        Page { dist: paths::state().join("dev"), binaries: binaries.clone(), version: 0 };
    page.rebuild()?;
    let mut catalog = Watched::new(catalog_folders())?;
    let mut portal = Watched::new(portal::parts()?)?;
    let mut stack = Stack::start(&options.plan(cli, binaries.clone(), page.dist.clone())?)?;
    say::line(&format!("ready: {}", stack.origin()));
    loop {
        stack.check()?;
        std::thread::sleep(Duration::from_millis(250));
        if portal.changed() {
            say::step("the portal has changed");
            // A portal that does not compile is the terminal's news; the page keeps the last good one.
            if let Err(fault) = page.rebuild() {
                say::fault(&fault);
            }
        }
        if catalog.changed() {
            say::step("the catalog has changed");
            if page.publish()?
                && let Err(fault) = stack.prepare(&binaries)
            {
                say::fault(&fault);
            }
        }
    }
}

/// The folder that is served.
struct Page {
    dist: PathBuf,
    binaries: PathBuf,
    /// Changes whenever the page should load again.
    version: u64,
}

impl Page {
    /// Builds the portal, then the catalog.
    fn rebuild(&mut self) -> Result<()> {
        let built = portal::build(Effort::Reload, &self.binaries)?;
        files::sync(&built, &self.dist)?;
        let index = self.dist.join("index.html");
        let html = fs::read_to_string(&index).context("read the portal's index.html")?;
        fs::write(
            &index,
            html.replacen("</head>", "<script src=\"/dev.js\" defer></script></head>", 1),
        )?;
        // What was packed of a shipped portal's page is the page without the script.
        let packed = self.dist.join("index.html.br");
        if packed.exists() {
            fs::remove_file(packed)?;
        }
        fs::write(self.dist.join("dev.js"), SCRIPT)?;
        self.publish().map(drop)
    }

    /// Writes the catalog, or its faults for the page to show; says whether it is a new catalog.
    fn publish(&mut self) -> Result<bool> {
        let faults = faults(&self.binaries)?;
        if faults.is_empty() {
            portal::catalog(&self.binaries, &self.dist)?;
            self.version += 1;
        }
        for fault in &faults {
            say::echo(fault);
        }
        let told = json!({ "version": format!("{}-{}", std::process::id(), self.version), "faults": faults });
        fs::write(self.dist.join("dev.json"), told.to_string())?;
        Ok(faults.is_empty())
    }
}

/// What `portico check` finds wrong, a text each.
fn faults(binaries: &Path) -> Result<Vec<String>> {
    let mut portico = Command::new(binaries.join(PORTICO));
    portico.current_dir(paths::root()).args(["check", "--format", "json"]);
    let (status, text) = process::captured(&mut portico)?;
    if status.code() == Some(2) {
        return Ok(vec!["portico check could not run: see the terminal".into()]);
    }
    let checked: Value = serde_json::from_str(&text).context("`portico check` printed no JSON")?;
    let all = checked["diagnostics"].as_array().into_iter().flatten();
    Ok(all.filter(|diagnostic| diagnostic["severity"] == "error").map(told).collect())
}

/// What is wrong, where, and how to mend it: a line each.
fn told(diagnostic: &Value) -> String {
    let text = |key: &str| match &diagnostic[key] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let place = [text("file"), text("line"), text("column")];
    let place = place.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
    let mut told = format!("{}\n  {}", text("message"), place.join(":"));
    if !text("pointer").is_empty() {
        told += &format!(" at {}", text("pointer"));
    }
    if !text("help").is_empty() {
        told += &format!("\n  {}", text("help"));
    }
    told
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_fault_is_told_with_its_place_and_its_mending() {
        let fault = json!({
            "file": "workflow-configs/a/b.json", "line": 25, "column": 7, "pointer": "/links/0",
            "message": "item /links/0 needs the key \"title\"", "help": "Its text.",
        });
        assert_eq!(
            super::told(&fault),
            "item /links/0 needs the key \"title\"\n  \
             workflow-configs/a/b.json:25:7 at /links/0\n  Its text."
        );
        let whole = json!({ "file": "guides/a.md", "message": "no workflow", "line": null });
        assert_eq!(super::told(&whole), "no workflow\n  guides/a.md");
    }
}
