//! The only place where a URL is spelled. Every name is percent-encoded: it may hold any character.

mod route;

use std::fmt::Write as _;

pub use route::{Route, decode};

/// The catalog page.
pub const CATALOG: &str = "/";
/// The list of runs.
pub const RUNS: &str = "/runs";
/// The portal's own settings, beside index.html.
pub const CONFIG: &str = "/config.json";
/// The first cards and the counts.
pub const FIRST: &str = "/catalog/first.json";
/// All names.
pub const NAMES: &str = "/catalog/names.json";
/// What search reads besides names.
pub const SEARCH: &str = "/catalog/search.json";
/// The caller.
pub const API_ME: &str = "/api/v1/me";
/// The overlay on the catalog.
pub const API_WORKFLOWS: &str = "/api/v1/workflows";

/// The overlay with what cards show, for a portal that has no built files.
pub const API_CARDS: &str = "/api/v1/workflows?cards=true";

/// A workflow's page.
pub fn workflow(namespace: &str, workflow_type: &str) -> String {
    join("/workflows", &[namespace, workflow_type], "")
}

/// The key of the fragment that holds an input, packed.
pub const INPUT: &str = "input";
/// The key of the fragment that names a run whose input a form begins with.
pub const RUN_AGAIN: &str = "run";

/// An address of a workflow's page with a packed input, which no server is sent.
pub fn with_input(page: &str, letters: &str) -> String {
    format!("{page}#{INPUT}={letters}")
}

/// A workflow's page, its form filled with a run's input.
pub fn run_again(namespace: &str, workflow_type: &str, workflow_id: &str) -> String {
    let mut url = workflow(namespace, workflow_type);
    let _ = write!(url, "#{RUN_AGAIN}=");
    encode(workflow_id, &mut url);
    url
}

/// A run's page.
pub fn run(workflow_id: &str) -> String {
    join(RUNS, &[workflow_id], "")
}

/// The catalog page as somebody left it: search text, the choice beside the filters, chosen teams and tags.
pub fn catalog(search: &str, show: &str, teams: &[String], tags: &[String]) -> String {
    let given = [("q", search), ("show", show)].into_iter().filter(|(_, value)| !value.is_empty());
    let mut pairs: Vec<(&str, &str)> = given.collect();
    pairs.extend(teams.iter().map(|t| ("team", t.as_str())));
    pairs.extend(tags.iter().map(|t| ("tag", t.as_str())));
    with_query(CATALOG, &pairs)
}

/// The list of runs as somebody filtered it.
pub fn runs(status: &str) -> String {
    if status.is_empty() { RUNS.into() } else { with_query(RUNS, &[("status", status)]) }
}

/// The page of this path and query in the portal of another gateway.
pub fn elsewhere(gateway: &str, path: &str, query: &str) -> String {
    format!("{}{path}{query}", gateway.trim_end_matches('/'))
}

/// A workflow's built definition.
pub fn definition_file(file: &str) -> String {
    join("/catalog/w", &[file], ".json")
}

/// A workflow as the gateway has it now.
pub fn api_workflow(namespace: &str, workflow_type: &str) -> String {
    join(API_WORKFLOWS, &[namespace, workflow_type], "")
}

/// Where a workflow's runs are started and previewed.
pub fn api_start(namespace: &str, workflow_type: &str) -> String {
    join(API_WORKFLOWS, &[namespace, workflow_type], "/runs")
}

/// Where a workflow's dynamic fields get their choices.
pub fn api_options(namespace: &str, workflow_type: &str) -> String {
    join(API_WORKFLOWS, &[namespace, workflow_type], "/options")
}

/// A page of the caller's runs, newest first.
pub fn api_runs(status: &str, cursor: Option<&str>) -> String {
    let mut pairs = vec![("mine", "true")];
    if !status.is_empty() {
        pairs.push(("status", status));
    }
    if let Some(cursor) = cursor {
        pairs.push(("cursor", cursor));
    }
    with_query("/api/v1/runs", &pairs)
}

/// The caller's newest runs of a type.
pub fn api_runs_of(workflow_type: &str) -> String {
    with_query("/api/v1/runs", &[("mine", "true"), ("workflow_type", workflow_type)])
}

/// One run.
pub fn api_run(workflow_id: &str) -> String {
    join("/api/v1/runs", &[workflow_id], "")
}

/// One run as it changes.
pub fn api_run_events(workflow_id: &str) -> String {
    join("/api/v1/runs", &[workflow_id], "/events")
}

/// Where a run is cancelled.
pub fn api_cancel(workflow_id: &str) -> String {
    join("/api/v1/runs", &[workflow_id], "/cancel")
}

fn join(base: &str, segments: &[&str], end: &str) -> String {
    let mut url = base.to_owned();
    for segment in segments {
        url.push('/');
        encode(segment, &mut url);
    }
    url + end
}

fn with_query(base: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = base.to_owned();
    for (i, (key, value)) in pairs.iter().enumerate() {
        url.push(if i == 0 { '?' } else { '&' });
        url.push_str(key);
        url.push('=');
        encode(value, &mut url);
    }
    url
}

/// Keeps only RFC 3986's unreserved characters.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn every_path() {
        let all = [
            workflow("cloud-ops", "DeleteDynamoWorkflow"),
            workflow("a/b", "\"quoted\" 100%25 <b>"),
            workflow("דוד", "🚀?x#y"),
            with_input(&workflow("a", "b"), "1q1YqLS1JVbJSAgA"),
            run_again("a/b", "c", "x/y #1"),
            run("portico-abc"),
            run("DeleteDynamo-orders/eu+1&2"),
            catalog("", "", &[], &[]),
            catalog(
                "drop table & co",
                "startable",
                &["data/eng".into()],
                &["aws".into(), "c++".into()],
            ),
            runs(""),
            runs("failed"),
            elsewhere("https://prod.example.com/", "/workflows/a%2Fb/c", "?q=x"),
            elsewhere("", "/", ""),
            definition_file("0f3a"),
            api_workflow("a/b", "c d"),
            api_start("a/b", "c d"),
            api_runs("", None),
            api_runs("running", Some("2026-11-21T03:44:38Z/x")),
            api_runs_of("c&d"),
            api_run("a/../b"),
            api_run_events("a b"),
            api_cancel("a b"),
        ];
        assert_snapshot!(all.join("\n"), @r"
        /workflows/cloud-ops/DeleteDynamoWorkflow
        /workflows/a%2Fb/%22quoted%22%20100%2525%20%3Cb%3E
        /workflows/%D7%93%D7%95%D7%93/%F0%9F%9A%80%3Fx%23y
        /workflows/a/b#input=1q1YqLS1JVbJSAgA
        /workflows/a%2Fb/c#run=x%2Fy%20%231
        /runs/portico-abc
        /runs/DeleteDynamo-orders%2Feu%2B1%262
        /
        /?q=drop%20table%20%26%20co&show=startable&team=data%2Feng&tag=aws&tag=c%2B%2B
        /runs
        /runs?status=failed
        https://prod.example.com/workflows/a%2Fb/c?q=x
        /
        /catalog/w/0f3a.json
        /api/v1/workflows/a%2Fb/c%20d
        /api/v1/workflows/a%2Fb/c%20d/runs
        /api/v1/runs?mine=true
        /api/v1/runs?mine=true&status=running&cursor=2026-11-21T03%3A44%3A38Z%2Fx
        /api/v1/runs?mine=true&workflow_type=c%26d
        /api/v1/runs/a%2F..%2Fb
        /api/v1/runs/a%20b/events
        /api/v1/runs/a%20b/cancel
        ");
    }
}
