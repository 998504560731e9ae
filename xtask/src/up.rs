//! `cargo xtask up`: everything on this machine, from nothing to a form that can be submitted.

mod options;
pub(crate) mod stack;

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub(crate) use options::Options;
pub(crate) use stack::Stack;

use crate::files::Watched;
use crate::portal::Effort;
use crate::{paths, portal, programs, say, tools};

const HELP: &str = "\
Usage: cargo xtask up [options]

Builds and runs everything on this machine, until Ctrl-C. What is saved in workflow-configs and guides
is published at once.

  --port PORT               the portal and the API [8080]
  --temporal-port PORT      Temporal's dev server; its UI is 1000 above [7233]
  --temporal-address H:P    a cluster that is there, instead of a dev server
  --fresh                   forget runs and reseed the sandbox

PORTICO_DEV_IDENTITY is who you are, as `email;name;group,group`.";

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
    let built = portal::build(Effort::Ship, &binaries)?;
    let dist = paths::state().join("dist");
    portal::assemble(&built, &binaries, &dist)?;
    options.require_ports()?;
    let mut stack = Stack::start(&options.plan(cli, binaries.clone(), dist.clone())?)?;
    let mut catalog = Watched::new(catalog_folders())?;
    say::line(&format!("ready: {}", stack.origin()));
    loop {
        stack.check()?;
        if catalog.changed() {
            say::step("the catalog has changed");
            // The faults are printed; the page keeps the last good catalog.
            let published =
                portal::catalog(&binaries, &dist).and_then(|()| stack.prepare(&binaries));
            if let Err(fault) = published {
                say::fault(&fault);
            }
        }
        std::thread::sleep(Duration::from_millis(250));
    }
}

/// Where publishers write.
pub(crate) fn catalog_folders() -> Vec<PathBuf> {
    vec![paths::configs(), paths::guides()]
}

/// Holds the clone's state, or says who does.
pub(crate) fn alone() -> Result<File> {
    let path = paths::state().join("up.lock");
    fs::create_dir_all(paths::state())?;
    let lock = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
    if lock.try_lock().is_err() {
        let holder = fs::read_to_string(&path).unwrap_or_default();
        bail!("another run of this clone is up (process {}): stop it first", holder.trim());
    }
    fs::write(&path, std::process::id().to_string())?;
    Ok(lock)
}

/// Deletes what earlier runs left: Temporal's database, the run index, the sandbox, logs.
pub(crate) fn forget() -> Result<()> {
    say::step("forgetting earlier runs and the sandbox");
    for entry in fs::read_dir(paths::state())? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path)
        } else if path.ends_with("up.lock") {
            Ok(())
        } else {
            fs::remove_file(&path)
        }
        .with_context(|| format!("delete {}", path.display()))?;
    }
    Ok(())
}
