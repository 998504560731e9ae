//! Cuts the portal in two while Trunk builds it: what the catalog needs, and what is fetched later.
//!
//! Trunk's hook calls this once Trunk has put its own, uncut build into the folder it works in. The cut has to come
//! before wasm-bindgen, which forgets what the linker wrote down, so that the uncut build is replaced.

mod styles;

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{files, process, wasm};

const NAME: &str = "portico-app";
/// What the splitter calls the script that loads the later part, and the later part itself.
const LOADER: &str = "__wasm_split.js";
const LATER: &str = "split_later.wasm";
/// The validator's wasm, whole as Trunk built it.
const VALIDATOR: &str = "validator_bg.wasm";
/// How the loader ends: with what the later part waits for before it is used.
const WAITS_FOR: &str = ", []));";
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
    let sheet = styles::cut_in(&staging)?;
    if small {
        shrink_validator(&staging.join(VALIDATOR))?;
    }
    let parts = Parts::cut(&linked, &target.join("split"), sheet, small)?;
    parts.replace_in(&staging)
}

/// What the portal has and never calls: a library's exports for streams of its own, which are roots to the linker.
fn never_called(name: &str) -> bool {
    name.starts_with("intounderlying")
}

/// What the validator has and never calls: its library can also tell annotations, method by method behind `dyn`.
fn never_evaluated(name: &str) -> bool {
    let method = name.rsplit("::").find(|part| !is_hash(part)).unwrap_or_default();
    name.contains("jsonschema") && ["evaluate", "evaluate_with_location"].contains(&method)
}

/// Whether a part of a function's name only makes it unique.
fn is_hash(part: &str) -> bool {
    part.len() == 17
        && part.strip_prefix('h').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn shrink_validator(file: &Path) -> Result<()> {
    let (pruned, emptied) = wasm::prune(&fs::read(file)?, never_evaluated)?;
    ensure!(emptied > 0, "{} has no names of functions, or other ones", file.display());
    fs::write(file, pruned)?;
    optimise(file, &["--enable-simd"])
}

/// Makes a wasm as small as wasm-opt can.
fn optimise(file: &Path, further: &[&str]) -> Result<()> {
    process::run(Command::new("wasm-opt").args(OPTIONS).args(further).arg(file).arg("-o").arg(file))
}

/// The built parts, under names without a hash.
struct Parts {
    script: String,
    loader: String,
    first: Vec<u8>,
    later: Vec<u8>,
    /// The style sheet of the later part.
    sheet: String,
}

impl Parts {
    fn cut(linked: &Path, work: &Path, sheet: String, small: bool) -> Result<Self> {
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
        let script = bound.join(NAME).with_extension("js");
        let (first, later) = (bound.join(format!("{NAME}_bg.wasm")), cut.join(LATER));
        if small {
            let (pruned, _) = wasm::prune(&fs::read(&first)?, never_called)?;
            let (short, text) = wasm::shorten(&pruned, &fs::read_to_string(&script)?)?;
            fs::write(&first, short)?;
            fs::write(&script, text)?;
            optimise(&first, &[])?;
            optimise(&later, &[])?;
        }
        Ok(Self {
            script: fs::read_to_string(script)?,
            loader: fs::read_to_string(cut.join(LOADER))?,
            first: fs::read(first)?,
            later: fs::read(later)?,
            sheet,
        })
    }

    /// One name for the content of all parts: they fit only each other.
    fn hash(&self) -> String {
        let mut hasher = DefaultHasher::new();
        let texts = [&self.script, &self.loader, &self.sheet].map(String::as_bytes);
        for part in texts.into_iter().chain([&*self.first, &*self.later]) {
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
            .replace(LATER, &format!("{new}_later.wasm"))
            .replacen(WAITS_FOR, ", [sheet]));", 1);
        let sheet = format!("{new}_later.css");
        fs::write(staging.join(&loader), links + &styles::loader(&sheet))?;
        fs::write(staging.join(&sheet), &self.sheet)?;
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
    fn only_what_tells_annotations_is_never_evaluated() {
        for (name, dead) in [
            (
                "<jsonschema::keywords::all_of::AllOf<F> as jsonschema::validator::Validate<F>>::evaluate::h0123456789abcdef",
                true,
            ),
            ("jsonschema::validator::Validate::evaluate_with_location", true),
            (
                "<jsonschema::keywords::all_of::AllOf<F> as jsonschema::validator::Validate<F>>::is_valid::h0123456789abcdef",
                false,
            ),
            (
                "jsonschema::node::SchemaNode<F>::mark_evaluated_properties::h0123456789abcdef",
                false,
            ),
            ("fancy_regex::vm::evaluate", false),
        ] {
            assert_eq!(never_evaluated(name), dead, "{name}");
        }
    }

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
            loader: "import \"./portico-app.js\"; load(fetch(\"./split_later.wasm\"), []));".into(),
            first: b"first".into(),
            later: b"later".into(),
            sheet: "td{}".into(),
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
                "import \"./portico-app-{hash}.js\"; load(fetch(\"./portico-app-{hash}_later.wasm\"), [sheet]));{}",
                styles::loader(&format!("portico-app-{hash}_later.css"))
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
        assert_eq!(files::walk(&folder)?.len(), 6);
        fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
