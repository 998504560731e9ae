use std::process::ExitCode;

use anyhow::Result;
use portico_contract::http::{Run, RunList, RunStatus};

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
    /// Only those with this status.
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<RunStatus>,
    /// Only those of this workflow: its type, or namespace/type.
    #[arg(long, value_name = "WORKFLOW")]
    workflow: Option<String>,
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
    let fits = |run: &Run| namespace.is_none_or(|namespace| run.namespace == namespace);
    let limit = args.limit as usize;
    let mut found = RunList { runs: Vec::new(), cursor: None };
    loop {
        let mut query: Vec<(&str, &str)> = Vec::new();
        if args.mine {
            query.push(("mine", "true"));
        }
        query.extend(args.status.map(|status| ("status", status.as_str())));
        query.extend(workflow_type.map(|kind| ("workflow_type", kind)));
        let cursor = found.cursor.take();
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page = patiently(complain, async || gateway.runs(&query).await)
            .await
            .map_err(|error| error.stop())?;
        found.runs.extend(page.runs.into_iter().filter(fits));
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
