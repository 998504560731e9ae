use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use temporalio_common::data_converters::RawValue;

use super::{Item, Listing};

/// How many items are answered unless the question says otherwise.
const LIMIT: usize = 200;

/// What a list is asked. Portico sends it as the one argument of a query or an operation; keys it may add are ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    /// Only items that hold these values.
    #[serde(default)]
    params: Map<String, Value>,
    /// Only items in whose texts each of these words occurs.
    #[serde(default)]
    search: Option<String>,
    /// Only items after this one: the `cursor` of the answer before.
    #[serde(default)]
    cursor: Option<String>,
    /// At most so many items.
    #[serde(default = "limit")]
    limit: usize,
}

/// What a list answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The items, in the list's order.
    pub items: Vec<Map<String, Value>>,
    /// Where the next items begin; none after the last.
    pub cursor: Option<String>,
    /// When the items were read, RFC 3339, UTC.
    pub as_of: String,
}

fn limit() -> usize {
    LIMIT
}

impl Question {
    /// Reads the one argument of a query.
    ///
    /// # Errors
    /// In words for whoever wrote the question.
    pub(crate) fn read(argument: &RawValue) -> Result<Self, String> {
        let [payload] = argument.payloads.as_slice() else {
            return Err(format!("expected 1 argument, got {}", argument.payloads.len()));
        };
        serde_json::from_slice(&payload.data).map_err(|error| {
            format!(
                "the argument is no question: {error}; ask \
                 {{\"params\": {{}}, \"search\": null, \"cursor\": null, \"limit\": {LIMIT}}}"
            )
        })
    }

    /// The items of a list that are asked for; `items` is the whole list, in its order, as it was at `as_of`.
    ///
    /// # Errors
    /// In words for whoever wrote the question.
    pub(crate) fn answer<'a>(
        &self,
        listing: &Listing,
        items: impl IntoIterator<Item = &'a Item>,
        as_of: &str,
    ) -> Result<Answer, String> {
        let wanted = self.wanted(listing)?;
        let words = self.search.as_deref().unwrap_or_default().to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut found = items
            .into_iter()
            .filter(|item| wanted.iter().all(|(key, value)| holds(item, key, value)))
            .filter(|item| contains(item, &words))
            .skip_while(|item| self.cursor.as_ref().is_some_and(|after| listing.id(item) <= *after))
            .peekable();
        let page: Vec<Item> = found.by_ref().take(self.limit).cloned().collect();
        let more = found.peek().is_some();
        let cursor = page.last().filter(|_| more).map(|last| listing.id(last));
        Ok(Answer { items: page, cursor, as_of: as_of.to_owned() })
    }

    /// The parameters, by the key of an item that has to hold the value.
    fn wanted(&self, listing: &Listing) -> Result<Vec<(&'static str, &Value)>, String> {
        let name = listing.name;
        if self.limit == 0 {
            return Err(format!(
                "{name} cannot answer with no items: ask for a limit of at least 1"
            ));
        }
        let known = |param: &str| listing.params.iter().find(|(known, _)| *known == param);
        let wanted = self.params.iter().map(|(param, value)| match known(param) {
            Some((_, key)) => Ok((*key, value)),
            None => {
                let names: Vec<&str> = listing.params.iter().map(|(name, _)| *name).collect();
                let has = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                Err(format!("{name} has no parameter {param:?}; it has {has}"))
            }
        });
        wanted.collect()
    }
}

/// Whether an item has this value, or a list of values with this one among them.
fn holds(item: &Item, key: &str, value: &Value) -> bool {
    match item.get(key) {
        Some(Value::Array(several)) => several.contains(value),
        Some(own) => own == value,
        None => false,
    }
}

/// Whether each of the words, in lower case, occurs in one of the item's texts.
fn contains(item: &Item, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let texts: Vec<String> =
        item.values().filter_map(Value::as_str).map(str::to_lowercase).collect();
    words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    const LISTING: Listing = Listing {
        name: "shelves",
        sql: "",
        key: &["room", "name"],
        params: &[("room", "room"), ("owner", "owners")],
    };

    fn items() -> Vec<Item> {
        from_value(json!([
            { "room": "a", "name": "Oak", "owners": ["ann", "ben"] },
            { "room": "a", "name": "Pine", "owners": ["ann"] },
            { "room": "b", "name": "oak", "owners": [] },
        ]))
        .unwrap()
    }

    /// The names that are answered and the cursor, or the error.
    fn ask(question: Value) -> Result<(String, Option<String>), String> {
        let question: Question = from_value(question).unwrap();
        let answer = question.answer(&LISTING, &items(), "2026-01-01T00:00:00Z")?;
        assert_eq!(answer.as_of, "2026-01-01T00:00:00Z");
        let names = answer.items.iter().map(|item| LISTING.id(item));
        Ok((names.collect::<Vec<_>>().join(" "), answer.cursor))
    }

    #[test]
    fn questions() {
        let cases = [
            (json!({}), "a/Oak a/Pine b/oak"),
            (
                json!({ "caller": "dev@example.com", "search": null, "cursor": null }),
                "a/Oak a/Pine b/oak",
            ),
            (json!({ "params": { "room": "a" } }), "a/Oak a/Pine"),
            (json!({ "params": { "room": "a", "owner": "ben" } }), "a/Oak"),
            (json!({ "params": { "room": "c" } }), ""),
            (json!({ "params": { "room": 1 } }), ""),
            (json!({ "search": "OAK" }), "a/Oak b/oak"),
            (json!({ "search": " ak  b " }), "b/oak"),
            (json!({ "search": "oak pine" }), ""),
            (json!({ "cursor": "a/Oak" }), "a/Pine b/oak"),
            (json!({ "cursor": "a/Omitted since" }), "a/Pine b/oak"),
            (json!({ "cursor": "b/oak" }), ""),
        ];
        for (question, names) in cases {
            assert_eq!(ask(question.clone()), Ok((names.to_owned(), None)), "{question}");
        }
    }

    #[test]
    fn pages() {
        let first = ask(json!({ "limit": 2 }));
        assert_eq!(first, Ok(("a/Oak a/Pine".to_owned(), Some("a/Pine".to_owned()))));
        assert_eq!(ask(json!({ "limit": 2, "cursor": "a/Pine" })), Ok(("b/oak".to_owned(), None)));
        assert_eq!(ask(json!({ "limit": 3 })), Ok(("a/Oak a/Pine b/oak".to_owned(), None)));
    }

    #[test]
    fn what_cannot_be_asked() {
        let cases = [
            (
                json!({ "limit": 0 }),
                "shelves cannot answer with no items: ask for a limit of at least 1",
            ),
            (
                json!({ "params": { "rom": "a" } }),
                "shelves has no parameter \"rom\"; it has room, owner",
            ),
        ];
        for (question, error) in cases {
            assert_eq!(ask(question), Err(error.to_owned()));
        }
        assert_eq!(
            Question::read(&RawValue::new(vec![])).map(drop),
            Err("expected 1 argument, got 0".to_owned())
        );
    }
}
