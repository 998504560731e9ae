use indexmap::IndexMap;
use portico_contract::http::Ui;
use pulldown_cmark::{Event, Parser, html};
use serde_json::Value;

use crate::guide::clean;
use crate::schema::children;

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
            Event::Start(tag) => *tag == pulldown_cmark::Tag::Paragraph && paragraphs == 1,
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
    use super::render;

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
}
