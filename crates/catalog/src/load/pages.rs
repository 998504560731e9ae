use std::collections::{HashMap, HashSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_contract::http::GuidePage;

use super::Draft;
use crate::catalog::Image;
use crate::guide::{Site, Target, headings, publish};
use crate::parse::Position;
use crate::{Diagnostic, ImageFile, Severity};

/// Everything but RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The guides as pages, by path, and the pictures they show; reports what is wrong with them.
pub(super) fn render(
    drafts: &[Draft],
    texts: &HashMap<&str, &str>,
    images: &[ImageFile],
    found: &mut Vec<Diagnostic>,
) -> (HashMap<String, GuidePage>, Vec<Image>) {
    let by_guide: HashMap<&str, &Draft> = drafts.iter().map(|d| (d.guide.as_str(), d)).collect();
    let name = |path: &str| by_guide.get(path).map_or("", |d| d.config.name.as_str());
    let guides = texts.iter().map(|(path, text)| {
        let page =
            by_guide.get(path).map(|d| address(&d.config.namespace, &d.config.workflow_type));
        let headings = headings(text, name(path)).into_iter().map(|h| h.id).collect();
        ((*path).to_owned(), Target { page, headings })
    });
    let published = images.iter().map(|image| (image.path.clone(), publish(image)));
    let site = Site { guides: guides.collect(), images: published.collect() };
    let mut pages = HashMap::new();
    let mut shown = HashSet::new();
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
        shown.extend(rendered.images);
    }
    let image = |image: &ImageFile| {
        let address = site.images.get(&image.path)?.as_ref().ok()?;
        let file = address.trim_start_matches('/').to_owned();
        Some(Image { file, path: image.path.clone(), bytes: image.bytes.clone() })
    };
    let shown = images.iter().filter(|image| shown.contains(&image.path)).filter_map(image);
    (pages, shown.collect())
}

/// The address of a workflow's page in the portal.
fn address(namespace: &str, workflow_type: &str) -> String {
    let segment = |text| utf8_percent_encode(text, SEGMENT);
    format!("/workflows/{}/{}", segment(namespace), segment(workflow_type))
}
