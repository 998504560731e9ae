use std::collections::HashMap;

use portico_contract::http::GuidePage;

use super::Draft;
use crate::guide::{Site, Target, headings};
use crate::parse::Position;
use crate::{Diagnostic, Severity};

/// The guides as pages, by path; reports what is wrong with them.
pub(super) fn render(
    drafts: &[Draft],
    texts: &HashMap<&str, &str>,
    found: &mut Vec<Diagnostic>,
) -> HashMap<String, GuidePage> {
    let by_guide: HashMap<&str, &Draft> = drafts.iter().map(|d| (d.guide.as_str(), d)).collect();
    let name = |path: &str| by_guide.get(path).map_or("", |d| d.config.name.as_str());
    let guides = texts.iter().map(|(path, text)| {
        let page =
            by_guide.get(path).map(|d| address(&d.config.namespace, &d.config.workflow_type));
        let headings = headings(text, name(path)).into_iter().map(|h| h.id).collect();
        ((*path).to_owned(), Target { page, headings })
    });
    let site = Site { guides: guides.collect() };
    let mut pages = HashMap::new();
    for (path, text) in texts {
        let rendered = crate::guide::render(text, name(path), path, &site);
        found.extend(rendered.faults.into_iter().map(|fault| {
            let Position { line, column } = Position::of(text, fault.offset);
            let (file, pointer) = ((*path).to_owned(), String::new());
            let (code, message, help) = (fault.code, fault.message, fault.help);
            Diagnostic {
                file,
                line,
                column,
                pointer,
                code,
                severity: Severity::Error,
                message,
                help,
            }
        }));
        pages.insert((*path).to_owned(), rendered.page);
    }
    pages
}

/// The address of a workflow's page in the portal.
fn address(namespace: &str, workflow_type: &str) -> String {
    format!("/workflows/{}/{}", encoded(namespace), encoded(workflow_type))
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}
