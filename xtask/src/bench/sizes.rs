use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use super::corpus::OWN_WORDS;
use super::report::Report;
use super::{MANY, forms};
use crate::files;

/// Bytes a workflow of the lists, as sent: of names, and of what a search reads besides. That was search.json when the
/// budget was set; the words of guides are in it as well.
const NAMES: f64 = 30.0;
const SEARCH: f64 = 45.0;
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
    let mut each = |name: &str| -> Result<f64> {
        let file = many.join("catalog").join(name);
        let (raw, sent) = (fs::metadata(&file)?.len(), sent(&file)?);
        let _ = writeln!(table, "| catalog/{name} of {MANY} workflows | {raw} | {sent} |");
        #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
        let each = sent as f64 / MANY as f64;
        Ok(each)
    };
    let (names, search, guides) = (each("names.json")?, each("search.json")?, each("guides.json")?);
    let both = search + guides;
    let guides = format!(
        "{guides:.1}, both {both:.1} (copies of a few guides, each with {OWN_WORDS} words of its own)"
    );
    for (name, budget, with, figure, bytes) in [
        ("names.json", NAMES, "", format!("{names:.1}"), names),
        ("search.json", SEARCH, "", format!("{search:.1}"), search),
        ("guides.json", SEARCH, " with search.json", guides, both),
    ] {
        report.verdict(
            &format!("catalog/{name}, {MANY} workflows"),
            &format!("{budget:.0} bytes a workflow{with}"),
            &figure,
            bytes <= budget,
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
