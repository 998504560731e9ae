//! A list of runs.

use portico_contract::http::Run;

use super::time::Clock;
use super::words;
use crate::terminal::line;

const HEAD: [&str; 6] = ["STARTED", "STATUS", "TOOK", "WORKFLOW", "REQUESTER", "RUN"];

/// One line a run, columns as wide as their widest entry.
pub(crate) fn table(runs: &[Run], clock: &Clock) -> String {
    let rows = runs.iter().map(|run| {
        let mark = if run.requester_verified { "" } else { " (not verified)" };
        let dry = if run.dry_run { ", dry run" } else { "" };
        [
            clock.moment(&run.started_at),
            format!("{}{dry}", words(run.status)),
            match (&run.closed_at, run.status.is_closed()) {
                (None, true) => String::new(),
                (closed, _) => clock.took(&run.started_at, closed.as_deref()),
            },
            line(&format!("{}/{}", run.namespace, run.workflow_type)).into_owned(),
            format!("{}{mark}", line(&run.requester)),
            line(&run.workflow_id).into_owned(),
        ]
    });
    let all: Vec<[String; 6]> = std::iter::once(HEAD.map(str::to_owned)).chain(rows).collect();
    let wide = |column: usize| all.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEAD.len()).map(wide).collect();
    let mut text = String::new();
    for row in &all {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::run;

    #[test]
    fn a_table_of_runs() {
        let clock = Clock::fixed("2026-11-21T03:45:00Z");
        let mut other = run("running");
        other.closed_at = None;
        other.requester = "mallory\u{1b}[2J".into();
        other.requester_verified = false;
        other.dry_run = true;
        insta::assert_snapshot!(table(&[run("failed"), other], &clock), @r#"
        STARTED                  STATUS            TOOK    WORKFLOW  REQUESTER                        RUN
        2026-11-21 03:44:38 UTC  failed            2.0 s   one/Echo  ann@example.com                  portico-abc
        2026-11-21 03:44:38 UTC  running, dry run  22.0 s  one/Echo  mallory\u{1b}[2J (not verified)  portico-abc
        "#);
    }
}
