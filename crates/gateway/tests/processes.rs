//! The gateway as programs of their own, that are killed.

use std::collections::HashSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use futures_util::future::join_all;
use portico_testkit::{Fate, Proxy, free_port, until};
use serde_json::{Value, json};
use temporalio_client::{UntypedWorkflow, WorkflowDescribeOptions};

use crate::support::{World, http, runs_of};

/// A gateway process; killed when dropped.
struct Program {
    child: Child,
    port: u16,
    http: reqwest::Client,
}

impl Program {
    async fn start(world: &World, temporal: &str, database: &Path) -> Self {
        let port = free_port().unwrap();
        let root = world.folders.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_portico-gateway"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PORTICO_") {
                command.env_remove(name);
            }
        }
        let child = command
            .args(["--bind", &format!("127.0.0.1:{port}"), "--temporal-address", temporal])
            .args(["--gateway-namespace", &world.router_namespace])
            .arg("--configs")
            .arg(root.join("workflow-configs"))
            .arg("--guides")
            .arg(root.join("guides"))
            .args(["--database", &format!("sqlite://{}", database.display())])
            .args(["--dev-identity", "ann@example.com;Ann;"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, port, http: http() };
        until(async || {
            let alive = program.http.get(program.url("/healthz")).send().await;
            alive.map_err(|error| error.to_string())
        })
        .await;
        program
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Starts a run; status and answer.
    async fn post(
        &self,
        kind: &str,
        key: &str,
        body: &Value,
    ) -> Result<(u16, Value), reqwest::Error> {
        let request = self.http.post(self.url(&runs_of(kind))).header("idempotency-key", key);
        let answer = request.json(body).send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    /// Ends it as a power cut would.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn twenty_at_once_to_two_processes_start_one_run_which_they_know_after_a_restart() {
    let world = World::without_workers().await;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("index.db");
    let temporal = world.server.address();
    // Both make the database they share.
    let (one, two) = tokio::join!(
        Program::start(&world, temporal, &database),
        Program::start(&world, temporal, &database)
    );
    let mut programs = [one, two];
    let body = json!({ "input": { "text": "x" } });
    let sent = (0..20).map(|n| programs[n % 2].post("Echo", "one key", &body));
    let answers: Vec<(u16, Value)> = join_all(sent).await.into_iter().map(Result::unwrap).collect();
    let runs: HashSet<String> = answers.iter().map(|(_, run)| run["run_id"].to_string()).collect();
    assert_eq!(runs.len(), 1, "{answers:?}");
    let statuses = |status| answers.iter().filter(|(answered, _)| *answered == status).count();
    assert_eq!((statuses(202), statuses(200)), (1, 19));
    let hashes: HashSet<&str> =
        answers.iter().map(|(_, run)| run["input_hash"].as_str().unwrap()).collect();
    assert_eq!(hashes.len(), 1, "both tell inputs apart alike");

    for program in &mut programs {
        program.kill();
        *program = Program::start(&world, temporal, &database).await;
        let (status, run) = program.post("Echo", "one key", &body).await.unwrap();
        assert_eq!((status, runs.contains(&run["run_id"].to_string())), (200, true), "{run}");
        assert!(hashes.contains(run["input_hash"].as_str().unwrap()), "{run}");
        let other = json!({ "input": { "text": "y" } });
        let (status, error) = program.post("Echo", "one key", &other).await.unwrap();
        assert_eq!((status, &error["error"]["code"]), (422, &json!("key_reused")));
    }
}

#[tokio::test]
async fn a_gateway_killed_between_start_and_answer_leaves_one_run() {
    let world = World::without_workers().await;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("index.db");
    let proxy = Proxy::start(world.server.address()).await.unwrap();
    proxy.rule(
        |rpc, _| {
            if rpc == "StartWorkflowExecution" { Fate::SwallowAnswer } else { Fate::Pass }
        },
    );
    let body = json!({ "input": { "text": "x" } });
    // The id depends on who asks for what with which key: another world tells it.
    let other = World::without_workers().await;
    let mut told =
        Program::start(&other, other.server.address(), &folder.path().join("other.db")).await;
    let (_, run) = told.post("Echo", "key", &body).await.unwrap();
    told.kill();
    let id = run["workflow_id"].as_str().unwrap();

    let mut program = Program::start(&world, proxy.address(), &database).await;
    let router = world.router.get_workflow_handle::<UntypedWorkflow>(id.to_owned());
    let started = until(async || {
        router.describe(WorkflowDescribeOptions::default()).await.map_err(|error| error.to_string())
    });
    let run_id = tokio::select! {
        answer = program.post("Echo", "key", &body) => panic!("answered too soon: {answer:?}"),
        described = started => described.run_id().to_owned(),
    };
    program.kill();
    proxy.rule(|_, _| Fate::Pass);
    let again = Program::start(&world, proxy.address(), &database).await;
    let (status, run) = again.post("Echo", "key", &body).await.unwrap();
    assert_eq!((status, &run["run_id"]), (200, &json!(run_id)), "{run}");
    let list: Value =
        again.http.get(again.url("/api/v1/runs")).send().await.unwrap().json().await.unwrap();
    assert_eq!(list["runs"].as_array().unwrap().len(), 1, "{list}");
    assert_eq!(
        (&list["runs"][0]["run_id"], &list["runs"][0]["requester_verified"]),
        (&json!(run_id), &json!(true))
    );
}
