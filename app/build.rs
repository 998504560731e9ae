//! Writes the scoped style sheets of `app/src` as one file, which a Trunk hook puts beside index.html.
//!
//! `style_sheet!` in the source gives a component the same scope class that is written here.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use stylers_core::{Class, from_str};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut sheets = Vec::new();
    collect(&root.join("src"), &mut sheets)?;
    sheets.sort();

    let mut out = String::new();
    for sheet in &sheets {
        let css = fs::read_to_string(sheet)?;
        let class = Class::rand_class_from_seed(css.clone());
        let _ = writeln!(out, "{}", from_str(&css, &class));
    }

    // Outside OUT_DIR, because a Trunk hook cannot know that folder's name.
    let target = root.join("../target");
    fs::create_dir_all(&target)?;
    let file = target.join("portico-pages.css");
    if fs::read_to_string(&file).ok().as_deref() != Some(out.as_str()) {
        fs::write(&file, out)?;
    }
    // The splitter needs to know what every byte refers to.
    if env::var("CARGO_CFG_TARGET_FAMILY").as_deref() == Ok("wasm") {
        println!("cargo:rustc-link-arg-bin=portico-app=--emit-relocs");
    }
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=../target/portico-pages.css");
    Ok(())
}

fn collect(dir: &Path, sheets: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, sheets)?;
        } else if path.extension().is_some_and(|e| e == "css") {
            sheets.push(path);
        }
    }
    Ok(())
}
