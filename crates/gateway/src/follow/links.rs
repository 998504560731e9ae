use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_contract::http::{LinkTemplate, Run, RunLink};
use portico_form::template::{Template, field_pointers};
use serde_json::Value;
use url::Url;

/// All but RFC 3986's unreserved characters.
pub(crate) const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An id as one segment of a path.
pub(crate) fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

/// The links of the config whose names are all known. Values are percent-encoded and cannot change where
/// a link leads: a template with a name before its path, or with another scheme than http and https, is left out.
pub(crate) fn from_templates(templates: &[LinkTemplate], run: &Run) -> Vec<RunLink> {
    templates
        .iter()
        .filter_map(|template| {
            Some(RunLink { title: template.title.clone(), url: fill(&template.url, run)? })
        })
        .collect()
}

/// A single value of a run, by the names that `portico check` allows in a link.
fn value(run: &Run, name: &str) -> Option<String> {
    if let Some(field) = name.strip_prefix("input.") {
        return field_pointers(field).iter().find_map(|pointer| text(run.input.pointer(pointer)?));
    }
    let target = run.target.as_ref();
    match name {
        "closed_at" => run.closed_at.clone(),
        "environment" => Some(run.environment.clone()),
        "input_hash" => Some(run.input_hash.clone()).filter(|hash| !hash.is_empty()),
        "name" => Some(run.name.clone()),
        "namespace" => Some(run.namespace.clone()),
        "requester" => Some(run.requester.clone()),
        "run_id" => Some(run.run_id.clone()),
        "started_at" => Some(run.started_at.clone()),
        "status" => text(&serde_json::to_value(run.status).ok()?),
        "target.namespace" => target.map(|target| target.namespace.clone()),
        "target.run_id" => target.and_then(|target| target.run_id.clone()),
        "target.workflow_id" => target.map(|target| target.workflow_id.clone()),
        "workflow_id" => Some(run.workflow_id.clone()),
        "workflow_type" => Some(run.workflow_type.clone()),
        _ => None,
    }
}

/// A secret is masked by an object, which is no text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Temporal's own pages of a run.
pub(super) fn temporal_ui(
    ui: &Url,
    title: &str,
    namespace: &str,
    workflow_id: &str,
    run_id: Option<&str>,
) -> RunLink {
    let base = ui.as_str().trim_end_matches('/');
    let mut url =
        format!("{base}/namespaces/{}/workflows/{}", segment(namespace), segment(workflow_id));
    if let Some(run_id) = run_id {
        url.push_str(&format!("/{}/history", segment(run_id)));
    }
    RunLink { title: title.to_owned(), url }
}

fn fill(template: &str, run: &Run) -> Option<String> {
    let scheme_end = template.find("://")? + 3;
    let path_start =
        template[scheme_end..].find(['/', '?', '#']).map_or(template.len(), |at| scheme_end + at);
    if template[..path_start].contains('{') {
        return None;
    }
    let filled =
        Template::parse(template).ok()?.fill(|name| Some(segment(&value(run, name)?))).ok()?;
    let url = Url::parse(&filled).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run() -> Run {
        serde_json::from_value(json!({
            "workflow_id": "w", "run_id": "r", "namespace": "n", "workflow_type": "T", "name": "A name",
            "environment": "local", "status": "timed_out", "requester": "a@b.example", "requester_verified": true,
            "started_at": "2026-01-01T00:00:00Z", "closed_at": "2026-01-01T00:01:00Z", "cancel_requested_at": null,
            "dry_run": false, "input": {
                "table": "or/ders", "n": 7, "size": { "gib": 20 }, "password": { "$secret": true }
            },
            "input_hash": "ab12", "result": null, "failure": null,
            "target": { "namespace": "team", "workflow_id": "a/b?c\"d 🦀", "run_id": "r2" },
            "steps": [], "progress": null, "approval": null, "links": []
        }))
        .unwrap()
    }

    #[test]
    fn only_safe_links_with_known_names_are_made() {
        let mut run = run();
        if let Some(target) = &mut run.target {
            target.run_id = None;
        }
        for (template, expected) in [
            (
                "https://logs.example/{target.workflow_id}",
                Some("https://logs.example/a%2Fb%3Fc%22d%20%F0%9F%A6%80"),
            ),
            (
                "https://logs.example?q={workflow_id}&e={environment}",
                Some("https://logs.example/?q=w&e=local"),
            ),
            ("https://logs.example/{status}", Some("https://logs.example/timed_out")),
            (
                "https://logs.example/{input.table}/{input.n}/{input.size.gib}",
                Some("https://logs.example/or%2Fders/7/20"),
            ),
            ("https://logs.example/{target.run_id}", None),
            ("https://logs.example/{input.password}", None),
            ("https://logs.example/{input.nothing}", None),
            ("https://{target.workflow_id}.example/", None),
            ("{target.workflow_id}://logs.example/", None),
            ("javascript:alert(1)", None),
            ("javascript://x/%0aalert({workflow_id})", None),
            ("/relative/{workflow_id}", None),
            ("https://logs.example/{", None),
        ] {
            assert_eq!(fill(template, &run).as_deref(), expected, "{template}");
        }
    }

    #[test]
    fn every_name_the_catalog_allows_has_a_value() {
        for name in portico_catalog::LINK_NAMES {
            assert!(value(&run(), name).is_some(), "{name}");
        }
    }

    #[test]
    fn temporals_ui_gets_any_id() {
        let ui = "http://127.0.0.1:8233".parse().unwrap();
        let link = temporal_ui(&ui, "Temporal", "team", "a/b", Some("r"));
        assert_eq!(link.url, "http://127.0.0.1:8233/namespaces/team/workflows/a%2Fb/r/history");
    }
}
