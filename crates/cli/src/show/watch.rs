//! What is new about a run that is followed, line by line.

use portico_contract::http::{Run, Step};
use portico_contract::words::sentence;

use super::page::{lane, said};
use super::time::Clock;
use super::words;
use crate::terminal::line;

/// Remembers what was told.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    status: &'static str,
    waiting_for: Option<String>,
    progress: String,
    steps: Vec<String>,
}

impl Watch {
    /// Lines about what changed since the last call.
    pub(crate) fn news(&mut self, run: &Run, clock: &Clock) -> Vec<String> {
        let mut news = Vec::new();
        for (at, step) in run.steps.iter().enumerate() {
            let now = told(step, clock);
            let key = format!("{} {} {}", step.status.as_str(), step.attempt, step.title);
            match self.steps.get_mut(at) {
                Some(before) if *before == key => continue,
                Some(before) => *before = key,
                None => self.steps.push(key),
            }
            news.push(now);
        }
        let progress = run.progress.as_ref().map(said).unwrap_or_default();
        if progress != self.progress && !progress.is_empty() {
            news.push(format!("  progress: {progress}"));
        }
        self.progress = progress;
        if run.waiting_for != self.waiting_for && !run.status.is_closed() {
            let waiting = run.waiting_for.as_ref().map(|text| line(&sentence(text)).into_owned());
            news.extend(waiting.map(|text| format!("  {text}")));
        }
        self.waiting_for.clone_from(&run.waiting_for);
        if words(run.status) != self.status {
            self.status = words(run.status);
            if run.status.is_closed() {
                news.push(self.status.to_owned());
            }
        }
        news
    }
}

fn told(step: &Step, clock: &Clock) -> String {
    let took = match (&step.started_at, &step.closed_at) {
        (Some(from), Some(to)) => format!(", {}", clock.took(from, Some(to))),
        _ => String::new(),
    };
    let attempt =
        if step.attempt > 1 { format!(", attempt {}", step.attempt) } else { String::new() };
    let failure = match &step.last_failure {
        Some(failure) => format!(": {}", line(failure)),
        None => String::new(),
    };
    let status = step.status.as_str().replace('_', " ");
    format!("  {:<8} {}: {status}{attempt}{took}{failure}", lane(step.lane), line(&step.title))
}

#[cfg(test)]
mod tests {
    use portico_contract::http::{Progress, RunStatus, StepStatus};

    use super::*;
    use crate::tests::run;

    #[test]
    fn only_news_is_told() {
        let clock = Clock::fixed("2026-11-21T03:45:00Z");
        let mut watch = Watch::default();
        let mut run = run("running");
        (run.closed_at, run.failure) = (None, None);
        let last = run.steps.pop().unwrap();
        let mut told = watch.news(&run, &clock);
        assert!(watch.news(&run, &clock).is_empty());
        run.waiting_for = Some("waits for signal go".into());
        run.progress = Some(Progress { done: Some(1), total: Some(2), message: None });
        told.extend(watch.news(&run, &clock));
        run.steps.push(last);
        run.steps[0].status = StepStatus::Completed;
        run.status = RunStatus::TimedOut;
        told.extend(watch.news(&run, &clock));
        insta::assert_snapshot!(told.join("\n"), @r#"
          gateway  Start: running
          nexus    Echo: completed, 1.0 s
          progress: 6 of 10, copying
          progress: 1 of 2
          Waits for signal go.
          gateway  Start: completed
          team     Delete\u{1b}[31m: failed, attempt 3: no\nroute
        timed out
        "#);
    }
}
