//! A guide: Markdown in, safe HTML with headings out.

use std::collections::{BTreeMap, HashMap, HashSet};

use portico_contract::http::{GuideHeading, GuidePage};
use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::parse::Position;
use crate::{Code, Diagnostic, Severity};

/// Namespace and type of every page, by `<team>/<workflow>`.
pub(crate) type Links = BTreeMap<String, (String, String)>;

/// Renders the guide of `page`, and reports links that lead nowhere and HTML that would be dropped.
pub(crate) fn render(
    path: &str,
    text: &str,
    page: &str,
    links: &Links,
    found: &mut Vec<Diagnostic>,
) -> GuidePage {
    let mut fault = |offset: usize, code: Code, message: String, help: &str| {
        let Position { line, column } = Position::of(text, offset);
        let (file, pointer, help) = (path.to_owned(), String::new(), help.to_owned());
        found.push(Diagnostic { file, line, column, pointer, code, severity: Severity::Error, message, help });
    };
    let mut ids = HashMap::new();
    let mut headings: Vec<GuideHeading> = Vec::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut heading: Option<(usize, u8, String)> = None;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let message = format!("{:?} is HTML, which guides do not show", html.trim());
                fault(range.start, Code::RawHtml, message, "Write it as Markdown, or put it in `code`.");
            }
            Event::Start(Tag::Heading { level, .. }) => {
                heading = Some((events.len(), level as u8, String::new()));
                events.push(Event::Html(CowStr::Borrowed("")));
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some((at, level, text)) = heading.take() {
                    let id = unique(&slug(&text), &mut ids);
                    events[at] = Event::Html(format!("<h{level} id=\"{id}\">").into());
                    headings.push(GuideHeading { level, id, text });
                }
                events.push(Event::Html(format!("</h{}>", number(level)).into()));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = match resolve(&dest_url, page, links) {
                    Ok(url) => url.into(),
                    Err(message) => {
                        let help = "Link to ../<team>/<workflow>.md of a guide that is there, or to a full https:// address.";
                        fault(range.start, Code::BrokenLink, message, help);
                        dest_url
                    }
                };
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => {
                let (class, title) = callout(kind);
                let open = format!("<div class=\"notice {class}\"><p class=\"notice__title\">{title}</p>");
                events.push(Event::Html(open.into()));
            }
            Event::End(TagEnd::BlockQuote(Some(_))) => events.push(Event::Html("</div>".into())),
            other => {
                if let (Some((_, _, plain)), Event::Text(text) | Event::Code(text)) = (&mut heading, &other) {
                    plain.push_str(text);
                }
                events.push(other);
            }
        }
    }
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.into_iter());
    GuidePage { html: safe(&rendered), headings }
}

/// A description as HTML where Markdown says more than the plain text.
pub(crate) fn description(text: &str) -> Option<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut rendered = String::new();
    let plain = Parser::new_ext(text, options).filter(|e| !matches!(e, Event::Html(_) | Event::InlineHtml(_)));
    html::push_html(&mut rendered, plain);
    let safe = safe(&rendered);
    let inner = safe.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    (inner.is_none_or(|inner| inner.contains('<'))).then_some(safe)
}

fn safe(html: &str) -> String {
    let classes = ["notice", "notice--plain", "notice--ok", "notice--warn", "notice--bad", "notice__title"];
    ammonia::Builder::default()
        .add_generic_attributes(["id"])
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("code", ["class"])
        .allowed_classes(HashMap::from([
            ("div", HashSet::from(classes)),
            ("p", HashSet::from(["notice__title"])),
        ]))
        .rm_tag_attributes("code", ["class"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("noopener noreferrer"))
        .clean(html)
        .to_string()
}

/// A link as the portal can follow it.
fn resolve(link: &str, page: &str, links: &Links) -> Result<String, String> {
    if link.starts_with('#') || link.contains("://") || link.starts_with("mailto:") || link.starts_with('/') {
        return Ok(link.to_owned());
    }
    let (file, fragment) = link.split_once('#').map_or((link, None), |(file, fragment)| (file, Some(fragment)));
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let target = parts.join("/");
    let target = target.strip_suffix(".md").ok_or_else(|| format!("{link:?} leads to no guide"))?;
    let (namespace, workflow_type) = links.get(target).ok_or_else(|| format!("{link:?} leads to no guide"))?;
    let fragment = fragment.map_or_else(String::new, |f| format!("#{f}"));
    Ok(format!("/workflows/{}/{}{fragment}", encoded(namespace), encoded(workflow_type)))
}

/// One segment of a path, RFC 3986.
fn encoded(segment: &str) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_.~".contains(b);
    segment.bytes().map(|b| if plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn callout(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("notice--plain", "Note"),
        BlockQuoteKind::Tip => ("notice--ok", "Tip"),
        BlockQuoteKind::Important => ("notice--plain", "Important"),
        BlockQuoteKind::Warning => ("notice--warn", "Warning"),
        BlockQuoteKind::Caution => ("notice--bad", "Caution"),
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

fn slug(text: &str) -> String {
    let letter = |c: char| if c.is_alphanumeric() { c.to_lowercase().to_string() } else { "-".into() };
    let slug: String = text.chars().map(letter).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    // Kept apart from the ids of the page around the guide.
    format!("guide-{slug}")
}

fn unique(slug: &str, seen: &mut HashMap<String, usize>) -> String {
    let count = seen.entry(slug.to_owned()).or_insert(0);
    *count += 1;
    if *count == 1 { slug.to_owned() } else { format!("{slug}-{count}") }
}
