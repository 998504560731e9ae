//! Code in a guide, with its comments, strings, numbers and words told apart.
//!
//! A guide shows a few lines that somebody copies. What makes them readable is known without parsing, so this is a scanner
//! over a table of [`languages`]: the grammars of an editor would bring megabytes of patterns into every program that reads
//! a catalog, and the time to compile them into every reload.

mod languages;

use languages::{Language, Quote, language};

/// What a piece of code is; its class in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Comment,
    String,
    /// A number, or a word that is a value.
    Value,
    /// A keyword, or the key of a map.
    Key,
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Comment => "c",
            Self::String => "s",
            Self::Value => "n",
            Self::Key => "k",
        }
    }
}

/// A block of code as HTML; in plain text where the language is none of those known.
pub(super) fn block(info: &str, text: &str) -> String {
    let name = info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    let mut html = String::from("<pre><code>");
    match language(&name) {
        Some(language) => colour(language, text, &mut html),
        None => escape(text, &mut html),
    }
    html + "</code></pre>\n"
}

fn colour(language: &Language, text: &str, html: &mut String) {
    let mut at = 0;
    let mut plain = 0;
    while let Some(next) = text[at..].chars().next() {
        let Some((class, length)) = piece(language, text, at) else {
            at += next.len_utf8();
            continue;
        };
        escape(&text[plain..at], html);
        let end = at + length;
        if let Some(class) = class {
            html.push_str("<span class=\"");
            html.push_str(class.name());
            html.push_str("\">");
            escape(&text[at..end], html);
            html.push_str("</span>");
        } else {
            escape(&text[at..end], html);
        }
        at = end;
        plain = end;
    }
    escape(&text[plain..], html);
}

/// The piece that begins here and its length in bytes; `None` = a character of no piece.
fn piece(language: &Language, text: &str, at: usize) -> Option<(Option<Class>, usize)> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    if let Some(length) = comment(language, rest, before) {
        return Some((Some(Class::Comment), length));
    }
    if let Some(quote) = language.quotes.iter().find(|quote| rest.starts_with(quote.mark)) {
        let length = quoted(quote, rest);
        let class = if language.quoted_keys && is_key(&rest[length..]) {
            Class::Key
        } else {
            Class::String
        };
        return Some((Some(class), length));
    }
    let first = rest.chars().next()?;
    if before.is_some_and(is_word) || !is_word(first) {
        return None;
    }
    let is_number = first.is_ascii_digit();
    let length = rest
        .find(|c: char| !(is_word(c) || is_number && c == '.' || language.dashes && c == '-'))
        .unwrap_or(rest.len());
    let word = &rest[..length];
    let is_key = language.plain_keys && begins_line(&text[..at]) && is_key(&rest[length..]);
    let class = if is_number {
        Some(Class::Value)
    } else if is_key || language.has(language.words, word) {
        Some(Class::Key)
    } else if language.has(language.values, word) {
        Some(Class::Value)
    } else {
        None
    };
    Some((class, length))
}

fn comment(language: &Language, rest: &str, before: Option<char>) -> Option<usize> {
    if let Some((_, end)) = language.block.filter(|(start, _)| rest.starts_with(start)) {
        return Some(rest[2..].find(end).map_or(rest.len(), |at| 2 + at + end.len()));
    }
    let starts = language.comments.iter().any(|mark| rest.starts_with(mark));
    // `$#` and `a#b` are no comments.
    let stands_apart = before.is_none_or(char::is_whitespace) || !rest.starts_with('#');
    (starts && stands_apart).then(|| rest.find('\n').unwrap_or(rest.len()))
}

/// The length of a quoted text. One that nothing closes ends with its line, or with the code.
fn quoted(quote: &Quote, rest: &str) -> usize {
    let mut at = quote.mark.len();
    while let Some(c) = rest[at..].chars().next() {
        if rest[at..].starts_with(quote.mark) {
            return at + quote.mark.len();
        }
        if c == '\n' && !quote.lines {
            return at;
        }
        at += c.len_utf8();
        if c == '\\' && quote.escapes {
            at += rest[at..].chars().next().map_or(0, char::len_utf8);
        }
    }
    rest.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a colon that belongs to a map follows.
fn is_key(after: &str) -> bool {
    after.trim_start_matches(' ').strip_prefix(':').is_some_and(|value| {
        value.is_empty()
            || value.starts_with(|c: char| c.is_whitespace() || "\"[{0123456789-tfn".contains(c))
    })
}

fn begins_line(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.chars().all(|c| c == ' ' || c == '-')
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::block;

    #[test]
    fn what_is_told_apart() {
        let shown = [
            ("json", "{\"a\": \"b\\\"c\", \"n\": -1.5e3, \"on\": true}"),
            ("yaml", "# why\nname: x\n- key: 'it''s' # on\n  url: http://x.y\n"),
            ("sh", "# a\naws s3 ls --a-b \"$HOME\" 'x' | if true; then echo a#b; fi"),
            ("python", "def f(x): return '''a\nb''' # c"),
            ("rust", "fn f<'a>(x: &'a str) -> u8 { 0x1f } // <b>\n/* a\nb */ let s = \"\\\"\";"),
            ("js", "const a = `x\n${y}`; // z"),
            ("go", "func f() error { return nil } // x"),
            ("sql", "select * FROM t where a = 'it''s' -- why"),
            ("brainfuck", "<script>"),
        ]
        .map(|(language, code)| format!("{language}: {}", block(language, code)));
        assert_snapshot!(shown.join(""), @r###"
        json: <pre><code>{<span class="k">"a"</span>: <span class="s">"b\"c"</span>, <span class="k">"n"</span>: -<span class="n">1.5e3</span>, <span class="k">"on"</span>: <span class="n">true</span>}</code></pre>
        yaml: <pre><code><span class="c"># why</span>
        <span class="k">name</span>: x
        - <span class="k">key</span>: <span class="s">'it'</span><span class="s">'s'</span> <span class="c"># on</span>
          <span class="k">url</span>: http://x.y
        </code></pre>
        sh: <pre><code><span class="c"># a</span>
        aws s3 ls --a-b <span class="s">"$HOME"</span> <span class="s">'x'</span> | <span class="k">if</span> true; <span class="k">then</span> echo a#b; <span class="k">fi</span></code></pre>
        python: <pre><code><span class="k">def</span> f(x): <span class="k">return</span> <span class="s">'''a
        b'''</span> <span class="c"># c</span></code></pre>
        rust: <pre><code><span class="k">fn</span> f&lt;'a&gt;(x: &amp;'a str) -&gt; u8 { <span class="n">0x1f</span> } <span class="c">// &lt;b&gt;</span>
        <span class="c">/* a
        b */</span> <span class="k">let</span> s = <span class="s">"\""</span>;</code></pre>
        js: <pre><code><span class="k">const</span> a = <span class="s">`x
        ${y}`</span>; <span class="c">// z</span></code></pre>
        go: <pre><code><span class="k">func</span> f() error { <span class="k">return</span> <span class="n">nil</span> } <span class="c">// x</span></code></pre>
        sql: <pre><code><span class="k">select</span> * <span class="k">FROM</span> t <span class="k">where</span> a = <span class="s">'it'</span><span class="s">'s'</span> <span class="c">-- why</span></code></pre>
        brainfuck: <pre><code>&lt;script&gt;</code></pre>
        "###);
    }

    proptest! {
        #[test]
        fn code_stays_what_it_is(
            code in "[a-z0-9\"'`#/*\\\\\n:<>&é $-]{0,60}",
            language in "json|yaml|sh|python|rust|js|go|sql|toml|hcl|text",
        ) {
            let html = block(&language, &code);
            let mut text = html.replace("</span>", "");
            for class in ["c", "s", "n", "k"] {
                text = text.replace(&format!("<span class=\"{class}\">"), "");
            }
            let text = text.trim_start_matches("<pre><code>").trim_end_matches("</code></pre>\n");
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            prop_assert_eq!(text, code);
        }
    }
}
