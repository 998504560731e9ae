use std::process::ExitCode;

use anyhow::Result;
use portico_contract::http::{RunList, RunStatus};

use crate::exit::Stop;
use crate::folders::{answer, complain};
use crate::gateway::{Gateway, GatewayArgs, patiently};
use crate::output::{Format, print_json, runtime};
use crate::show::{Clock, table};
use crate::terminal::line;

/// List runs, newest first.
///
/// Exits 0 when the list was shown, be it empty, 2 when it could not be.
#[derive(Debug, clap::Args)]
pub(crate) struct RunsArgs {
    /// Only those you started.
    #[arg(long)]
    mine: bool,
    /// Only those with one of these statuses, with commas between.
    #[arg(long, value_name = "STATUS", value_parser = status, value_delimiter = ',')]
    status: Vec<RunStatus>,
    /// Only those of this workflow: its type, or namespace/type.
    #[arg(long, value_name = "WORKFLOW")]
    workflow: Option<String>,
    /// Only those started then or later: a time such as 2026-11-21T03:44:38Z, or how long ago (90m, 24h, 7d).
    #[arg(long, value_name = "WHEN")]
    started_after: Option<String>,
    /// Only those started before then.
    #[arg(long, value_name = "WHEN")]
    started_before: Option<String>,
    /// Only those whose id, or whose team workflow's id, contains this text.
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// How they are written. As JSON: the list as the gateway's API has it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    gateway: GatewayArgs,
}

fn status(text: &str) -> Result<RunStatus, String> {
    let plain = text.to_lowercase().replace(['-', ' '], "_");
    let known = RunStatus::ALL.into_iter().find(|status| status.as_str() == plain);
    known.ok_or_else(|| {
        let all: Vec<&str> = RunStatus::ALL.iter().map(|status| status.as_str()).collect();
        format!("it is one of {}", all.join(", "))
    })
}

pub(crate) fn run(args: &RunsArgs) -> Result<ExitCode> {
    let gateway = Gateway::at(&args.gateway)?;
    let list = runtime()?.block_on(list(&gateway, args))?;
    match args.format {
        Format::Json => print_json(&list),
        Format::Text if list.runs.is_empty() => complain("no runs"),
        Format::Text => {
            let environment = line(&list.runs[0].environment).into_owned();
            let more = match list.cursor {
                Some(_) => format!("; there are older ones: --limit {} shows more", args.limit * 2),
                None => String::new(),
            };
            answer(&table(&list.runs, &Clock::here()));
            complain(&format!("{} runs in {environment}{more}", list.runs.len()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// As many pages as it takes.
async fn list(gateway: &Gateway, args: &RunsArgs) -> Result<RunList, Stop> {
    let (namespace, workflow_type) = match args.workflow.as_deref().map(|name| name.split_once('/'))
    {
        Some(Some((namespace, kind))) => (Some(namespace), Some(kind)),
        Some(None) => (None, args.workflow.as_deref()),
        None => (None, None),
    };
    let statuses: Vec<&str> = args.status.iter().map(|status| status.as_str()).collect();
    let statuses = statuses.join(",");
    let filters = [
        ("mine", args.mine.then_some("true")),
        ("status", Some(statuses.as_str()).filter(|list| !list.is_empty())),
        ("namespace", namespace),
        ("workflow_type", workflow_type),
        ("started_after", args.started_after.as_deref()),
        ("started_before", args.started_before.as_deref()),
        ("search", args.search.as_deref()),
    ];
    let limit = args.limit as usize;
    let mut found = RunList { runs: Vec::new(), cursor: None };
    loop {
        let cursor = found.cursor.take();
        let cursor = [("cursor", cursor.as_deref())];
        let given =
            filters.iter().chain(&cursor).filter_map(|(key, value)| Some((*key, (*value)?)));
        let query: Vec<(&str, &str)> = given.collect();
        let page = patiently(complain, async || gateway.runs(&query).await)
            .await
            .map_err(|error| error.stop())?;
        found.runs.extend(page.runs);
        found.cursor = page.cursor;
        if found.runs.len() >= limit || found.cursor.is_none() {
            break;
        }
    }
    if found.runs.len() > limit {
        found.runs.truncate(limit);
        // Older ones were read and left out: where they begin, no cursor says.
        found.cursor.get_or_insert_default();
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_named() {
        assert_eq!(status("Timed-Out"), Ok(RunStatus::TimedOut));
        assert!(status("done").unwrap_err().contains("completed"));
    }
}
