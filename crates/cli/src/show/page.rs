//! One run, as its page in the portal shows it.

use std::fmt::Write as _;

use portico_contract::http::{Failure, Lane, Owner, Progress, Run, Step};
use portico_contract::words::sentence;
use serde_json::Value;

use super::time::Clock;
use super::words;
use crate::terminal::{json, line, lines};

/// Whose workflow it is.
#[derive(Clone, Debug)]
pub(crate) struct Owned {
    pub(crate) owner: Option<Owner>,
    /// The team's folder.
    pub(crate) team: String,
}

/// The whole run. `address` is its page in the portal.
pub(crate) fn page(run: &Run, owned: Option<&Owned>, address: &str, clock: &Clock) -> String {
    let mut text = String::new();
    let dry = if run.dry_run { ", dry run" } else { "" };
    let _ = writeln!(text, "{}: {}{dry}", line(&run.name), words(run.status));
    if let Some(waiting) = run.waiting_for.as_ref().filter(|_| !run.status.is_closed()) {
        let _ = writeln!(text, "{}", line(&sentence(waiting)));
    }
    if let Some(note) = &run.note {
        let _ = writeln!(text, "Note: {}", line(&sentence(note)));
    }
    text.push('\n');
    let mut fact = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<13}{value}");
    };
    fact("Workflow", &line(&format!("{}/{}", run.namespace, run.workflow_type)));
    fact("Environment", &line(&run.environment));
    let verified =
        if run.requester_verified { "" } else { " (not verified: another client started it)" };
    fact("Requester", &format!("{}{verified}", line(&run.requester)));
    fact("Started", &clock.moment(&run.started_at));
    if let Some(asked) = &run.cancel_requested_at {
        fact("Cancelled", &format!("asked for at {}", clock.moment(asked)));
    }
    if let Some(closed) = &run.closed_at {
        let took = clock.took(&run.started_at, Some(closed));
        fact("Ended", &format!("{}, after {took}", clock.moment(closed)));
    }
    if let Some(forgotten) = &run.forgotten_at {
        fact("Forgotten", &format!("noticed {}", clock.moment(forgotten)));
    }
    fact("Run", &line(&run.workflow_id));
    if let Some(target) = &run.target {
        fact("Team's run", &line(&format!("{} in {}", target.workflow_id, target.namespace)));
    }
    if let Some(progress) = &run.progress {
        let _ = writeln!(text, "\nProgress: {}", said(progress));
    }
    if !run.steps.is_empty() {
        let _ = writeln!(text, "\nSteps");
        for step in &run.steps {
            steps(&mut text, step, clock);
        }
    }
    // What Temporal has forgotten nobody remembers.
    if run.forgotten_at.is_none() {
        let _ = writeln!(text, "\nInput\n{}", indented(&pretty(&run.input)));
    }
    if let Some(result) = &run.result {
        let _ = writeln!(text, "\nResult\n{}", indented(&pretty(result)));
    }
    if let Some(why) = &run.failure {
        failure(&mut text, why, owned);
    }
    text.push_str("\nLinks\n");
    for (title, url) in
        run.links.iter().map(|link| (&*link.title, &*link.url)).chain([("Portal", address)])
    {
        let _ = writeln!(text, "  {}: {}", line(title), line(url));
    }
    text
}

/// What came of a run that was waited for, in a few lines.
pub(crate) fn said(progress: &Progress) -> String {
    let count = match (progress.done, progress.total) {
        (Some(done), Some(total)) => format!("{done} of {total}"),
        (Some(done), None) => format!("{done} done"),
        _ => String::new(),
    };
    let message = line(progress.message.as_deref().unwrap_or_default()).into_owned();
    match (count.is_empty(), message.is_empty()) {
        (false, false) => format!("{count}, {message}"),
        _ => count + &message,
    }
}

/// The place a step happened in.
pub(crate) fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Gateway => "gateway",
        Lane::Nexus => "nexus",
        Lane::Target => "team",
    }
}

fn steps(text: &mut String, step: &Step, clock: &Clock) {
    let took = match (&step.started_at, &step.closed_at) {
        (Some(from), to) => clock.took(from, to.as_deref()),
        _ => String::new(),
    };
    let row = format!(
        "  {:<8} {:<10} {:>12}  {}",
        lane(step.lane),
        step.status.as_str().replace('_', " "),
        took,
        line(&step.title)
    );
    let _ = writeln!(text, "{}", row.trim_end());
    if let Some(failure) = &step.last_failure {
        let next = match &step.next_attempt_at {
            Some(at) if step.closed_at.is_none() => format!(", next attempt {}", clock.moment(at)),
            _ => String::new(),
        };
        let _ = writeln!(text, "{:33}attempt {}{next}: {}", "", step.attempt, line(failure));
    }
}

fn failure(text: &mut String, failure: &Failure, owned: Option<&Owned>) {
    text.push_str("\nWhy it failed\n");
    for (depth, cause) in failure.chain().into_iter().enumerate() {
        let by = if depth == 0 { "  " } else { "  caused by: " };
        let kind =
            cause.r#type.as_ref().map(|kind| format!(" [{}]", line(kind))).unwrap_or_default();
        let _ = writeln!(text, "{by}{}{kind}", lines(&cause.message).replace('\n', "\n    "));
        if let Some(details) = &cause.details {
            let _ = writeln!(text, "    {}", pretty(details).replace('\n', "\n    "));
        }
    }
    if let Some(Owned { owner, team }) = owned {
        let owner = owner.as_ref();
        let name = owner.and_then(|owner| owner.team.as_deref()).unwrap_or(team);
        let ways = [owner.and_then(|o| o.slack.as_deref()), owner.and_then(|o| o.email.as_deref())];
        let ways: String =
            ways.into_iter().flatten().map(|way| format!(", {}", line(way))).collect();
        let _ = writeln!(text, "  Owner: {}{ways}", line(name));
    }
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    json(&text).into_owned()
}

fn indented(text: &str) -> String {
    format!("  {}", text.replace('\n', "\n  "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::run;

    #[test]
    fn a_failed_run() {
        let owned = Owned {
            owner: serde_json::from_value(
                json!({ "team": "Team One", "slack": "#one", "email": "one@example.com" }),
            )
            .unwrap(),
            team: "one".into(),
        };
        let clock = Clock::fixed("2026-11-21T03:45:00Z");
        let shown =
            page(&run("failed"), Some(&owned), "http://127.0.0.1:8080/runs/portico-abc", &clock);
        insta::assert_snapshot!(shown, @r#"
        Echo it: failed

        Workflow     one/Echo
        Environment  local
        Requester    ann@example.com
        Started      2026-11-21 03:44:38 UTC
        Ended        2026-11-21 03:44:40 UTC, after 2.0 s
        Run          portico-abc
        Team's run   Echo-x in one-stage

        Progress: 6 of 10, copying

        Steps
          gateway  running          22.0 s  Start
          nexus    completed         1.0 s  Echo
          team     failed           22.0 s  Delete\u{1b}[31m
                                         attempt 3, next attempt 2026-11-21 03:46:00 UTC: no\nroute

        Input
          {
            "n": 18446744073709551615,
            "text": "a\u001b[2J",
            "password": {
              "$secret": true
            }
          }

        Why it failed
          table is gone\u{1b}]0;x\u{7} [NoSuchTable]
            {
              "table": "x"
            }
          caused by: deep
          Owner: Team One, #one, one@example.com

        Links
          Logs: https://logs.example.com/x
          Portal: http://127.0.0.1:8080/runs/portico-abc
        "#);
        assert!(!shown.contains('\u{1b}'));
    }

    #[test]
    fn a_waiting_run() {
        let mut run = run("running");
        (run.closed_at, run.failure, run.steps) = (None, None, Vec::new());
        run.waiting_for = Some("waits for signal go".into());
        run.note = Some("Temporal does not answer at the moment".into());
        run.requester_verified = false;
        run.cancel_requested_at = Some("2026-11-21T03:44:50Z".into());
        let clock = Clock::fixed("2026-11-21T03:45:00Z");
        insta::assert_snapshot!(page(&run, None, "http://127.0.0.1:8080/runs/portico-abc", &clock), @r#"
        Echo it: running
        Waits for signal go.
        Note: Temporal does not answer at the moment.

        Workflow     one/Echo
        Environment  local
        Requester    ann@example.com (not verified: another client started it)
        Started      2026-11-21 03:44:38 UTC
        Cancelled    asked for at 2026-11-21 03:44:50 UTC
        Run          portico-abc
        Team's run   Echo-x in one-stage

        Progress: 6 of 10, copying

        Input
          {
            "n": 18446744073709551615,
            "text": "a\u001b[2J",
            "password": {
              "$secret": true
            }
          }

        Links
          Logs: https://logs.example.com/x
          Portal: http://127.0.0.1:8080/runs/portico-abc
        "#);
    }

    #[test]
    fn a_run_that_temporal_has_forgotten() {
        let mut run = run("completed");
        (run.failure, run.progress, run.steps, run.links) = (None, None, Vec::new(), Vec::new());
        run.input = json!(null);
        run.note = Some("Temporal no longer keeps the history of this run".into());
        run.forgotten_at = Some("2026-11-21T03:44:50Z".into());
        let clock = Clock::fixed("2026-11-21T03:45:00Z");
        insta::assert_snapshot!(page(&run, None, "http://127.0.0.1:8080/runs/portico-abc", &clock), @r#"
        Echo it: completed
        Note: Temporal no longer keeps the history of this run.

        Workflow     one/Echo
        Environment  local
        Requester    ann@example.com
        Started      2026-11-21 03:44:38 UTC
        Ended        2026-11-21 03:44:40 UTC, after 2.0 s
        Forgotten    noticed 2026-11-21 03:44:50 UTC
        Run          portico-abc
        Team's run   Echo-x in one-stage

        Links
          Portal: http://127.0.0.1:8080/runs/portico-abc
        "#);
    }

    #[test]
    fn progress_in_words() {
        for (progress, expect) in [
            (json!({ "done": 6, "total": 10, "message": "copying" }), "6 of 10, copying"),
            (json!({ "done": 6 }), "6 done"),
            (json!({ "message": "a\u{1b}" }), "a\\u{1b}"),
        ] {
            assert_eq!(said(&serde_json::from_value(progress).unwrap()), expect);
        }
    }
}
