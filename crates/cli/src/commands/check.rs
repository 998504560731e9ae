use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use portico_catalog::{Diagnostic, Severity};
use serde_json::json;

use crate::folders::{Folders, answer, summary, text};

/// Check every config and guide, and tell all faults at once.
///
/// Exits 0 when there is no fault or only warnings, 1 when there are faults, 2 when it could not run.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    folders: Folders,
    /// How faults are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit 1 on warnings too.
    #[arg(long)]
    deny_warnings: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: one object with `workflows`, `errors`, `warnings` and `diagnostics`.
    Json,
    /// For GitHub Actions: annotations on the lines concerned.
    Github,
}

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode> {
    let (catalog, diagnostics) = args.folders.load()?;
    let workflows = catalog.workflows().len();
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    answer(&match args.format {
        Format::Text => {
            let faults: Vec<String> = diagnostics.iter().map(text).collect();
            let gap = if faults.is_empty() { "" } else { "\n" };
            format!("{}{gap}{}\n", faults.join("\n"), summary(workflows, &diagnostics))
        }
        Format::Json => {
            let report = json!({
                "workflows": workflows,
                "errors": errors,
                "warnings": diagnostics.len() - errors,
                "diagnostics": diagnostics,
            });
            format!("{report:#}\n")
        }
        Format::Github => diagnostics.iter().map(annotation).collect(),
    });
    let refused = errors > 0 || (args.deny_warnings && !diagnostics.is_empty());
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A workflow command of GitHub Actions. Faults quote publishers' text, so line ends and `%` are escaped,
/// and in properties `:` and `,` too.
fn annotation(diagnostic: &Diagnostic) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let Diagnostic { file, line, column, code, severity, message, help, .. } = diagnostic;
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!(
        "::{command} file={},line={line},col={column},title={}::{}\n",
        property(file),
        property(code.as_str()),
        data(&format!("{message}\n{help}")),
    )
}
