//! Which parts of a JSON value are drawn: what is opened, some of each, so that any value costs what is looked at.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexSet;
use serde_json::Value;

use super::print::{What, entries, quoted, what};

/// Entries of a list or object that are drawn before somebody asks for more, and with each asking.
const STEP: usize = 100;
/// A value of at most this many entries in all is opened whole.
const SMALL: usize = 60;

/// A value and how far it is opened.
#[derive(Clone, Debug)]
pub struct Tree {
    value: Arc<Value>,
    /// Opened lists, objects and long texts, by their pointer.
    open: HashSet<String>,
    /// How many entries are drawn where it is more than [`STEP`], by pointer.
    shown: HashMap<String, usize>,
    /// Each row that was ever drawn has its place here, which names it in the page.
    names: IndexSet<(String, bool)>,
}

/// The lines of a tree, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// The lines.
    pub rows: Vec<Row>,
    /// Where the row of each name is; beyond the rows where it is not drawn.
    places: Vec<usize>,
}

/// A line of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Names it for as long as the tree lives.
    pub name: usize,
    /// Where its value is, as a JSON Pointer; of a [`What::More`] the list's.
    pub pointer: String,
    /// Its key or place in what holds it, safe to show; empty for a value that stands alone.
    pub label: String,
    /// From 1.
    pub level: usize,
    /// Its place among those beside it, from 1.
    pub position: usize,
    /// How many there are beside it, itself included.
    pub of: usize,
    /// What it shows.
    pub what: What,
}

impl Tree {
    /// A small value opened, a large one closed.
    pub fn new(value: Arc<Value>) -> Self {
        let mut open = HashSet::new();
        if count(&value, SMALL + 1) <= SMALL {
            open_all(&value, &mut String::new(), &mut open);
        }
        Self { value, open, shown: HashMap::new(), names: IndexSet::new() }
    }

    /// The value at a pointer.
    pub fn value(&self, pointer: &str) -> Option<&Value> {
        self.value.pointer(pointer)
    }

    /// The lines as they are drawn.
    pub fn lines(&mut self) -> Lines {
        let mut rows = Vec::new();
        let value = Arc::clone(&self.value);
        if entries(&value) == 0 {
            self.push(&mut rows, &value, String::new(), String::new(), (1, 1, 1));
        } else {
            self.walk(&mut rows, &value, "", 1);
        }
        let mut places = vec![usize::MAX; self.names.len()];
        rows.iter().enumerate().for_each(|(at, row)| places[row.name] = at);
        Lines { rows, places }
    }

    /// Opens what is closed and closes what is open; draws more of a list. Answers whether that changed anything.
    pub fn act(&mut self, row: &Row) -> bool {
        match row.what {
            What::Branch { open, .. } | What::Long { open, .. } => {
                if open {
                    self.open.remove(&row.pointer);
                } else {
                    self.open.insert(row.pointer.clone());
                }
                true
            }
            What::More(_) => {
                *self.shown.entry(row.pointer.clone()).or_insert(STEP) += STEP;
                true
            }
            What::Leaf { .. } | What::Secret => false,
        }
    }

    fn walk(&mut self, rows: &mut Vec<Row>, value: &Value, pointer: &str, level: usize) {
        let of = entries(value);
        let shown = self.shown.get(pointer).copied().unwrap_or(STEP).min(of);
        match value {
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate().take(shown) {
                    let at = format!("{pointer}/{i}");
                    self.push(rows, item, at, i.to_string(), (level, i + 1, of));
                }
            }
            Value::Object(map) => {
                for (i, (key, item)) in map.iter().enumerate().take(shown) {
                    let at = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                    self.push(rows, item, at, quoted(key), (level, i + 1, of));
                }
            }
            _ => {}
        }
        if shown < of {
            rows.push(Row {
                name: self.names.insert_full((pointer.to_owned(), true)).0,
                pointer: pointer.to_owned(),
                label: String::new(),
                level,
                position: shown + 1,
                of,
                what: What::More(of - shown),
            });
        }
    }

    fn push(
        &mut self,
        rows: &mut Vec<Row>,
        value: &Value,
        pointer: String,
        label: String,
        (level, position, of): (usize, usize, usize),
    ) {
        let open = self.open.contains(&pointer);
        let what = what(value, open);
        let name = self.names.insert_full((pointer.clone(), false)).0;
        let is_open = matches!(what, What::Branch { open: true, .. });
        rows.push(Row { name, pointer: pointer.clone(), label, level, position, of, what });
        if is_open {
            self.walk(rows, value, &pointer, level + 1);
        }
    }
}

impl Lines {
    /// The place of the row of a name, where it is drawn.
    pub fn place(&self, name: usize) -> Option<usize> {
        self.places.get(name).copied().filter(|at| *at < self.rows.len())
    }

    /// The row of a name, where it is drawn.
    pub fn named(&self, name: usize) -> Option<&Row> {
        self.rows.get(self.place(name)?)
    }

    /// The row that holds the one at a place: the last before it that is a level up.
    pub fn parent(&self, at: usize) -> Option<usize> {
        let level = self.rows.get(at)?.level;
        self.rows[..at].iter().rposition(|row| row.level < level)
    }
}

/// Entries in all, counted no further than `enough`.
fn count(value: &Value, enough: usize) -> usize {
    let mut counted = entries(value);
    let inner: Vec<&Value> = match value {
        Value::Array(items) if counted <= enough => items.iter().collect(),
        Value::Object(map) if counted <= enough => map.values().collect(),
        _ => Vec::new(),
    };
    for item in inner {
        if counted > enough {
            break;
        }
        counted += count(item, enough - counted);
    }
    counted
}

fn open_all(value: &Value, pointer: &mut String, open: &mut HashSet<String>) {
    let before = pointer.len();
    let mut inside = |key: &str, item: &Value| {
        if entries(item) > 0 {
            pointer.push('/');
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            open.insert(pointer.clone());
            open_all(item, pointer, open);
            pointer.truncate(before);
        }
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| inside(&i.to_string(), item));
        }
        Value::Object(map) => map.iter().for_each(|(key, item)| inside(key, item)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn tree(value: Value) -> Tree {
        Tree::new(Arc::new(value))
    }

    /// As it is drawn, a line each.
    fn drawn(tree: &mut Tree) -> String {
        let line = |row: Row| {
            let shown = match row.what {
                What::Branch { size, open } => format!("{size}{}", if open { " v" } else { " >" }),
                What::Leaf { text, .. } => text,
                What::Long { text, cut, .. } => format!("{} +{cut}", text.len()),
                What::Secret => "hidden".into(),
                What::More(left) => format!("{left} more"),
            };
            format!("{}{} {shown}", "  ".repeat(row.level - 1), row.label)
        };
        tree.lines().rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn act(tree: &mut Tree, pointer: &str) {
        let row = tree.lines().rows.into_iter().find(|row| row.pointer == pointer).unwrap();
        assert!(tree.act(&row), "{row:?}");
    }

    #[test]
    fn a_small_value_is_open_and_what_would_mislead_is_spelt_out() {
        let mut tree = tree(json!({
            "name": "orders", "big": u64::MAX, "none": null, "empty": [[], {}],
            "password": { "$secret": true }, "a/b ~": { "odd\u{202e}key": "\u{1b}[2J\u{202e}gpj.exe\n" },
        }));
        assert_snapshot!(drawn(&mut tree), @r#"
        name "orders"
        big 18446744073709551615
        none null
        empty [2] v
          0 []
          1 {}
        password hidden
        "a/b ~" {1} v
          "odd\u202ekey" "\u001b[2J\u202egpj.exe\n"
        "#);
        for row in tree.lines().rows {
            assert!(tree.value(&row.pointer).is_some(), "{row:?}");
        }
        act(&mut tree, "/a~1b ~0");
        assert!(drawn(&mut tree).ends_with("\"a/b ~\" {1} >"));
    }

    #[test]
    fn a_large_value_is_drawn_as_far_as_it_is_opened() {
        let mut tree = tree(json!({ "list": (0..10_000).collect::<Vec<_>>(), "x": { "y": 1 } }));
        assert_eq!(drawn(&mut tree), "list [10000] >\nx {1} >");
        act(&mut tree, "/list");
        let before = tree.lines();
        assert_eq!(before.rows.len(), 2 + STEP + 1);
        let more = before.rows[STEP + 1].clone();
        assert_eq!((&more.what, more.level, more.position), (&What::More(9_900), 2, STEP + 1));
        assert!(tree.act(&more));
        let lines = tree.lines();
        assert_eq!(lines.rows.len(), 2 + 2 * STEP + 1);
        assert_eq!(lines.rows[1].name, before.rows[1].name, "a row keeps its name");
        assert_eq!((lines.parent(5), lines.parent(0)), (Some(0), None));
        assert_eq!(lines.place(more.name), Some(1 + 2 * STEP));
        act(&mut tree, "/list");
        assert_eq!(tree.lines().named(more.name), None);
    }

    #[test]
    fn a_long_text_is_cut_and_opened() {
        let mut tree = tree(json!(["é".repeat(25_000), "x".repeat(300)]));
        assert_eq!(drawn(&mut tree), format!("0 601 +24700\n1 \"{}\"", "x".repeat(300)));
        act(&mut tree, "/0");
        assert!(drawn(&mut tree).starts_with("0 40001 +5000\n"));
    }

    #[test]
    fn a_value_that_stands_alone_is_one_line() {
        for (value, expected) in [
            (json!("x"), " \"x\""),
            (json!(null), " null"),
            (json!({}), " {}"),
            (json!({ "$secret": true }), " hidden"),
        ] {
            assert_eq!(drawn(&mut tree(value)), expected);
        }
    }
}
