//! `portico`: the portal's job from a terminal, and publishers' checks and the portal's build.

mod args;
mod ask;
mod commands;
mod compress;
mod exit;
mod folders;
mod gateway;
mod headers;
mod input;
mod output;
#[cfg(test)]
mod reference;
mod show;
mod terminal;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::exit::{COULD_NOT_RUN, Stop};

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = match &args.command {
        Command::Run(args) => commands::run::run(args),
        Command::Runs(args) => commands::runs::run(args),
        Command::Show(args) => commands::show::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Build(args) => commands::build::run(args),
        Command::New(args) => commands::new::run(args),
        Command::Topology(args) => commands::topology::run(args),
    };
    outcome.unwrap_or_else(|error| {
        folders::complain(&format!("{error:#}"));
        let Some(stop) = error.downcast_ref::<Stop>() else {
            return ExitCode::from(COULD_NOT_RUN);
        };
        if args.command.is_json() {
            output::print_json(&stop.envelope());
        }
        ExitCode::from(stop.code)
    })
}
