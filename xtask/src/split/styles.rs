//! Cuts the design system's sheet as the wasm is cut, so that its file stays one: some sections come with the later part.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::files;

/// Headings of the sections that nothing in the first part uses, and that nothing before them in the file overrides.
const LATER: [&str; 9] =
    ["pill", "timeline", "hops", "table", "code", "dialog", "inbox", "chart", "cron"];
const HEADING: &str = "/* == ";

/// Shrinks the sheets in Trunk's folder, and takes out of them what the later part adds.
pub(super) fn cut_in(staging: &Path) -> Result<String> {
    let mut added = String::new();
    for file in files::walk(staging)? {
        if file.extension().is_some_and(|extension| extension == "css") {
            let (first, later) = cut(&fs::read_to_string(&file)?);
            fs::write(&file, minify(&first))
                .with_context(|| format!("write {}", file.display()))?;
            added += &minify(&later);
        }
    }
    Ok(added)
}

/// The script by which the loader fetches the sheet, and waits for it.
pub(super) fn loader(sheet: &str) -> String {
    format!(
        r#"
function sheet() {{
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("./{sheet}", import.meta.url);
    return new Promise((resolve, reject) => {{
        link.onload = resolve;
        link.onerror = () => {{
            link.remove();
            reject(new Error("a style sheet did not load"));
        }};
        document.head.append(link);
    }});
}}
"#
    )
}

/// The sheet of the first part, and what the later one adds.
fn cut(sheet: &str) -> (String, String) {
    let (mut first, mut later) = (String::new(), String::new());
    for (at, section) in sheet.split(HEADING).enumerate() {
        let name = section.split(' ').next().unwrap_or_default();
        let part = if at > 0 && LATER.contains(&name) { &mut later } else { &mut first };
        if at > 0 {
            part.push_str(HEADING);
        }
        part.push_str(section);
    }
    (first, later)
}

/// A sheet without comments and the space that only people need.
fn minify(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if next == '"' {
            let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if next.is_whitespace() {
            rest = rest.trim_start();
            let beside = |c: Option<char>| c.is_none_or(|c| "{};, ".contains(c));
            if !beside(out.chars().last()) && !beside(rest.chars().next()) {
                out.push(' ');
            }
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_go_where_they_are_used_and_none_is_lost() {
        let sheet = "/* All. */\n/* == base == */\na { b: c; }\n/* == table (of runs) == */\ntd { d: e; }\n/* == btn == */\nf { g: h; }\n";
        let (first, later) = cut(sheet);
        assert_eq!(
            first,
            "/* All. */\n/* == base == */\na { b: c; }\n/* == btn == */\nf { g: h; }\n"
        );
        assert_eq!(later, "/* == table (of runs) == */\ntd { d: e; }\n");
    }

    #[test]
    fn what_a_browser_reads_stays() {
        for (sheet, small) in [
            (".a > .b ,\n.c:is( d ) { margin: 0 auto; }\n", ".a > .b,.c:is( d ){margin: 0 auto;}"),
            ("i::before { content: \" /* { \"; } /* of i */", "i::before{content: \" /* { \";}"),
            ("@media (max-width: 9px) { a{b:c} }", "@media (max-width: 9px){a{b:c}}"),
            ("a /* x */ b { c: d }", "a b{c: d}"),
        ] {
            assert_eq!(minify(sheet), small);
        }
    }
}
