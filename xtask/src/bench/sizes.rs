use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::report::Report;
use super::{MANY, forms};
use crate::files;

/// Bytes a workflow of `catalog/names.json` and `catalog/search.json`, as sent.
const LISTS: [(&str, u64); 2] = [("catalog/names.json", 30), ("catalog/search.json", 45)];
/// Bytes of the validator's worker, as sent.
const VALIDATOR: u64 = 350_000;

/// What a browser downloads, by file: the portal's own files, then the lists of a large catalog.
pub(super) fn measure(dist: &Path, many: &Path, report: &mut Report) -> Result<()> {
    report.heading("Sizes as sent");
    let mut table = String::from("| file | bytes | sent |\n|---|---|---|\n");
    let mut validator = 0;
    for file in files::walk(dist)? {
        let name = file.strip_prefix(dist)?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.starts_with('_') {
            continue;
        }
        let (raw, sent) = (fs::metadata(&file)?.len(), sent(&file)?);
        if name.starts_with("validator") {
            validator += sent;
        }
        let _ = writeln!(table, "| {name} | {raw} | {sent} |");
    }
    report.verdict(
        "validator's worker",
        &kilobytes(VALIDATOR),
        &format!(
            "{} (rjsf's whole page {}: its form, React, and AJV for draft-07)",
            kilobytes(validator),
            kilobytes(forms::bundle()?.sent)
        ),
        validator <= VALIDATOR,
    );
    for (name, budget) in LISTS {
        let file = many.join(name);
        let (raw, sent) = (fs::metadata(&file)?.len(), sent(&file)?);
        let _ = writeln!(table, "| {name} of {MANY} workflows | {raw} | {sent} |");
        #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
        let each = sent as f64 / MANY as f64;
        report.verdict(
            &format!("{name}, {MANY} workflows"),
            &format!("{budget} bytes a workflow"),
            &format!("{each:.1}"),
            each <= budget as f64,
        );
    }
    report.say(&table);
    Ok(())
}

/// The size of a file as it is sent: brotli where there is a `.br`.
fn sent(file: &Path) -> Result<u64> {
    let packed = fs::metadata(format!("{}.br", file.display()));
    Ok(packed.or_else(|_| fs::metadata(file))?.len())
}

pub(super) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}
