//! Guides: Markdown to safe HTML, with headings, links between guides and callouts.

mod callout;
mod clean;
mod code;
mod image;
mod links;
mod raw;
mod render;
mod table;
mod text;

use std::collections::HashMap;

use portico_contract::http::GuidePage;

pub(crate) use clean::clean;
pub(crate) use image::{Published, publish};
pub(crate) use render::{headings, render};
pub(crate) use text::text_of;

/// What a guide's links may lead to.
#[derive(Debug, Default)]
pub(crate) struct Site {
    /// Guides by path.
    pub(crate) guides: HashMap<String, Target>,
    /// Pictures by path.
    pub(crate) images: HashMap<String, Published>,
}

/// A guide as another one's link sees it.
#[derive(Debug, Default)]
pub(crate) struct Target {
    /// Address of its page; `None` where its config could not be read.
    pub(crate) page: Option<String>,
    /// Ids of its headings.
    pub(crate) headings: Vec<String>,
}

/// A problem at a byte of a guide.
#[derive(Debug)]
pub(crate) struct GuideFault {
    pub(crate) offset: usize,
    pub(crate) code: crate::Code,
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A rendered guide and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) page: GuidePage,
    pub(crate) faults: Vec<GuideFault>,
    /// Paths of the pictures it shows.
    pub(crate) images: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::{Site, render};

    /// Whatever a guide holds, faulty or not, nothing of it runs, styles the page or loads from elsewhere.
    #[test]
    fn a_hostile_guide_gets_nothing_through() {
        for text in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<img src=\"https://evil.example/x.png\">",
            "![x](https://evil.example/x.png) ![x](//evil.example/x.png)",
            "<svg><script>alert(1)</script></svg>",
            "<span class=\"k\" style=\"position:fixed\">x</span>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "[x](javascript:alert(1)) ![x](javascript:alert(1))",
            "[x](data:text/html,<script>alert(1)</script>)",
            "```\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
            "```json\n\"</span><script>alert(1)</script>\n```",
            "    </code><script>alert(1)</script>",
            "<iframe src=\"//evil.example\"></iframe><object data=x></object><form action=x></form>",
            "> [!NOTE]\n> </div><script>alert(1)</script>",
            "| a |\n|---|\n| <script>alert(1)</script> |",
            "# <img src=x onerror=alert(1)>",
        ] {
            let html = render(text, "", "guides/a/b.md", &Site::default()).page.html.to_lowercase();
            for bad in [
                "<script",
                "<img src=\"h",
                "<img src=\"/",
                " onerror",
                "style=",
                "<iframe",
                "<object",
                "<form",
            ] {
                assert!(!html.contains(bad), "{bad}: {text}\n{html}");
            }
            for bad in ["href=\"javascript:", "src=\"javascript:", "href=\"data:"] {
                assert!(!html.contains(bad), "{bad}: {text}\n{html}");
            }
        }
    }
}
