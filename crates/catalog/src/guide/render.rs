use std::collections::HashMap;

use portico_contract::http::{GuideHeading, GuidePage};
use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};

use super::callout::{notice, with_icons};
use super::links::{ID_PREFIX, resolve};
use super::table::{Table, aligned};
use super::{GuideFault, Rendered, Site, clean, code, image, raw};
use crate::Code;

pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// The headings of a guide.
pub(crate) fn headings(text: &str, name: &str) -> Vec<GuideHeading> {
    outline(text, name).0
}

/// The headings of a guide, and whether its first was left out. A first heading that repeats the workflow's name is left out, since the page
/// shows the name; others move down a level where one is of the first, which is the page's own.
fn outline(text: &str, name: &str) -> (Vec<GuideHeading>, bool) {
    let mut used: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<GuideHeading> = Vec::new();
    let mut open: Option<GuideHeading> = None;
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some(GuideHeading {
                    level: level as u8,
                    id: String::new(),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some(mut heading) = open.take() {
                    let slug = slug(&heading.text);
                    let times = used.entry(slug.clone()).and_modify(|n| *n += 1).or_insert(0);
                    heading.id = match times {
                        0 => format!("{ID_PREFIX}{slug}"),
                        n => format!("{ID_PREFIX}{slug}-{n}"),
                    };
                    found.push(heading);
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut open {
                    heading.text.push_str(&text);
                }
            }
            _ => {}
        }
    }
    let repeats_name = repeats(&found, name);
    if repeats_name {
        found.remove(0);
    }
    if found.iter().any(|h| h.level == 1) {
        for heading in &mut found {
            heading.level = (heading.level + 1).min(6);
        }
    }
    (found, repeats_name)
}

fn repeats(headings: &[GuideHeading], name: &str) -> bool {
    headings
        .first()
        .is_some_and(|h| h.level == 1 && h.text.trim().eq_ignore_ascii_case(name.trim()))
}

/// GitHub's way to make an id of a heading.
fn slug(text: &str) -> String {
    let kept = text
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .collect::<String>();
    kept.replace(' ', "-")
}

/// Renders a guide. `path` and `site` resolve its links.
pub(crate) fn render(text: &str, name: &str, path: &str, site: &Site) -> Rendered {
    let (headings, mut skips_first) = outline(text, name);
    let ids: Vec<String> = headings.iter().map(|h| h.id.clone()).collect();
    let (mut faults, mut images) = (Vec::new(), Vec::new());
    let mut events = Vec::new();
    let mut next_heading = headings.iter();
    let mut is_skipping = false;
    let mut open_level = HeadingLevel::H2;
    let mut raw_html: Option<(String, usize)> = None;
    let mut table = Table::default();
    let mut block: Option<(CowStr<'_>, String)> = None;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        let at = range.start;
        match &event {
            Event::Html(html) => {
                let (whole, _) = raw_html.get_or_insert_with(|| (String::new(), at));
                whole.push_str(html);
            }
            Event::InlineHtml(html) => faults.extend(raw_faults(html, at)),
            _ => {
                if let Some((html, at)) = raw_html.take() {
                    faults.extend(raw_faults(&html, at));
                }
            }
        }
        if is_skipping {
            is_skipping = !matches!(event, Event::End(TagEnd::Heading(_)));
            continue;
        }
        let event = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                block = Some((info, String::new()));
                continue;
            }
            Event::Text(ref text) if block.is_some() => {
                block.iter_mut().for_each(|(_, code)| code.push_str(text));
                continue;
            }
            Event::End(TagEnd::CodeBlock) => match block.take() {
                Some((info, text)) => Event::Html(code::block(&info, &text).into()),
                None => event,
            },
            Event::Start(Tag::Heading { .. }) if skips_first => {
                skips_first = false;
                is_skipping = true;
                continue;
            }
            Event::Start(Tag::Heading { .. }) => match next_heading.next() {
                Some(h) => {
                    open_level = level(h.level);
                    let id = Some(h.id.clone().into());
                    Event::Start(Tag::Heading {
                        level: open_level,
                        id,
                        classes: Vec::new(),
                        attrs: Vec::new(),
                    })
                }
                None => continue,
            },
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(open_level)),
            Event::Start(Tag::BlockQuote(Some(kind))) => html_event(notice(kind)),
            Event::End(TagEnd::BlockQuote(Some(_))) => Event::Html("</div>".into()),
            Event::Start(Tag::Table(_)) => {
                table = Table { at: events.len(), head: Vec::new(), is_open: true };
                events.push(Event::Html("".into()));
                event
            }
            Event::End(TagEnd::TableHead) => {
                table.is_open = false;
                events[table.at] = Event::Html(table.opening().into());
                event
            }
            Event::Start(Tag::TableCell) if table.is_open => {
                table.head.push(String::new());
                event
            }
            Event::Text(ref text) | Event::Code(ref text) if table.is_open => {
                table.head.last_mut().into_iter().for_each(|cell| cell.push_str(text));
                event
            }
            Event::End(TagEnd::Table) => {
                events.push(event);
                Event::Html("</div>".into())
            }
            Event::TaskListMarker(is_done) => html_event(if is_done {
                "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> "
            } else {
                "<input type=\"checkbox\" disabled aria-label=\"To do\"> "
            }),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url: CowStr<'_> = match resolve(path, &ids, &dest_url, at, site) {
                    Ok(url) => url.into(),
                    Err(fault) => {
                        faults.push(fault);
                        "#".into()
                    }
                };
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url: CowStr<'_> = match image::resolve(path, &dest_url, at, site) {
                    Ok((address, file)) => {
                        images.extend(file);
                        address.into()
                    }
                    Err(fault) => {
                        faults.push(fault);
                        "".into()
                    }
                };
                Event::Start(Tag::Image { link_type, dest_url, title, id })
            }
            event => event,
        };
        events.push(event);
    }
    if let Some((html, at)) = raw_html {
        faults.extend(raw_faults(&html, at));
    }
    let mut page = String::new();
    html::push_html(&mut page, events.into_iter());
    let html = with_icons(&clean(&aligned(&page)));
    Rendered { page: GuidePage { html, headings }, faults, images }
}

fn html_event(html: &'static str) -> Event<'static> {
    Event::Html(html.into())
}

fn level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

fn raw_faults(html: &str, at: usize) -> Vec<GuideFault> {
    let faults = raw::dropped(html).into_iter();
    faults
        .map(|(inner, message)| GuideFault {
            offset: at + inner,
            code: Code::DroppedHtml,
            message: format!("raw HTML: {message}"),
            help: "Write it as Markdown, or put it in backticks to show it as text.".into(),
        })
        .collect()
}
