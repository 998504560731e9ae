//! Guides: pictures beside them, code, and links that lead nowhere.

use portico_catalog::{Catalog, Diagnostic, ImageFile, SourceFile, load_with};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nthe rest";
const CONFIG: &str = r#"{"name": "Do it", "workflow_type": "Do", "namespace": "ops", "nexus_endpoint": "ops",
    "schema": {"type": "object"}}"#;

fn guide(text: &str, images: &[(&str, &[u8])]) -> (Catalog, Vec<Diagnostic>) {
    let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
    let files = [file("workflow-configs/ops/do.json", CONFIG), file("guides/ops/do.md", text)];
    let image =
        |(path, bytes): &(&str, &[u8])| ImageFile { path: (*path).into(), bytes: bytes.to_vec() };
    load_with(&files, &images.iter().map(image).collect::<Vec<_>>())
}

/// The guide's HTML; it has no faults.
#[track_caller]
fn html(text: &str, images: &[(&str, &[u8])]) -> String {
    let (catalog, found) = guide(text, images);
    assert!(found.is_empty(), "{found:#?}");
    catalog.workflows()[0].definition.guide.html.clone()
}

#[test]
fn pictures_beside_a_guide_are_published_under_their_content() {
    let images: [(&str, &[u8]); 3] = [
        ("guides/ops/flow.png", PNG),
        ("guides/web/a b.jpg", b"\xff\xd8\xff"),
        ("guides/ops/unused.png", PNG),
    ];
    let (catalog, found) = guide("![The flow](flow.png \"How\") ![B](../web/a%20b.jpg)", &images);
    assert!(found.is_empty(), "{found:#?}");
    let html = &catalog.workflows()[0].definition.guide.html;
    let files = catalog.files();
    let published: Vec<&(String, Vec<u8>)> =
        files.iter().filter(|(path, _)| path.starts_with("catalog/i/")).collect();
    assert_eq!(published.len(), 2, "what no guide shows stays where it is: {published:?}");
    for (path, bytes) in published {
        assert!(html.contains(&format!("src=\"/{path}\"")), "{path}: {html}");
        assert!(bytes == PNG || path.ends_with(".jpg"), "{path}");
    }
    assert!(html.contains("alt=\"The flow\" title=\"How\""), "{html}");
}

#[test]
fn a_picture_that_cannot_be_shown_is_told_with_its_line() {
    let images: [(&str, &[u8]); 2] =
        [("guides/ops/flow.png", PNG), ("guides/ops/no.png", b"<svg>")];
    for (text, message, help) in [
        ("\n![x](flw.png)", "the picture \"flw.png\" is not there", "Did you mean \"flow.png\"?"),
        (
            "\n![x](../web/flow.png)",
            "the picture \"../web/flow.png\" is not there",
            "Did you mean \"flow.png\"?",
        ),
        (
            "\n![x](no.png)",
            "the picture \"no.png\" is no PNG inside",
            "Export it again as PNG, JPEG, GIF or WebP.",
        ),
        (
            "\n![x](../../../flow.png)",
            "the picture \"../../../flow.png\" leads out of the guides",
            "Put its file beside the guide: ![What it shows](picture.png).",
        ),
        (
            "\n![x](/flow.png)",
            "the picture \"/flow.png\" leads out of the guides",
            "Put its file beside the guide: ![What it shows](picture.png).",
        ),
        (
            "\n![x](flow.svg)",
            "the picture \"flow.svg\" may hold scripts, so it is not published",
            "Export it as PNG, or put it in a link to the page it is on.",
        ),
    ] {
        let (_, found) = guide(text, &images);
        let told: Vec<(&str, &str, usize)> =
            found.iter().map(|d| (d.message.as_str(), d.help.as_str(), d.line)).collect();
        assert_eq!(told, [(message, help, 2)], "{text}");
    }
}

#[test]
fn code_is_coloured_and_stays_text() {
    let html = html("```json\n{\"a\": \"<b>\"}\n```\n\n    indented <i>\n", &[]);
    assert!(
        html.contains("<span class=\"k\">\"a\"</span>: <span class=\"s\">\"&lt;b&gt;\"</span>"),
        "{html}"
    );
    assert!(html.contains("indented &lt;i&gt;") && !html.contains("<i>"), "{html}");
}

#[test]
fn a_link_that_leads_nowhere_says_where_it_may_lead() {
    for (text, help) in [
        ("## How to undo it\n\n[x](#how-to-undo)", "Did you mean \"#how-to-undo-it\"?"),
        ("[x](d.md)", "Did you mean \"do.md\"?"),
        ("[x](../web/do.md)", "Did you mean \"do.md\"?"),
    ] {
        let (_, found) = guide(text, &[]);
        assert_eq!(found.iter().map(|d| d.help.as_str()).collect::<Vec<_>>(), [help], "{text}");
    }
}
