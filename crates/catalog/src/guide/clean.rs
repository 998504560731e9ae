use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::image::FOLDER;

/// Elements a guide may use.
pub(super) const TAGS: [&str; 45] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "ul",
];
const MORE_TAGS: [&str; 4] = ["thead", "tr", "var", "wbr"];

/// Attributes of an element that are kept.
pub(super) fn attributes(tag: &str) -> &'static [&'static str] {
    match tag {
        "a" => &["href", "title"],
        "abbr" => &["title"],
        "img" => &["src", "alt", "title", "width", "height"],
        "ol" => &["start"],
        "td" | "th" => &["colspan", "rowspan", "align"],
        "details" => &["open"],
        _ => &[],
    }
}

/// Whether an element is kept.
pub(super) fn is_allowed(tag: &str) -> bool {
    TAGS.contains(&tag) || MORE_TAGS.contains(&tag)
}

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> = TAGS.into_iter().chain(MORE_TAGS).collect();
    let mut kept: HashMap<&str, HashSet<&str>> =
        tags.iter().map(|tag| (*tag, attributes(tag).iter().copied().collect())).collect();
    // What the renderer itself writes.
    kept.insert("input", HashSet::from(["type", "checked", "disabled", "aria-label"]));
    kept.insert("div", HashSet::from(["tabindex", "role", "aria-label"]));
    for tag in ["h1", "h2", "h3", "h4", "h5", "h6"] {
        kept.insert(tag, HashSet::from(["id"]));
    }
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .tag_attributes(kept)
        .allowed_classes(HashMap::from([
            (
                "div",
                HashSet::from([
                    "notice",
                    "notice--ok",
                    "notice--warn",
                    "notice--bad",
                    "table-wrap",
                ]),
            ),
            ("p", HashSet::from(["notice__title"])),
            ("span", HashSet::from(["c", "k", "n", "s"])),
            ("table", HashSet::from(["table"])),
            ("td", HashSet::from(["num"])),
            ("th", HashSet::from(["num"])),
        ]))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "data"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true)
        .attribute_filter(|element, attribute, value| {
            let is_data =
                value.trim_start().get(..5).is_some_and(|s| s.eq_ignore_ascii_case("data:"));
            let is_input = element == "input" && attribute == "type";
            let is_wrong = match attribute {
                "tabindex" => value != "0",
                "role" => value != "group",
                _ => false,
            };
            let is_picture = element == "img" && attribute == "src";
            let dropped = is_wrong
                || is_data && !is_picture
                || is_picture && !is_data && !value.starts_with(FOLDER)
                || is_input && value != "checkbox";
            (!dropped).then(|| value.into())
        });
    builder
});

/// Safe HTML of untrusted HTML.
pub(crate) fn clean(html: &str) -> String {
    BUILDER.clean(html).to_string()
}
