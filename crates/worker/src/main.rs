//! `portico-worker`: the router worker as a program.

use std::io::IsTerminal;

use anyhow::Result;
use clap::Parser;
use portico_worker::Settings;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Carries requests from the gateway's namespace to the teams' workflows, and their outcome back.
#[derive(Parser)]
#[command(name = "portico-worker", version)]
struct Args {
    #[command(flatten)]
    settings: Settings,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();

    let shutdown = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        tracing::info!("Finishing the tasks at hand, then stopping");
        stop.cancel();
    });
    portico_worker::run(args.settings, shutdown).await
}
