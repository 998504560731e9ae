use pulldown_cmark::BlockQuoteKind;

/// What opens a callout.
pub(super) fn notice(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "<div class=\"notice\"><p class=\"notice__title\">Note</p>",
        BlockQuoteKind::Tip => {
            "<div class=\"notice notice--ok\"><p class=\"notice__title\">Tip</p>"
        }
        BlockQuoteKind::Important => {
            "<div class=\"notice\"><p class=\"notice__title\">Important</p>"
        }
        BlockQuoteKind::Warning => {
            "<div class=\"notice notice--warn\"><p class=\"notice__title\">Warning</p>"
        }
        BlockQuoteKind::Caution => {
            "<div class=\"notice notice--bad\"><p class=\"notice__title\">Caution</p>"
        }
    }
}

/// Puts the icon of each callout before its title. The class survives cleaning only where the renderer
/// wrote it: raw HTML with a class is a fault.
pub(super) fn with_icons(html: &str) -> String {
    [
        ("notice", "info"),
        ("notice notice--ok", "check"),
        ("notice notice--warn", "alert"),
        ("notice notice--bad", "error"),
    ]
    .into_iter()
    .fold(html.to_owned(), |html, (class, icon)| {
        let open = format!("<div class=\"{class}\">");
        let with = format!(
            "{open}<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{icon}\"></use></svg>"
        );
        html.replace(&open, &with)
    })
}
