//! Where things are: the clone, what it builds, its state, and the cache that outlives it.

use std::path::PathBuf;

/// The root of the clone.
pub(crate) fn root() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or(package.clone(), PathBuf::from)
}

/// A path inside the clone.
pub(crate) fn in_root(path: &str) -> PathBuf {
    root().join(path)
}

/// Where publishers write, and where `up` reads: the clone's folders, or those the environment names.
pub(crate) fn configs() -> PathBuf {
    published("PORTICO_CONFIGS", "workflow-configs")
}

/// The guides beside [`configs`].
pub(crate) fn guides() -> PathBuf {
    published("PORTICO_GUIDES", "guides")
}

fn published(variable: &str, folder: &str) -> PathBuf {
    in_root(&std::env::var(variable).unwrap_or_else(|_| folder.to_owned()))
}

/// Cargo's target folder, as the cargo that built this program saw it.
pub(crate) fn target() -> PathBuf {
    let built =
        std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.to_owned()));
    built.unwrap_or_else(|| in_root("target"))
}

/// The folder of the binaries of a profile: `debug` or `release`.
pub(crate) fn binaries(profile: &str) -> PathBuf {
    target().join(profile)
}

/// The environment variable that puts [`state`] elsewhere, as the bench does.
pub(crate) const STATE: &str = "PORTICO_STATE";

/// What `up` keeps between two runs: Temporal's database, the run index, the sandbox, logs, and the folder it serves.
pub(crate) fn state() -> PathBuf {
    std::env::var_os(STATE).map_or_else(|| in_root(".portico"), PathBuf::from)
}

/// Tools that took long to fetch or build, shared by every clone of this user.
pub(crate) fn cache() -> PathBuf {
    let base =
        std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    base.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .unwrap_or_else(std::env::temp_dir)
        .join("portico")
}
