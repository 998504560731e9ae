/// A table of the guide.
#[derive(Default)]
pub(super) struct Table {
    /// Where among the events its opening goes.
    pub(super) at: usize,
    /// The headings of its columns as far as they were read.
    pub(super) head: Vec<String>,
    /// Its first row is being read.
    pub(super) is_open: bool,
}

impl Table {
    /// What stands before it: a box that scrolls where the table is too wide, by the keyboard too, so it
    /// takes the focus and has a name.
    pub(super) fn opening(&self) -> String {
        let columns: Vec<&str> =
            self.head.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let name = if columns.is_empty() {
            "Table".to_owned()
        } else {
            format!("Table: {}", columns.join(", "))
        };
        let name = name.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        format!("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"{name}\">")
    }
}

/// Tables in the design's own classes: alignment is written as a style, which no page of the portal allows.
pub(super) fn aligned(page: &str) -> String {
    let mut page = page.replace("\"><table>", "\"><table class=\"table\">");
    for cell in ["th", "td"] {
        for (side, class) in
            [("right", " class=\"num\""), ("center", " align=\"center\""), ("left", "")]
        {
            let written = format!("<{cell} style=\"text-align: {side}\">");
            page = page.replace(&written, &format!("<{cell}{class}>"));
        }
    }
    page
}
