//! `cargo xtask`: everything a clone needs, from nothing. Parses the command and dispatches.

mod alone;
mod args;
mod bench;
mod cluster;
mod dev;
mod files;
mod http;
mod paths;
mod portal;
mod ports;
mod process;
mod programs;
mod say;
mod split;
mod stop;
mod test;
mod tools;
mod up;
mod wasm;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask <command> [options]

  up     build and run everything on this machine
  test   run every test there is
  dev    like up, and rebuild on every saved file
  bench  measure the budgets and write bench/RESULTS.md
  tools  install the tools the others need, and nothing else

`cargo xtask <command> --help` lists a command's options.";

fn main() -> ExitCode {
    stop::on_signals();
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_default();
    let words = words.collect();
    let done = match command.as_str() {
        "up" => up::run(words),
        "test" => test::run(words),
        "dev" => dev::run(words),
        "bench" => bench::run(words),
        "tools" => tools::all::run(words),
        // Trunk's hook, not a person, calls this.
        "split" => split::run(),
        "help" | "--help" | "-h" => {
            say::line(HELP);
            Ok(())
        }
        _ => Err(anyhow::anyhow!("unknown command `{command}`\n\n{HELP}")),
    };
    // A fault that follows from being stopped is no news: the signal's own exit code stands.
    stop::park_if_stopping();
    let code = match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::fault(&error);
            ExitCode::FAILURE
        }
    };
    process::stop_all();
    code
}
