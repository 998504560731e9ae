//! `run`, `runs` and `show` against a real gateway.

use std::process::{Output, Stdio};

use portico_testkit::until;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::program::{stderr, stdout};
use crate::world::{World, answer};

#[track_caller]
fn ends(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}\n{}", stdout(output), stderr(output));
}

#[tokio::test]
async fn a_run_is_started_waited_for_listed_and_shown() {
    let world = World::start().await;
    let args = ["run", "one/Echo", "--field", "text=hello", "--yes", "--wait", "--format", "json"];
    let ended = world
        .portico(args.iter().chain(&[
            "-f",
            "count=18446744073709551615",
            "-f",
            "tags=a",
            "-f",
            "tags=b",
        ]))
        .await;
    ends(&ended, 0);
    let run = answer(&ended);
    assert_eq!(run["status"], "completed");
    let input = json!({ "text": "hello", "count": u64::MAX, "region": "eu", "tags": ["a", "b"], "requested_by": "ann@example.com" });
    assert_eq!(run["input"], input, "defaults and the requester are there, and numbers are exact");
    assert!(stderr(&ended).contains("nexus"), "{}", stderr(&ended));

    let id = run["workflow_id"].as_str().unwrap();
    let shown = world.portico(["show", id]).await;
    ends(&shown, 0);
    let page = stdout(&shown);
    for part in [
        "Echo it: completed",
        "one/Echo",
        "ann@example.com",
        "Steps",
        "18446744073709551615",
        "Result",
        id,
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
    assert_eq!(answer(&world.portico(["show", id, "--format", "json"]).await)["workflow_id"], id);

    let listed =
        world.portico(["runs", "--mine", "--workflow", "one/Echo", "--status", "completed"]).await;
    ends(&listed, 0);
    assert!(
        stdout(&listed).contains(id) && stdout(&listed).starts_with("STARTED"),
        "{}",
        stdout(&listed)
    );
    let elsewhere = world.portico(["runs", "--workflow", "two/Echo", "--format", "json"]).await;
    assert_eq!(answer(&elsewhere)["runs"], json!([]));
    let filters = ["--status", "completed,failed", "--started-after", "1h", "--search", &id[8..]];
    let found = world.portico(["runs", "--format", "json"].iter().chain(&filters)).await;
    assert_eq!(answer(&found)["runs"][0]["workflow_id"], id);
    let older = world.portico(["runs", "--format", "json", "--started-before", "1h"]).await;
    assert_eq!(answer(&older)["runs"], json!([]));
    let unread = world.portico(["runs", "--started-after", "monday"]).await;
    ends(&unread, 2);
    assert!(
        stderr(&unread).contains("started_after must be a time such as"),
        "{}",
        stderr(&unread)
    );

    let missing = world.portico(["show", "portico-nothing"]).await;
    ends(&missing, 2);
    assert!(stderr(&missing).contains("there is no such run"), "{}", stderr(&missing));
}

#[tokio::test]
async fn a_whole_input_is_sent_as_it_is_and_a_key_starts_one_run() {
    let world = World::start().await;
    world.workspace.write("in.yaml", "text: hello\ntags: [x]\n");
    let args =
        ["run", "one/Echo", "--input", "in.yaml", "-y", "--key", "one key", "--format", "json"];
    let (first, second) = (world.portico(args).await, world.portico(args).await);
    ends(&first, 0);
    ends(&second, 0);
    assert_eq!(answer(&first)["run_id"], answer(&second)["run_id"]);
    let input = json!({ "text": "hello", "tags": ["x"], "requested_by": "ann@example.com" });
    assert_eq!(answer(&first)["input"], input, "nothing is filled into a whole input");
    let other = world.portico(args.iter().chain(&["-f", "text=other"])).await;
    ends(&other, 1);
    assert!(
        stderr(&other).contains("this key has started a run with another input"),
        "{}",
        stderr(&other)
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_with_labels_and_pointers_and_nothing_is_sent() {
    let world = World::start().await;
    let run = async |args: &[&str]| world.portico(["run", "one/Echo"].iter().chain(args)).await;
    let told = async |args: &[&str], code: i32, expect: &[&str]| {
        let output = run(args).await;
        ends(&output, code);
        for part in expect {
            assert!(stderr(&output).contains(part), "{part} is missing in {}", stderr(&output));
        }
    };
    told(
        &["-y"],
        2,
        &["something is missing", "Text to echo (/text) is required", "nothing was sent"],
    )
    .await;
    told(&["-y", "-f", "text=x", "-f", "count=0"], 1, &["Count (/count) must be at least 1"]).await;
    told(
        &["-y", "-f", "text=x", "-f", "count=many"],
        1,
        &["Count (/count) must be a whole number"],
    )
    .await;
    told(
        &["-y", "-f", "txet=x"],
        2,
        &["--field txet is not a known field; did you mean \"text\"?"],
    )
    .await;
    told(&["-y", "-f", "/text/deep=x"], 2, &["/text/deep is not a known field"]).await;
    told(&["-y", "-f", "text=x", "-f", "text=y"], 2, &["--field text is given twice"]).await;
    told(&["-y", "-f", "requested_by=mallory"], 2, &["the gateway fills this in"]).await;
    told(&["-y", "-f", "text=@nowhere.txt"], 2, &["needs nowhere.txt, which is not there"]).await;
    told(&["-y", "-f", "text=@env:PORTICO_NOT_SET"], 2, &["PORTICO_NOT_SET, which is not set"])
        .await;
    told(&["-f", "text=x"], 2, &["add --yes", "nothing was sent"]).await;
    told(&["-y", "--input", "nowhere.json"], 2, &["--input nowhere.json is not there"]).await;
    world.workspace.write("bad.json", "{\n  \"text\": \"x\",\n}");
    told(
        &["-y", "--input", "bad.json"],
        2,
        &["bad.json:3:1: is not JSON: there is a comma after the last entry"],
    )
    .await;
    world.workspace.write("unknown.json", "{\"text\": \"x\", \"cuont\": 1}");
    told(
        &["-y", "--input", "unknown.json"],
        1,
        &["(/cuont) is not a known field; did you mean \"count\"?"],
    )
    .await;
    // Where the schema forbids no other keys, a field is unknown all the same, and a file's key is worth a word.
    let open = ["run", "one/Named", "-y", "--confirm", "x"];
    let mistyped = world.portico(open.iter().chain(&["-f", "naem=x"])).await;
    ends(&mistyped, 2);
    assert!(stderr(&mistyped).contains("did you mean \"name\"?"), "{}", stderr(&mistyped));
    world.workspace.write("open.json", "{\"name\": \"x\", \"naem\": \"y\"}");
    let previewed = world.portico(["run", "one/Named", "--preview", "--input", "open.json"]).await;
    ends(&previewed, 0);
    assert!(stderr(&previewed).contains("does not speak of \"naem\""), "{}", stderr(&previewed));
    let as_json = run(&["-y", "--format", "json"]).await;
    assert_eq!(answer(&as_json)["error"]["fields"][0]["pointer"], "/text");
    let closed = world.portico(["run", "one/Closed", "-y"]).await;
    ends(&closed, 2);
    assert!(
        stderr(&closed).contains("not open to you") && stderr(&closed).contains("#one"),
        "{}",
        stderr(&closed)
    );
    let unknown = world.portico(["run", "one/Nothing", "-y"]).await;
    ends(&unknown, 2);
    assert!(stderr(&unknown).contains("there is no such workflow"), "{}", stderr(&unknown));
    let listed = world.portico(["runs", "--format", "json"]).await;
    assert_eq!(answer(&listed)["runs"], json!([]), "nothing was sent");
}

#[tokio::test]
async fn secrets_come_from_elsewhere_and_are_never_printed() {
    let world = World::start().await;
    world.workspace.write("secret.txt", "hunter22\n");
    let base = ["run", "one/Echo", "-y", "--wait", "-f", "text=x"];
    let from_file = world.portico(base.iter().chain(&["-f", "password=@secret.txt"])).await;
    let mut from_variable = world.command(base.iter().chain(&["-f", "password=@env:SECRET"]));
    let from_variable = from_variable.env("SECRET", "hunter22").output().await.unwrap();
    let literal = world.portico(base.iter().chain(&["-f", "password=hunter22"])).await;
    let preview = world
        .portico(["run", "one/Echo", "--preview", "-f", "text=x", "-f", "password=@secret.txt"])
        .await;
    for output in [&from_file, &from_variable, &literal, &preview] {
        ends(output, 0);
        assert!(!format!("{output:?}").contains("hunter22"), "{output:?}");
    }
    assert!(stdout(&preview).contains("$secret"), "{}", stdout(&preview));
    assert!(stderr(&literal).contains("is a secret"), "{}", stderr(&literal));
    assert!(!stderr(&from_file).contains("is a secret"), "{}", stderr(&from_file));
    // A mark stands for nothing: the secret has to be given again.
    world.workspace.write("marked.json", r#"{"text": "x", "password": {"$secret": true}}"#);
    let marked = world
        .portico(["run", "one/Echo", "-y", "--input", "marked.json", "--format", "json"])
        .await;
    ends(&marked, 0);
    assert!(answer(&marked)["input"].get("password").is_none(), "{}", stdout(&marked));
}

#[tokio::test]
async fn what_is_destructive_is_confirmed_by_its_value_alone() {
    let world = World::start().await;
    let run = ["run", "one/Named", "-f", "name=orders", "--yes"];
    let unconfirmed = world.portico(run).await;
    ends(&unconfirmed, 2);
    for part in ["It is gone for good.", "Name (/name)", "--confirm", "--yes does not do that"] {
        assert!(stderr(&unconfirmed).contains(part), "{}", stderr(&unconfirmed));
    }
    let wrong = world.portico(run.iter().chain(&["--confirm", "order"])).await;
    ends(&wrong, 1);
    assert!(stderr(&wrong).contains("--confirm does not match Name (/name)"), "{}", stderr(&wrong));
    ends(&world.portico(run.iter().chain(&["--confirm", "orders"])).await, 0);
}

#[tokio::test]
async fn a_failed_run_is_exit_1_and_says_why_and_whom_to_ask() {
    let world = World::start().await;
    let failed = world.portico(["run", "one/Fail", "-y", "--wait"]).await;
    ends(&failed, 1);
    let page = stdout(&failed);
    assert!(
        page.contains("Why it failed") && page.contains("Owner: Team One, #one, one@example.com"),
        "{page}"
    );
}

#[tokio::test]
async fn ctrl_c_while_waiting_leaves_the_run_running() {
    let world = World::start().await;
    let mut waiting =
        world.command(["run", "one/Waits", "-y", "--wait"]).stdin(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(waiting.stderr.take().unwrap()).lines();
    let first = lines.next_line().await.unwrap().unwrap();
    let id = first
        .split_whitespace()
        .find(|word| word.starts_with("portico-"))
        .unwrap()
        .trim_end_matches(',')
        .to_owned();
    let run = until(async || {
        let run = answer(&world.portico(["show", &id, "--format", "json"]).await);
        if run["target"].is_object() { Ok(run) } else { Err(run.to_string()) }
    })
    .await;
    // A line about the run means that it is being followed, and that Ctrl-C is listened for.
    lines.next_line().await.unwrap().unwrap();
    let pid = waiting.id().unwrap().to_string();
    assert!(
        tokio::process::Command::new("kill").args(["-INT", &pid]).status().await.unwrap().success()
    );
    let mut said = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        said.push_str(&line);
    }
    assert_eq!(waiting.wait().await.unwrap().code(), Some(130), "{said}");
    assert!(said.contains(&format!("portico show {id}")), "{said}");
    let still = answer(&world.portico(["show", &id, "--format", "json"]).await);
    assert_eq!(still["status"], "running");
    world.signal(&run, "go").await;
}
