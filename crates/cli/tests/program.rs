#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder of configs and guides, and `portico` beside it.
pub(crate) struct Workspace(TempDir);

impl Workspace {
    /// With the shipped catalog's shared definitions and nothing else.
    pub(crate) fn new() -> Self {
        let workspace = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(workspace.path("workflow-configs")).unwrap();
        fs::create_dir_all(workspace.path("guides")).unwrap();
        workspace
    }

    /// With one workflow that has no fault.
    pub(crate) fn published() -> Self {
        let workspace = Self::new();
        assert_eq!(workspace.portico(&["new", "payments/refund-order"]).status.code(), Some(0));
        workspace
    }

    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Runs the program in the folder.
    pub(crate) fn portico(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_portico"))
            .args(args)
            .current_dir(self.0.path())
            .env_remove("PORTICO_CONFIGS")
            .env_remove("PORTICO_GUIDES")
            .output()
            .unwrap()
    }
}

/// What the program answered.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What it complained of.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
