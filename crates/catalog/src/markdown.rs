use indexmap::IndexMap;
use portico_contract::http::Ui;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};
use serde_json::Value;

use crate::guide::clean;
use crate::schema::{children, each};

/// Descriptions and helps whose Markdown is more than their plain text, rendered as safe HTML.
pub(crate) fn descriptions(schema: &Value, ui: &Ui) -> IndexMap<String, String> {
    let mut texts = Vec::new();
    collect(schema, &mut texts);
    for hint in ui.fields.values() {
        texts.extend(hint.help.as_deref());
        texts.extend(hint.help_when.as_ref().map(|h| h.text.as_str()));
    }
    let mut rendered = IndexMap::new();
    for text in texts {
        if let Some(html) = render(text) {
            rendered.insert(text.to_owned(), html);
        }
    }
    rendered
}

fn collect<'a>(schema: &'a Value, texts: &mut Vec<&'a str>) {
    texts.extend(schema.get("description").and_then(Value::as_str));
    for (_, inner) in children(schema, "") {
        collect(inner, texts);
    }
}

/// Titles that hold code or emphasis, as safe HTML.
pub(crate) fn titles(schema: &Value) -> IndexMap<String, String> {
    let mut rendered: IndexMap<String, String> = IndexMap::new();
    each(schema, "", &mut |_, schema| {
        let Some(title) = schema.get("title").and_then(Value::as_str) else { return };
        if title.contains(['`', '*', '_'])
            && !rendered.contains_key(title)
            && let Some(html) = render_title(title)
        {
            rendered.insert(title.to_owned(), html);
        }
    });
    rendered
}

/// `None` where a title holds neither code nor emphasis, or more than those: then it is read as it is written.
fn render_title(title: &str) -> Option<String> {
    let mut events = Vec::new();
    let (mut paragraphs, mut is_marked) = (0, false);
    for event in Parser::new(title) {
        match event {
            Event::Start(Tag::Paragraph) => paragraphs += 1,
            Event::End(TagEnd::Paragraph) => {}
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::Code(_) => {
                is_marked = true;
                events.push(event);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong) | Event::Text(_) => events.push(event),
            Event::InlineHtml(html) => events.push(Event::Text(html)),
            _ => return None,
        }
    }
    let says_something = events.iter().any(
        |event| matches!(event, Event::Text(text) | Event::Code(text) if !text.trim().is_empty()),
    );
    if paragraphs != 1 || !is_marked || !says_something {
        return None;
    }
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    Some(clean(&html).trim().to_owned())
}

/// `None` where a paragraph of plain text would say the same. Raw HTML is shown as text.
fn render(text: &str) -> Option<String> {
    let options =
        pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
    let mut is_plain = true;
    let events: Vec<Event<'_>> = Parser::new_ext(text, options)
        .map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
            event => event,
        })
        .collect();
    let paragraphs = events.iter().filter(|e| matches!(e, Event::Start(_))).count();
    for event in &events {
        is_plain &= match event {
            Event::Start(tag) => *tag == Tag::Paragraph && paragraphs == 1,
            Event::End(_) | Event::Text(_) | Event::SoftBreak => true,
            _ => false,
        };
    }
    let shown: String = events
        .iter()
        .filter_map(|e| match e {
            Event::Text(t) => Some(t.as_ref()),
            Event::SoftBreak => Some("\n"),
            _ => None,
        })
        .collect();
    if is_plain && shown.trim() == text.trim() {
        return None;
    }
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    Some(clean(&html).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{render, render_title};

    #[test]
    fn only_what_is_more_than_text() {
        for (text, expect) in [
            ("The DynamoDB table to delete", None),
            ("Use <name>-db & \"quotes\"", None),
            ("two\nlines", None),
            ("Any text, `<i>` too", Some("<p>Any text, <code>&lt;i&gt;</code> too</p>")),
            ("**Bold** <script>", Some("<p><strong>Bold</strong> &lt;script&gt;</p>")),
            ("[x](javascript:alert(1))", Some("<p><a rel=\"noopener noreferrer\">x</a></p>")),
        ] {
            assert_eq!(render(text).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn titles_hold_code_and_emphasis_alone() {
        for (title, expect) in [
            ("Table Name", None),
            ("max_connections", None),
            ("2 * 3 * 4", None),
            ("1. `first`", None),
            ("`a` [b](c)", None),
            ("Size of `/var`", Some("Size of <code>/var</code>")),
            ("**All** of *it*", Some("<strong>All</strong> of <em>it</em>")),
            ("`a<b>` & <script>", Some("<code>a&lt;b&gt;</code> &amp; &lt;script&gt;")),
        ] {
            assert_eq!(render_title(title).as_deref(), expect, "{title}");
        }
    }
}
