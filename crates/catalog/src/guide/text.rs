//! What a rendered guide says, without its markup.

/// Elements that stand inside a word, or between words that are parted anyway.
const INLINE: [&str; 13] =
    ["a", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "span", "strong", "wbr"];
/// What the cleaner writes in place of characters.
const ENTITIES: [(&str, &str); 5] =
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", " "), ("&amp;", "&")];

/// The text of a guide's HTML, as this crate has rendered and cleaned it; what is in blocks of its own is parted.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        push(before, &mut text);
        let (tag, after) = split_tag(tag);
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if !INLINE.contains(&name) {
            text.push('\n');
        }
        rest = after;
    }
    push(rest, &mut text);
    text
}

/// A tag and what follows it; a value between quotes may hold `>` too.
fn split_tag(html: &str) -> (&str, &str) {
    let mut is_quoted = false;
    let end = html.find(|letter| {
        is_quoted ^= letter == '"';
        letter == '>' && !is_quoted
    });
    end.map_or((html, ""), |end| (&html[..end], &html[end + 1..]))
}

fn push(cleaned: &str, text: &mut String) {
    let mut rest = cleaned;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
        let (written, meant) = entity.copied().unwrap_or(("&", "&"));
        text.push_str(meant);
        rest = &rest[written.len()..];
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::super::{Site, render};
    use super::text_of;

    #[test]
    fn blocks_part_words_and_marks_do_not() {
        for (markdown, expected) in [
            ("Runs `aws rds`\n\nand **re**boots", "Runs aws rds and reboots"),
            ("- a < b && \"c\"\n- d &amp; &lt;e&gt;", "a < b && \"c\" d & <e>"),
            ("| x | y |\n|---|---|\n| 1 | 2 |", "x y 1 2"),
            ("```sh\nps | grep 'x>y'\n```", "ps | grep 'x>y'"),
            ("[a link](https://example.com \"1 > 0\")", "a link"),
            ("", ""),
        ] {
            let html = render(markdown, "", "guides/a/b.md", &Site::default()).page.html;
            let text = text_of(&html);
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(words.join(" "), expected, "{html}");
        }
    }
}
