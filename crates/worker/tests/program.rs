//! The program itself: it says when it polls, and stops when it is told to.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use portico_testkit::DevServer;

#[tokio::test]
async fn polls_until_it_is_terminated() -> Result<()> {
    let server = DevServer::start().await?;
    let namespace = server.namespace("gateway").await?;
    let mut worker = Command::new(env!("CARGO_BIN_EXE_portico-worker"))
        .env("PORTICO_TEMPORAL_ADDRESS", server.address())
        .args(["--namespace", &namespace])
        .stderr(Stdio::piped())
        .spawn()?;
    let mut log = BufReader::new(worker.stderr.take().context("stderr")?).lines();
    let polling = format!("Polling for runs on router-queue of namespace {namespace}");
    let mut lines = log.by_ref().map_while(Result::ok);
    assert!(lines.any(|line| line.contains(&polling)), "it should say that it polls");
    let told = Command::new("kill").arg("-TERM").arg(worker.id().to_string()).status()?;
    assert!(told.success());
    assert!(worker.wait()?.success(), "it should end well");
    let rest: Vec<String> = log.map_while(Result::ok).collect();
    assert!(rest.iter().any(|line| line.contains("Finishing the tasks at hand")), "{rest:?}");
    Ok(())
}

#[test]
fn no_server_and_no_namespace_are_said() -> Result<()> {
    let port = portico_testkit::free_port()?;
    let output = Command::new(env!("CARGO_BIN_EXE_portico-worker"))
        .args(["--temporal-address", &format!("127.0.0.1:{port}")])
        .output()?;
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr)?;
    assert!(text.contains(&format!("connect to Temporal at 127.0.0.1:{port}")), "{text}");
    Ok(())
}
