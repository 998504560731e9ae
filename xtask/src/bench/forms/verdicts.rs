//! The budgets of forms, rjsf's figure beside each.

use super::rounds::{Drawn, Peer, Rounds};
use crate::bench::report::Report;

/// Fields of the forms that are typed into.
const SMALL: u64 = 10;
const FIELDS: u64 = 500;
const LARGE: u64 = 1_000;

/// A keystroke at [`FIELDS`] fields against the same page without scripts, p50 and p95.
const KEY: f64 = 1.15;
/// Milliseconds of script for it, p95.
const SCRIPT: f64 = 1.0;
/// A keystroke at [`LARGE`] fields against one at [`SMALL`].
const GROWTH: f64 = 1.3;
/// Milliseconds until a real schema is drawn.
const DRAWN: f64 = 300.0;
/// Milliseconds of the longest task for a hostile one.
const LONGEST: f64 = 200.0;

/// `None` where something was not measured.
pub(super) fn say(rounds: &Rounds, report: &mut Report) -> Option<()> {
    for (state, place) in [("settled", "a field that is right"), ("wrong", "a field that is wrong")]
    {
        keystroke(rounds, state, place, report)?;
    }
    growth(rounds, report)?;
    real(rounds, report)?;
    hostile(rounds, report)
}

fn keystroke(rounds: &Rounds, state: &str, place: &str, report: &mut Report) -> Option<()> {
    let [ours, theirs] = Peer::ALL.map(|peer| rounds.against_floor(peer, FIELDS, state));
    let (ours, theirs) = (ours?, theirs?);
    report.verdict(
        &format!("a keystroke at {FIELDS} fields, in {place}, against the page without scripts"),
        &format!("{KEY:.2} at p50 and p95"),
        &format!(
            "{:.2} and {:.2} (rjsf against its own {:.2} and {:.2})",
            ours[0], ours[1], theirs[0], theirs[1]
        ),
        ours.iter().all(|ratio| *ratio <= KEY),
    );
    let [ours, theirs] = Peer::ALL.map(|peer| rounds.keys(peer, FIELDS, state));
    let (ours, theirs) = (ours?.script(0.95), theirs?.script(0.95));
    report.verdict(
        &format!("script of a keystroke at {FIELDS} fields, in {place}"),
        &format!("p95 {SCRIPT:.0} ms"),
        &format!("p95 {ours:.2} ms (rjsf {theirs:.1})"),
        ours <= SCRIPT,
    );
    Some(())
}

fn growth(rounds: &Rounds, report: &mut Report) -> Option<()> {
    let keys = |peer, size| Some(rounds.keys(peer, size, "settled")?.task(0.5));
    let ours = keys(Peer::Portico, LARGE)? / keys(Peer::Portico, SMALL)?;
    let theirs = keys(Peer::Rjsf, LARGE)? / keys(Peer::Rjsf, SMALL)?;
    let floor = |size| Some(rounds.floor(Peer::Portico, size)?.task(0.5));
    let floor = floor(LARGE)? / floor(SMALL)?;
    report.verdict(
        &format!("a keystroke at {LARGE} fields against one at {SMALL}, p50"),
        &format!("{GROWTH:.1}"),
        &format!("{ours:.2} (the page without scripts {floor:.2}, rjsf {theirs:.2})"),
        ours <= GROWTH,
    );
    Some(())
}

fn real(rounds: &Rounds, report: &mut Report) -> Option<()> {
    let figures = |peer| {
        let slowest = largest(rounds.real(peer), |drawn| drawn.drawing);
        let failed = rounds.real(peer).filter(|drawn| drawn.fault.is_some()).count();
        (slowest, failed, format!("{}, {failed} failed", named(slowest)))
    };
    let ((slowest, failed, ours), (.., theirs)) = (figures(Peer::Portico), figures(Peer::Rjsf));
    report.verdict(
        "the slowest of SchemaStore's schemas, drawn",
        &format!("{DRAWN:.0} ms, no panic"),
        &format!("{ours}; rjsf {theirs}"),
        slowest?.0 <= DRAWN && failed == 0,
    );
    Some(())
}

fn hostile(rounds: &Rounds, report: &mut Report) -> Option<()> {
    let longest = |peer| largest(rounds.hostile(peer), |drawn| drawn.longest);
    let failed = |peer| rounds.hostile(peer).filter(|drawn| drawn.fault.is_some()).count();
    let ours = longest(Peer::Portico);
    report.verdict(
        "the longest task for a hostile schema, drawn and edited",
        &format!("{LONGEST:.0} ms"),
        &format!(
            "{}, {} failed; rjsf {}, {} failed",
            named(ours),
            failed(Peer::Portico),
            named(longest(Peer::Rjsf)),
            failed(Peer::Rjsf)
        ),
        ours?.0 <= LONGEST && failed(Peer::Portico) == 0,
    );
    Some(())
}

fn named(largest: Option<(f64, &str)>) -> String {
    largest.map_or_else(|| "none".to_owned(), |(ms, name)| format!("{ms:.0} ms ({name})"))
}

/// The largest figure of those that came to one, and whose it is.
fn largest<'a, 'r: 'a>(
    all: impl Iterator<Item = &'a Drawn<'r>>,
    figure: impl Fn(&Drawn) -> Option<f64>,
) -> Option<(f64, &'r str)> {
    let figures = all.filter_map(|drawn| Some((figure(drawn)?, drawn.name)));
    figures.max_by(|one, other| one.0.total_cmp(&other.0))
}
