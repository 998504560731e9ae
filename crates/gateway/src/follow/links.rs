use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_contract::http::{LinkTemplate, RunLink, Target};
use url::Url;

/// All but RFC 3986's unreserved characters.
pub(crate) const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An id as one segment of a path.
pub(crate) fn segment(id: &str) -> String {
    utf8_percent_encode(id, SEGMENT).to_string()
}

/// What a link may name.
pub(super) struct Names<'a> {
    pub(super) workflow_id: &'a str,
    pub(super) run_id: &'a str,
    pub(super) environment: &'a str,
    pub(super) target: Option<&'a Target>,
}

impl Names<'_> {
    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "workflow_id" => Some(self.workflow_id),
            "run_id" => Some(self.run_id),
            "environment" => Some(self.environment),
            "target.namespace" => self.target.map(|t| t.namespace.as_str()),
            "target.workflow_id" => self.target.map(|t| t.workflow_id.as_str()),
            "target.run_id" => self.target.and_then(|t| t.run_id.as_deref()),
            _ => None,
        }
    }
}

/// The links of the config whose names are all known. Values are percent-encoded and cannot change where
/// a link leads: a template with a name before its path, or with another scheme than http and https, is left out.
pub(super) fn from_templates(templates: &[LinkTemplate], names: &Names<'_>) -> Vec<RunLink> {
    templates
        .iter()
        .filter_map(|template| {
            Some(RunLink { title: template.title.clone(), url: fill(&template.url, names)? })
        })
        .collect()
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

fn fill(template: &str, names: &Names<'_>) -> Option<String> {
    let scheme_end = template.find("://")? + 3;
    let path_start =
        template[scheme_end..].find(['/', '?', '#']).map_or(template.len(), |at| scheme_end + at);
    if template[..path_start].contains('{') {
        return None;
    }
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        filled.push_str(&rest[..open]);
        filled.push_str(&segment(names.value(&rest[open + 1..close])?));
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    let url = Url::parse(&filled).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_links_with_known_names_are_made() {
        let target =
            Target { namespace: "team".into(), workflow_id: "a/b?c\"d 🦀".into(), run_id: None };
        let names =
            Names { workflow_id: "w", run_id: "r", environment: "local", target: Some(&target) };
        for (template, expected) in [
            (
                "https://logs.example/{target.workflow_id}",
                Some("https://logs.example/a%2Fb%3Fc%22d%20%F0%9F%A6%80"),
            ),
            (
                "https://logs.example?q={workflow_id}&e={environment}",
                Some("https://logs.example/?q=w&e=local"),
            ),
            ("https://logs.example/{target.run_id}", None),
            ("https://logs.example/{input.password}", None),
            ("https://{target.workflow_id}.example/", None),
            ("{target.workflow_id}://logs.example/", None),
            ("javascript:alert(1)", None),
            ("javascript://x/%0aalert({workflow_id})", None),
            ("/relative/{workflow_id}", None),
            ("https://logs.example/{", None),
        ] {
            assert_eq!(fill(template, &names).as_deref(), expected, "{template}");
        }
    }

    #[test]
    fn temporals_ui_gets_any_id() {
        let ui = "http://127.0.0.1:8233".parse().unwrap();
        let link = temporal_ui(&ui, "Temporal", "team", "a/b", Some("r"));
        assert_eq!(link.url, "http://127.0.0.1:8233/namespaces/team/workflows/a%2Fb/r/history");
    }
}
