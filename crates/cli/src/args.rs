use clap::{Parser, Subcommand};

use crate::commands::{build::BuildArgs, check::CheckArgs, new::NewArgs, topology::TopologyArgs};

/// Publish Temporal workflows in Portico: check configs and guides, build the portal's catalog.
#[derive(Debug, Parser)]
#[command(name = "portico", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(CheckArgs),
    Build(BuildArgs),
    New(NewArgs),
    Topology(TopologyArgs),
}
