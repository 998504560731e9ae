//! Search among the choices of a dynamic field; bench/options.mjs says how it is measured.

use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::load::quantile;
use super::report::{Report, raw};
use crate::portal::{self, Effort};
use crate::{alone, paths, process, programs, say, tools};

/// From a key until its result is painted, p95 in milliseconds, by the length of the list.
const PAINTED: [(u64, f64); 2] = [(10_000, 16.0), (100_000, 50.0)];
/// Milliseconds of the longest task of the main thread meanwhile, and while the list comes.
const LONGEST: f64 = 16.0;

/// Opens lists of several lengths, and types into them.
pub(super) fn measure(report: &mut Report) -> Result<()> {
    tools::node_packages::ensure()?;
    let built = portal::build(Effort::Ship, &programs::build(true)?)?;
    let folder = alone::build(&built)?;
    let mut node = Command::new("node");
    node.current_dir(paths::root()).arg(paths::in_root("bench/options.mjs")).arg(folder);
    node.env("PORTICO_CHROMIUM", tools::chromium::ensure()?);
    let measured = say::timed("searching options", || process::output(&mut node))?;
    let measured: Value = serde_json::from_str(&measured)?;
    say_all(&measured, report).context("bench/options.mjs left something out")
}

fn say_all(measured: &Value, report: &mut Report) -> Option<()> {
    report.heading("Search among options");
    for list in measured["lists"].as_array()? {
        let size = list["size"].as_u64()?;
        let numbers = |key: &str| -> Option<Vec<f64>> {
            list[key].as_array()?.iter().map(Value::as_f64).collect()
        };
        let (keys, longest) = (numbers("keys")?, *numbers("tasks")?.first()?);
        let openings = numbers("openings")?;
        let opening = openings.iter().copied().reduce(f64::max)?;
        let mut sorted = keys.clone();
        sorted.sort_by(f64::total_cmp);
        let [p50, p95] = [0.5, 0.95].map(|at| quantile(&sorted, at));
        report.say(&format!(
            "{size} options, milliseconds of the longest task while the list comes, each time on a page of its own; {}\n",
            raw(&openings)
        ));
        report.say(&format!(
            "{size} options, milliseconds from a key until its result is painted (longest task {longest:.1}); {}\n",
            raw(&keys)
        ));
        let Some((_, budget)) = PAINTED.into_iter().find(|(of, _)| *of == size) else { continue };
        report.verdict(
            &format!("search among {size} options, key to painted result"),
            &format!("p95 {budget:.0} ms"),
            &format!("p95 {p95:.1} ms (p50 {p50:.1})"),
            p95 <= budget,
        );
        report.verdict(
            &format!(
                "list of {size} options, longest task of the main thread from the answer's arrival through reading and \
                 indexing it to its first painting"
            ),
            &format!("{LONGEST:.0} ms"),
            &format!("worst of {} times {opening:.1} ms", openings.len()),
            opening <= LONGEST,
        );
        report.verdict(
            &format!(
                "search among {size} options, longest task of the main thread while one types"
            ),
            &format!("{LONGEST:.0} ms"),
            &format!("{longest:.1} ms"),
            longest <= LONGEST,
        );
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::super::report::tests::{report, said};
    use super::*;

    #[test]
    fn each_length_with_a_budget_has_its_verdicts() {
        let list = |size: u64, ms: f64| {
            let openings = [1.0, 2.0 * ms];
            json!({ "size": size, "openings": openings, "keys": [ms, ms], "tasks": [ms, 1.0] })
        };
        let measured =
            json!({ "lists": [list(480, 99.0), list(10_000, 4.0), list(100_000, 60.0)] });
        let mut made = report(Path::new(""));
        assert!(say_all(&measured, &mut made).is_some());
        let text = said(&made);
        for line in [
            "| search among 10000 options, key to painted result | p95 16 ms | p95 4.0 ms (p50 4.0) | met |",
            "| search among 100000 options, key to painted result | p95 50 ms | p95 60.0 ms (p50 60.0) | **not met** |",
            "| list of 10000 options, longest task of the main thread from the answer's arrival through reading and indexing it to its first painting | 16 ms | worst of 2 times 8.0 ms | met |",
            "| list of 100000 options, longest task of the main thread from the answer's arrival through reading and indexing it to its first painting | 16 ms | worst of 2 times 120.0 ms | **not met** |",
            "| search among 100000 options, longest task of the main thread while one types | 16 ms | 60.0 ms | **not met** |",
        ] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert!(!text.contains("among 480 options"));
        let without_openings = json!({ "lists": [{ "size": 480, "keys": [1.0], "tasks": [1.0] }] });
        for missing in [json!({}), without_openings] {
            assert!(say_all(&missing, &mut report(Path::new(""))).is_none());
        }
    }
}
