use clap::{Parser, Subcommand};

use crate::commands::{
    build::BuildArgs, check::CheckArgs, new::NewArgs, run::RunArgs, runs::RunsArgs, show::ShowArgs,
    topology::TopologyArgs,
};
use crate::output::Format;

/// Run Temporal workflows through Portico, and publish them: check configs and guides, build the portal's catalog.
#[derive(Debug, Parser)]
#[command(name = "portico", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Run(Box<RunArgs>),
    Runs(RunsArgs),
    Show(ShowArgs),
    Check(CheckArgs),
    Build(BuildArgs),
    New(NewArgs),
    Topology(TopologyArgs),
}

impl Command {
    /// Errors are wanted as JSON too.
    pub(crate) fn is_json(&self) -> bool {
        match self {
            Self::Run(args) => args.format == Format::Json,
            Self::Runs(args) => args.format == Format::Json,
            Self::Show(args) => args.format == Format::Json,
            _ => false,
        }
    }
}
