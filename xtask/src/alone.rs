//! One form alone on a page: the portal's page and files with a smaller program in it. Journeys and the bench draw
//! schemas with it that no catalog would take.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::tools::{binaryen, wasm_bindgen, wasm_target};
use crate::{files, paths, process, say, split};

const NAME: &str = "form-alone";

/// Builds the page beside a built portal, unless it was made from the same portal before.
pub(crate) fn build(portal: &Path) -> Result<PathBuf> {
    let folder = paths::target().join(NAME);
    let stamp = folder.with_extension("made-of");
    let made_of = fs::read_to_string(portal.with_extension("made-of"))?;
    let _lock = fs::File::create(folder.with_extension("lock"))
        .and_then(|file| file.lock().map(|()| file))?;
    if fs::read_to_string(&stamp).is_ok_and(|old| old == made_of) {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let linked = say::timed("building the form alone", link)?;
    bind(&linked, &folder)?;
    for file in files::walk(portal)? {
        let name = file.strip_prefix(portal)?;
        let text = name.to_string_lossy();
        if text.starts_with("portico-app") || text.starts_with("index.html") {
            continue;
        }
        let to = folder.join(name);
        fs::create_dir_all(to.parent().unwrap_or(&folder))?;
        fs::copy(&file, to)?;
    }
    let page = fs::read_to_string(portal.join("index.html"))?;
    fs::write(folder.join("index.html"), with_program(&page)?)?;
    fs::write(stamp, made_of)?;
    Ok(folder)
}

fn link() -> Result<PathBuf> {
    let target = paths::target().join("wasm");
    let mut cargo = Command::new("cargo");
    cargo.current_dir(paths::root()).args(["build", "--profile", "wasm", "--bin", NAME]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--package", "portico-app"]);
    cargo.args(["--features", NAME]).env("CARGO_TARGET_DIR", &target);
    if let Some(toolchain) = wasm_target::ensure()? {
        cargo.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    process::run(&mut cargo)?;
    Ok(target.join("wasm32-unknown-unknown/wasm").join(NAME).with_extension("wasm"))
}

/// As the portal is: bound for the web, then made small.
fn bind(linked: &Path, folder: &Path) -> Result<()> {
    let mut bind = Command::new(wasm_bindgen::ensure()?);
    bind.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(folder).arg(linked);
    process::run(&mut bind)?;
    let wasm = folder.join(format!("{NAME}_bg.wasm"));
    let mut shrink = Command::new(binaryen::ensure()?);
    process::run(shrink.args(split::OPTIONS).arg(&wasm).arg("-o").arg(&wasm))
}

/// The portal's page, loading this program in place of the portal.
fn with_program(page: &str) -> Result<String> {
    let script = page.split_once("data-js=\"/").and_then(|(_, rest)| rest.split_once(".js\""));
    let (portal, _) = script.context("the portal's page names no program")?;
    let loader = format!("<link rel=\"modulepreload\" href=\"/{portal}_loader.js\">");
    Ok(page.replace(&loader, "").replace(portal, NAME))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_names_the_program_and_nothing_of_the_portal() -> anyhow::Result<()> {
        let page = "<link rel=\"modulepreload\" href=\"/portico-app-0a_loader.js\">\
                    <link rel=\"modulepreload\" href=\"/portico-app-0a.js\">\
                    <script data-js=\"/portico-app-0a.js\" data-wasm=\"/portico-app-0a_bg.wasm\"></script>";
        assert_eq!(
            super::with_program(page)?,
            "<link rel=\"modulepreload\" href=\"/form-alone.js\">\
             <script data-js=\"/form-alone.js\" data-wasm=\"/form-alone_bg.wasm\"></script>"
        );
        assert!(super::with_program("<html>").is_err());
        Ok(())
    }
}
