//! The only place that writes to the terminal.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a tool that talks to a person in a terminal"
)]

use std::io::Write;
use std::time::Instant;

/// A line of progress: what is being done now.
pub(crate) fn step(text: &str) {
    eprintln!("• {text}");
}

/// A line that is the result of a command, on standard output.
pub(crate) fn line(text: &str) {
    println!("{text}");
    // Standard output may be a file that another program waits on.
    let _ = std::io::stdout().flush();
}

/// A command failed, and has already said why.
#[derive(Debug)]
pub(crate) struct Told;

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("failed")
    }
}

impl std::error::Error for Told {}

/// Why a command failed, with the whole chain of causes.
pub(crate) fn fault(error: &anyhow::Error) {
    if !error.is::<Told>() {
        eprintln!("error: {error:#}");
    }
}

/// A line of another program's output, passed on.
pub(crate) fn echo(line: &str) {
    eprintln!("{line}");
}

/// Says what is being done, does it, and says how long it took when that was long.
pub(crate) fn timed<T>(text: &str, work: impl FnOnce() -> T) -> T {
    step(text);
    let start = Instant::now();
    let done = work();
    let seconds = start.elapsed().as_secs();
    if seconds >= 5 {
        step(&format!("  … {seconds} s"));
    }
    done
}
