use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::load::quantile;
use super::memory::Gateway;
use super::report::{Report, raw};
use super::sizes::kilobytes;
use super::{FIELDS, MANY, Published, Subject};
use crate::{paths, process, tools};

/// Bytes until the first cards can be used.
const FIRST_LOAD: u64 = 200_000;
/// First loads that differ less are the same: a catalog of few workflows has fewer than the first 60 cards.
const SAME: f64 = 1.05;
/// Milliseconds of the main thread for a keystroke in the catalog's search, p95.
const SEARCH: f64 = 8.0;
/// Milliseconds of the longest task in all that one does in the large catalog.
const JOURNEY: f64 = 50.0;
/// A keystroke in a form of [`FIELDS`] fields against one in a page without scripts, p50 and p95.
const FORM: f64 = 1.15;
/// Milliseconds of script for a keystroke in that form, p95.
const FORM_SCRIPT: f64 = 1.0;

/// What the portal costs in Chromium; bench/browser.mjs says how.
pub(super) fn measure(
    subject: &Subject,
    few: &Published,
    many: &Published,
    form: &str,
    report: &mut Report,
) -> Result<()> {
    tools::node_packages::ensure()?;
    let small = Gateway::start(subject, &few.corpus, &few.dist, "small catalog")?;
    let large = Gateway::start(subject, &many.corpus, &many.dist, "large catalog")?;
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg(paths::in_root("bench/browser.mjs"));
    node.args([small.port, large.port].map(|port| format!("http://127.0.0.1:{port}"))).arg(form);
    node.env("PORTICO_CHROMIUM", tools::chromium::ensure()?);
    let measured: Value = serde_json::from_str(&process::output(&mut node)?)?;
    for mut gateway in [small, large] {
        gateway.process.stop();
    }
    first_load(&measured["loads"], report).context("bench/browser.mjs printed no loads")?;
    search(&measured["search"], report);
    journey(&measured["journey"], report).context("bench/browser.mjs printed no journey")?;
    form_keys(&measured["form"], report);
    Ok(())
}

fn first_load(loads: &Value, report: &mut Report) -> Option<()> {
    report.heading("First load");
    let mut table = String::from(
        "Bytes over the network, headers included, and milliseconds: until the first cards are drawn, and until nothing \
         is fetched any more\n\n| workflows | cards | bytes, usable | ms | bytes, all | ms |\n|---|---|---|---|---|---|\n",
    );
    let mut usable = Vec::new();
    for size in ["few", "many"] {
        for load in loads[size].as_array()? {
            let number = |key: &str, what: &str| load[key][what].as_f64().unwrap_or(f64::NAN);
            let _ = writeln!(
                table,
                "| {} | {} | {} | {:.0} | {} | {:.0} |",
                load["workflows"],
                load["cards"],
                load["usable"]["bytes"],
                number("usable", "ms"),
                load["settled"]["bytes"],
                number("settled", "ms")
            );
        }
        let bytes =
            loads[size].as_array()?.iter().filter_map(|load| load["usable"]["bytes"].as_u64());
        usable.push((loads[size][0]["workflows"].as_u64()?, bytes.max()?));
        for file in loads[size][0]["files"].as_array()? {
            let _ = writeln!(table, "| | | {} | | {} | |", file[0].as_str()?, file[1]);
        }
    }
    report.say(&table);
    let [(few, little), (many, much)] = usable[..] else { return None };
    #[expect(clippy::cast_precision_loss, reason = "sizes of files")]
    let ratio = much as f64 / little as f64;
    report.verdict(
        &format!("first load of {many} workflows against {few}"),
        &format!("the same ({SAME:.2})"),
        &format!("{ratio:.2}"),
        ratio <= SAME,
    );
    for (workflows, bytes) in usable {
        report.verdict(
            &format!("first load until the first cards can be used, {workflows} workflows"),
            &kilobytes(FIRST_LOAD),
            &kilobytes(bytes),
            bytes <= FIRST_LOAD,
        );
    }
    Some(())
}

fn search(keystrokes: &Value, report: &mut Report) {
    let [task, script] = ["task", "script"].map(|what| series(&keystrokes["portal"], what));
    let plain = series(&keystrokes["plain"], "task");
    report.heading("Search in the large catalog");
    report.say(&format!(
        "Milliseconds of the main thread from a key until its result is drawn.\n\nPortal, {}\n\n\
         The same page without scripts, {}\n",
        raw(&task),
        raw(&plain)
    ));
    let of = |times: &[f64]| [0.5, 0.95].map(|at| quantile(&sorted(times), at));
    let ([task_p50, task_p95], [script_p50, script_p95]) = (of(&task), of(&script));
    let [plain_p50, plain_p95] = of(&plain);
    report.verdict(
        &format!("catalog search, {MANY} workflows, a keystroke"),
        &format!("p95 {SEARCH:.0} ms"),
        &format!(
            "p95 {task_p95:.1} ms, p50 {task_p50:.1} (of it script {script_p95:.1} and {script_p50:.1}; the same page \
             without scripts {plain_p95:.1} and {plain_p50:.1})"
        ),
        task_p95 <= SEARCH,
    );
}

/// `stretches`: by name, the longest task of each round.
fn journey(stretches: &Value, report: &mut Report) -> Option<()> {
    let stretches: Vec<(&str, Vec<f64>)> = stretches
        .as_object()?
        .iter()
        .map(|(what, rounds)| Some((what.as_str(), numbers(rounds)?)))
        .collect::<Option<_>>()?;
    report.heading("The journey through the large catalog");
    let mut table = String::from(
        "Milliseconds by the clock of the longest task of the main thread, whatever else the machine did meanwhile. The \
         browser writes a trace, and what the bench asks of the page is among the tasks.\n\n\
         | stretch | median | worst | by round |\n|---|---|---|---|\n",
    );
    let mut longest = vec![0.0_f64; stretches.first()?.1.len()];
    let (mut worst, mut place) = (0.0, "");
    for (what, rounds) in &stretches {
        let sorted = sorted(rounds);
        let (median, slowest) = (quantile(&sorted, 0.5), *sorted.last()?);
        let _ = writeln!(table, "| {what} | {median:.1} | {slowest:.1} | {} |", raw(rounds));
        for (longest, task) in longest.iter_mut().zip(rounds) {
            *longest = longest.max(*task);
        }
        if slowest > worst {
            (worst, place) = (slowest, *what);
        }
    }
    report.say(&table);
    report.verdict(
        &format!("longest task of the catalog journey, {MANY} workflows"),
        &format!("{JOURNEY:.0} ms"),
        &format!(
            "worst of {} rounds {worst:.1} ms ({place}), median of each round's longest {:.1}",
            longest.len(),
            quantile(&sorted(&longest), 0.5)
        ),
        worst <= JOURNEY,
    );
    Some(())
}

fn form_keys(form: &Value, report: &mut Report) {
    let [ours, plain] = ["portal", "plain"].map(|page| series(&form[page], "task"));
    let script = quantile(&sorted(&series(&form["portal"], "script")), 0.95);
    report.heading("Keystroke in a long form");
    report.say(&format!(
        "{} controls, milliseconds of the main thread.\n\nPortal, {}\n\nThe same page without scripts, {}\n",
        form["fields"],
        raw(&ours),
        raw(&plain)
    ));
    let ratios = [0.5, 0.95].map(|at| quantile(&sorted(&ours), at) / quantile(&sorted(&plain), at));
    report.verdict(
        &format!("a keystroke at {FIELDS} fields against a page without scripts"),
        &format!("{FORM:.2} at p50 and p95"),
        &format!("{:.2} and {:.2}", ratios[0], ratios[1]),
        ratios.iter().all(|ratio| *ratio <= FORM),
    );
    report.verdict(
        &format!("script of a keystroke at {FIELDS} fields"),
        &format!("p95 {FORM_SCRIPT:.0} ms"),
        &format!("p95 {script:.1} ms"),
        script <= FORM_SCRIPT,
    );
}

fn series(keystrokes: &Value, what: &str) -> Vec<f64> {
    let list = keystrokes.as_array().into_iter().flatten();
    list.filter_map(|keystroke| keystroke[what].as_f64()).collect()
}

/// `None` where one is missing, or there is none.
fn numbers(values: &Value) -> Option<Vec<f64>> {
    let numbers: Vec<f64> = values.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
    (!numbers.is_empty()).then_some(numbers)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::super::report::tests::{report, said};
    use super::*;

    #[test]
    fn a_journey_is_judged_by_its_worst_round() {
        let measured =
            json!({ "the first load": [40.0, 48.0, 20.0], "the palette": [30.0, 10.0, 51.5] });
        let mut made = report(Path::new(""));
        assert!(journey(&measured, &mut made).is_some());
        let text = said(&made);
        for line in [
            "| longest task of the catalog journey, 5000 workflows | 50 ms | worst of 3 rounds 51.5 ms (the palette), median of each round's longest 48.0 | **not met** |",
            "| the first load | 40.0 | 48.0 | raw: 40.0 48.0 20.0 |",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        for missing in [json!(null), json!({}), json!({ "the palette": [] })] {
            assert!(journey(&missing, &mut report(Path::new(""))).is_none());
        }
    }
}
