//! The gateway's program: reads the settings, logs as JSON, serves.

use anyhow::Result;
use clap::Parser;
use portico_gateway::{Settings, log_panics, serve};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<()> {
    let settings = Settings::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    log_panics();
    serve(settings).await
}
