use super::clean::{attributes, is_allowed};

/// What of a piece of raw HTML the portal would drop: the byte where it stands, and a sentence.
pub(super) fn dropped(html: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = html[at..].find('<') {
        let start = at + next;
        let rest = &html[start + 1..];
        at = start + 1;
        if rest.starts_with("!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + 1 + end + 3);
            continue;
        }
        let is_end = rest.starts_with('/');
        let rest = rest.trim_start_matches('/');
        let length =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let tag = rest[..length].to_ascii_lowercase();
        if tag.is_empty() {
            continue;
        }
        let inside = &rest[length..rest[length..].find('>').map_or(rest.len(), |end| length + end)];
        // Pictures are Markdown's, which says where they are.
        if !is_allowed(&tag) || matches!(tag.as_str(), "input" | "img") {
            if !is_end {
                found.push((start, format!("<{tag}> would be dropped")));
            }
            continue;
        }
        for name in attribute_names(inside) {
            if !attributes(&tag).contains(&name.as_str()) {
                found.push((start, format!("the attribute {name} of <{tag}> would be dropped")));
            }
        }
    }
    found
}

fn attribute_names(inside: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = inside.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() {
        let end =
            rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        if end > 0 {
            names.push(rest[..end].to_ascii_lowercase());
        }
        rest = rest[end..].trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            let value = value.trim_start();
            rest = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    value[1..].split_once(quote).map_or("", |(_, after)| after)
                }
                _ => value.find(char::is_whitespace).map_or("", |end| &value[end..]),
            };
        }
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    }
    names
}

#[cfg(test)]
mod tests {
    use super::dropped;

    #[test]
    fn what_is_dropped() {
        for (html, expect) in [
            ("<kbd>Ctrl</kbd> <br/> a < b", ""),
            ("<!-- a comment with <script> -->", ""),
            ("<details open><summary>More</summary></details>", ""),
            ("<script>alert(1)</script>", "<script> would be dropped"),
            (
                "<p style=\"color: red\" class='x'>",
                "the attribute style of <p> would be dropped; the attribute class of <p> would be dropped",
            ),
            ("<img src=x onerror=alert(1)>", "<img> would be dropped"),
            ("<IFRAME src='x'></IFRAME>", "<iframe> would be dropped"),
        ] {
            let found: Vec<String> = dropped(html).into_iter().map(|(_, text)| text).collect();
            assert_eq!(found.join("; "), expect, "{html}");
        }
    }
}
