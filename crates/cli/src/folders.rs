//! Where publishers' files are, and how their faults are told.

use std::path::PathBuf;

use anyhow::Result;
use portico_catalog::{Catalog, Diagnostic, Severity, load_with, read_folders, read_images};

/// The folders every command reads.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Folders {
    /// Folder of the configs.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "workflow-configs",
        env = "PORTICO_CONFIGS",
        hide_env_values = true
    )]
    pub(crate) configs: PathBuf,
    /// Folder of the guides.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "guides",
        env = "PORTICO_GUIDES",
        hide_env_values = true
    )]
    pub(crate) guides: PathBuf,
}

impl Folders {
    /// Reads and loads everything; faults name files as they can be opened from here.
    pub(crate) fn load(&self) -> Result<(Catalog, Vec<Diagnostic>)> {
        let files = read_folders(&self.configs, &self.guides)?;
        let (catalog, mut diagnostics) = load_with(&files, &read_images(&self.guides)?);
        for diagnostic in &mut diagnostics {
            diagnostic.file = self.real_path(&diagnostic.file);
        }
        Ok((catalog, diagnostics))
    }

    fn real_path(&self, file: &str) -> String {
        let real = if let Some(rest) = file.strip_prefix("workflow-configs/") {
            self.configs.join(rest)
        } else if let Some(rest) = file.strip_prefix("guides/") {
            self.guides.join(rest)
        } else {
            return file.to_owned();
        };
        real.display().to_string()
    }
}

/// One fault as a person reads it in a terminal.
pub(crate) fn text(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, line, column, pointer, code, severity, message, help } = diagnostic;
    let at = if pointer.is_empty() { String::new() } else { format!(" at {pointer}") };
    format!("{severity}[{code}]: {message}\n  --> {file}:{line}:{column}{at}\n  help: {help}\n")
}

/// How many faults and warnings there are, in words.
pub(crate) fn summary(workflows: usize, diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    format!(
        "{}, {}, {}",
        count(workflows, "workflow"),
        count(errors, "error"),
        count(diagnostics.len() - errors, "warning")
    )
}

/// Prints a command's answer.
#[expect(clippy::print_stdout, reason = "this is what the program is for")]
pub(crate) fn answer(text: &str) {
    print!("{text}");
}

/// Prints what stands in the way.
#[expect(clippy::print_stderr, reason = "this is what the program is for")]
pub(crate) fn complain(text: &str) {
    eprintln!("portico: {text}");
}

/// Tells something beside the answer, as it is.
#[expect(clippy::print_stderr, reason = "this is what the program is for")]
pub(crate) fn note(text: &str) {
    eprintln!("{text}");
}
