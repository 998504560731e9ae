use std::process::ExitCode;

use anyhow::Result;
use portico_contract::http::Run;

use crate::folders::complain;
use crate::gateway::{Gateway, GatewayArgs, patiently};
use crate::output::{Format, print_json, runtime};
use crate::show::{Clock, Owned, page};

/// Show one run: status, steps, progress, input, result, and why it failed.
///
/// Exits 0 when the run was shown, whatever became of it, 2 when it could not be.
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    /// Id of the run, as `portico run` and the portal's address have it.
    #[arg(value_name = "RUN")]
    run: String,
    /// How it is written. As JSON: the run as the gateway's API has it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    #[command(flatten)]
    gateway: GatewayArgs,
}

pub(crate) fn run(args: &ShowArgs) -> Result<ExitCode> {
    runtime()?.block_on(async {
        let gateway = Gateway::at(&args.gateway)?;
        let run = patiently(complain, async || gateway.run(&args.run).await)
            .await
            .map_err(|error| error.stop())?;
        match args.format {
            Format::Json => print_json(&run),
            Format::Text => show(&gateway, &run).await,
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// Prints a run as its page shows it.
pub(crate) async fn show(gateway: &Gateway, run: &Run) {
    let owned = match &run.failure {
        // Who owns it is worth a question only where somebody has to be asked; without an answer the rest stands.
        Some(_) => gateway.workflow(&run.namespace, &run.workflow_type).await.ok(),
        None => None,
    };
    let owned = owned.map(|it| Owned { owner: it.definition.owner, team: it.definition.team });
    let address = gateway.page(&run.workflow_id);
    crate::folders::answer(&page(run, owned.as_ref(), &address, &Clock::here()));
}
