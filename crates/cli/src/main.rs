//! `portico`: publishers' checks and the portal's build, from a terminal.

mod args;
mod commands;
mod compress;
mod folders;
mod headers;
#[cfg(test)]
mod reference;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};

/// Exit code of a command that could not run at all.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Check(args) => commands::check::run(args),
        Command::Build(args) => commands::build::run(args),
        Command::New(args) => commands::new::run(args),
        Command::Topology(args) => commands::topology::run(args),
    };
    outcome.unwrap_or_else(|error| {
        folders::complain(&format!("{error:#}"));
        ExitCode::from(COULD_NOT_RUN)
    })
}
