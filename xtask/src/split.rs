//! Cuts the portal's wasm in two while Trunk builds it: what the catalog needs, and what is fetched later.
//!
//! Trunk's hook calls this once Trunk has put its own, uncut build into the folder it works in. The cut has to come
//! before wasm-bindgen, which forgets what the linker wrote down, so that the uncut build is replaced.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{files, process};

const NAME: &str = "portico-app";
/// What the splitter calls the script that loads the later part, and the later part itself.
const LOADER: &str = "__wasm_split.js";
const LATER: &str = "split_later.wasm";
/// wasm-opt's, one by one: all of them at once would write what browsers refuse.
pub(crate) const OPTIONS: [&str; 9] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// Replaces the portal in Trunk's folder by its parts.
pub(crate) fn run() -> Result<()> {
    let folder =
        |name| std::env::var_os(name).map(PathBuf::from).with_context(|| format!("no {name}"));
    let staging = folder("TRUNK_STAGING_DIR")?;
    let target = folder("CARGO_TARGET_DIR")?;
    let small = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    let profile = if small { "wasm" } else { "wasm-dev" };
    let linked =
        target.join("wasm32-unknown-unknown").join(profile).join(NAME).with_extension("wasm");
    let parts = Parts::cut(&linked, &target.join("split"), small)?;
    parts.replace_in(&staging)
}

/// The built parts, under names without a hash.
struct Parts {
    script: String,
    loader: String,
    first: Vec<u8>,
    later: Vec<u8>,
}

impl Parts {
    fn cut(linked: &Path, work: &Path, small: bool) -> Result<Self> {
        let (cut, bound) = (work.join("cut"), work.join("bound"));
        for folder in [&cut, &bound] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
        }
        let mut split = Command::new("wasm-split-cli");
        process::run(split.arg(linked).arg(&cut).args(["--out-name", NAME]))?;
        let first = cut.join(NAME).with_extension("wasm");
        let mut bind = Command::new("wasm-bindgen");
        // The later part is linked to what the linker exported: memory, table and globals.
        bind.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
        bind.args(["--out-name", NAME, "--out-dir"]);
        process::run(bind.arg(&bound).arg(first))?;
        let wasm = |file: PathBuf| {
            if small {
                process::run(
                    Command::new("wasm-opt").args(OPTIONS).arg(&file).arg("-o").arg(&file),
                )?;
            }
            fs::read(&file).with_context(|| format!("read {}", file.display()))
        };
        Ok(Self {
            script: fs::read_to_string(bound.join(format!("{NAME}.js")))?,
            loader: fs::read_to_string(cut.join(LOADER))?,
            first: wasm(bound.join(format!("{NAME}_bg.wasm")))?,
            later: wasm(cut.join(LATER))?,
        })
    }

    /// One name for the content of all parts: they fit only each other.
    fn hash(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for part in [self.script.as_bytes(), self.loader.as_bytes(), &self.first, &self.later] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        format!("{:016x}", hasher.finish())
    }

    fn replace_in(&self, staging: &Path) -> Result<()> {
        let uncut = files::walk(staging)?.into_iter().filter_map(|file| {
            let name = file.file_name()?.to_str()?.strip_prefix(NAME)?;
            let stem = name.strip_suffix(".js").or_else(|| name.strip_suffix("_bg.wasm"))?;
            Some((format!("{NAME}{stem}"), file))
        });
        let uncut: Vec<_> = uncut.collect();
        let (old, _) = uncut.first().context("Trunk has built no portal")?;
        let new = format!("{NAME}-{}", self.hash());
        for (_, file) in &uncut {
            fs::remove_file(file)?;
        }
        let loader = format!("{new}_loader.js");
        // Only where the file is imported: the wasm knows its functions by the splitter's name.
        let script =
            self.script.replace(&format!("from \"./{LOADER}\""), &format!("from \"./{loader}\""));
        fs::write(staging.join(format!("{new}.js")), script)?;
        let links = self
            .loader
            .replace(&format!("{NAME}.js"), &format!("{new}.js"))
            .replace(LATER, &format!("{new}_later.wasm"));
        fs::write(staging.join(&loader), links)?;
        fs::write(staging.join(format!("{new}_bg.wasm")), &self.first)?;
        fs::write(staging.join(format!("{new}_later.wasm")), &self.later)?;
        let page = staging.join("index.html");
        let text = fs::read_to_string(&page)?.replace(old, &new).replacen(
            "<link rel=\"modulepreload\"",
            &format!("<link rel=\"modulepreload\" href=\"/{loader}\"><link rel=\"modulepreload\""),
            1,
        );
        Ok(fs::write(page, text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_name_each_other_and_the_page_names_them() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-split-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        for (name, text) in [
            ("portico-app-00aa.js", "uncut"),
            ("portico-app-00aa_bg.wasm", "uncut"),
            (
                "index.html",
                "<link rel=\"modulepreload\" href=\"/portico-app-00aa.js\"><script data-wasm=\"/portico-app-00aa_bg.wasm\">",
            ),
        ] {
            fs::write(folder.join(name), text)?;
        }
        let parts = Parts {
            script: "import * as a from \"./__wasm_split.js\"; ({\"./__wasm_split.js\": a})".into(),
            loader: "import \"./portico-app.js\"; fetch(\"./split_later.wasm\")".into(),
            first: b"first".into(),
            later: b"later".into(),
        };
        parts.replace_in(&folder)?;
        let hash = parts.hash();
        let read = |name: &str| fs::read_to_string(folder.join(name));
        assert_eq!(
            read(&format!("portico-app-{hash}.js"))?,
            format!(
                "import * as a from \"./portico-app-{hash}_loader.js\"; ({{\"./__wasm_split.js\": a}})"
            )
        );
        assert_eq!(
            read(&format!("portico-app-{hash}_loader.js"))?,
            format!(
                "import \"./portico-app-{hash}.js\"; fetch(\"./portico-app-{hash}_later.wasm\")"
            )
        );
        assert_eq!(
            read("index.html")?,
            format!(
                "<link rel=\"modulepreload\" href=\"/portico-app-{hash}_loader.js\">\
                 <link rel=\"modulepreload\" href=\"/portico-app-{hash}.js\">\
                 <script data-wasm=\"/portico-app-{hash}_bg.wasm\">"
            )
        );
        assert_eq!(files::walk(&folder)?.len(), 5);
        fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
