//! Reads an answer's long array element by element: thousands at once would hold up keys and frames.

use serde::de::DeserializeOwned;
use serde_json::Deserializer;

use crate::slices::Slices;

/// The elements of an array within a JSON text.
struct Elements<'a> {
    before: &'a str,
    rest: &'a str,
    is_first: bool,
}

impl<'a> Elements<'a> {
    /// Those after the first occurrence of `opening`, which ends with the bracket.
    fn after(text: &'a str, opening: &str) -> Option<Self> {
        let start = text.find(opening)? + opening.len();
        Some(Self { before: &text[..start], rest: &text[start..], is_first: true })
    }

    /// The next element, or nothing after the last; `Err` where something else stands there.
    fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ()> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with(']') {
            return Ok(None);
        }
        if !std::mem::take(&mut self.is_first) {
            self.rest = self.rest.strip_prefix(',').ok_or(())?;
        }
        let mut elements = Deserializer::from_str(self.rest).into_iter();
        let element = elements.next().ok_or(())?.map_err(|_| ())?;
        self.rest = &self.rest[elements.byte_offset()..];
        Ok(Some(element))
    }
}

/// Gives each element to `take`, and returns the text around them, which is JSON with an empty array; `None` where the
/// text is none, or `take` refuses an element.
pub(super) async fn each<T: DeserializeOwned>(
    text: &str,
    opening: &str,
    mut take: impl FnMut(T) -> bool,
) -> Option<String> {
    let mut elements = Elements::after(text, opening)?;
    let mut slices = Slices::begin();
    while let Some(element) = elements.next().ok()? {
        if !take(element) {
            return None;
        }
        slices.piece().await;
    }
    slices.end().await;
    Some([elements.before, elements.rest].concat())
}

/// The elements of an array that is the whole text.
pub(super) async fn list<T: DeserializeOwned>(text: &str) -> Option<Vec<T>> {
    let mut list = Vec::new();
    let around = each(text, "[", |element| {
        list.push(element);
        true
    })
    .await?;
    (around.trim() == "[]").then_some(list)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Elements;

    fn read(text: &str, opening: &str) -> Option<(Vec<Value>, String)> {
        let mut elements = Elements::after(text, opening)?;
        let mut list = Vec::new();
        while let Some(element) = elements.next().ok()? {
            list.push(element);
        }
        Some((list, [elements.before, elements.rest].concat()))
    }

    #[test]
    fn elements_come_one_by_one_and_leave_what_is_around_them() {
        for (text, opening, list, around) in [
            ("[]", "[", json!([]), "[]"),
            ("[1, [2],\n\"]\" ]\n", "[", json!([1, [2], "]"]), "[]\n"),
            (
                r#"{"a":1,"rows":[{"x":[]},{}]}"#,
                "\"rows\":[",
                json!([{"x": []}, {}]),
                r#"{"a":1,"rows":[]}"#,
            ),
        ] {
            let list = list.as_array().cloned().unwrap_or_default();
            assert_eq!(read(text, opening), Some((list, around.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_array_is_refused() {
        for text in ["", "{}", "[", "[1", "[1,", "[1 2]", "[,1]", "[1,]", "[nope]", "[1}"] {
            assert_eq!(read(text, "["), None, "{text}");
        }
    }
}
