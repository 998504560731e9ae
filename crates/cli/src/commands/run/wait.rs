//! What is told of a run that was started, and following it to its end.

use std::process::ExitCode;

use anyhow::Result;
use portico_contract::http::{Run, RunStatus};

use super::RunArgs;
use crate::commands::show::show;
use crate::exit::{FAULTS, INTERRUPTED};
use crate::folders::{answer, complain, note};
use crate::gateway::{Followed, Gateway, follow};
use crate::output::{Format, print_json};
use crate::show::{Clock, Watch, words};
use crate::terminal::line;

/// Tells of a run that was started; with `--wait` until it ends.
pub(super) async fn report(args: &RunArgs, gateway: &Gateway, run: Run) -> Result<ExitCode> {
    let address = gateway.page(&run.workflow_id);
    if !args.wait {
        match args.format {
            Format::Json => print_json(&run),
            Format::Text => answer(&format!(
                "{} in {}: {}\n{}\n{address}\n",
                line(&run.name),
                line(&run.environment),
                words(run.status),
                line(&run.workflow_id)
            )),
        }
        return Ok(ExitCode::SUCCESS);
    }
    complain(&format!("started {}, {address}", line(&run.workflow_id)));
    let mut watch = Watch::default();
    let mut trouble = String::new();
    let following = follow(gateway, &run.workflow_id, |followed| match followed {
        Followed::Run(run) => {
            trouble.clear();
            for news in watch.news(&run, &Clock::here()) {
                note(&news);
            }
        }
        Followed::Trouble(error) => {
            let told = error.sentence();
            if told != trouble {
                complain(&format!("{told}; the run goes on, still following it"));
                trouble = told;
            }
        }
    });
    let run = tokio::select! {
        run = following => run.map_err(|error| error.stop())?,
        _ = tokio::signal::ctrl_c() => {
            let id = line(&run.workflow_id);
            complain(&format!("no longer waiting; the run goes on. Look at it: portico show {id}, or {address}"));
            return Ok(ExitCode::from(INTERRUPTED));
        }
    };
    match args.format {
        Format::Json => print_json(&run),
        Format::Text => show(gateway, &run).await,
    }
    Ok(ExitCode::from(if run.status == RunStatus::Completed { 0 } else { FAULTS }))
}
