use std::fmt;

use jiff::Timestamp;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::gather::Gather;

/// Longest cursor that is carried, in bytes.
pub(super) const MAX_CURSOR: usize = 2 << 10;

/// What a source says beside its items.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rest {
    /// Where its next page begins.
    pub(super) cursor: Option<String>,
    /// When what it says was true.
    pub(super) as_of: Option<Timestamp>,
}

/// Reads an answer, `{"items": […], "cursor": null, "as_of": "…Z"}` or the bare list, item by item.
///
/// # Errors
/// What is wrong with it, for the log: it may quote the answer.
pub(super) fn read(json: &[u8], gather: &mut Gather) -> Result<Rest, String> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let rest = Answer(gather).deserialize(&mut reader).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    if gather.is_misread() {
        return Err(format!("none of {} items has the value that is pointed to", gather.valueless));
    }
    Ok(rest)
}

struct Answer<'a>(&'a mut Gather);

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = Rest;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Rest, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Answer<'_> {
    type Value = Rest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items, or an object with the key \"items\"")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Rest, A::Error> {
        Items(self.0).visit_seq(items)?;
        Ok(Rest::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rest, A::Error> {
        let mut rest = Rest::default();
        let mut has_items = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "items" => {
                    map.next_value_seed(Items(self.0))?;
                    has_items = true;
                }
                "cursor" => rest.cursor = cursor(map.next_value()?).map_err(A::Error::custom)?,
                "as_of" => {
                    let said: Value = map.next_value()?;
                    rest.as_of = said.as_str().and_then(|text| text.parse().ok());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if has_items { Ok(rest) } else { Err(A::Error::missing_field("items")) }
    }
}

struct Items<'a>(&'a mut Gather);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Value>()? {
            self.0.push(&item);
        }
        Ok(())
    }
}

/// A cursor is a text or a number; an empty one is none.
fn cursor(said: Value) -> Result<Option<String>, &'static str> {
    let text = match said {
        Value::Null => return Ok(None),
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        _ => return Err("the cursor is no text"),
    };
    if text.len() > MAX_CURSOR {
        return Err("the cursor is too long");
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::options::field::Field;
    use crate::options::gather::{MAX_BYTES, MAX_ITEMS};
    use crate::options::testing::{asked_by, field, question};

    fn by_id() -> Arc<Field> {
        field(&json!({}), &json!({ "value": "/id", "label": "/name", "disabled": "/locked" }))
    }

    fn gathered(
        field: &Arc<Field>,
        search: Option<&str>,
        answer: &str,
    ) -> (Gather, Result<Rest, String>) {
        let mut gather = Gather::new(Arc::new(question(field, &json!({}), search)));
        let rest = read(answer.as_bytes(), &mut gather);
        (gather, rest)
    }

    fn labels(gather: &Gather) -> Vec<String> {
        let items = format!("[{}]", String::from_utf8_lossy(&gather.json));
        let items: Vec<Value> = serde_json::from_str(&items).unwrap();
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_list_or_an_object_around_it() {
        let as_of = Some("2026-11-21T14:03:22Z".parse().unwrap());
        for (answer, labels_expected, rest) in [
            ("[]", vec![], Rest::default()),
            (r#"["a", 2, true, null]"#, vec!["a", "2", "true", "null"], Rest::default()),
            (
                r#"{"items": ["a"], "cursor": "2", "as_of": "2026-11-21T14:03:22Z", "more": {}}"#,
                vec!["a"],
                Rest { cursor: Some("2".into()), as_of },
            ),
            (
                r#"{"cursor": 200, "items": []}"#,
                vec![],
                Rest { cursor: Some("200".into()), as_of: None },
            ),
            (r#"{"items": ["a"], "cursor": "", "as_of": "noon"}"#, vec!["a"], Rest::default()),
        ] {
            let (gather, found) = gathered(&field(&json!({}), &json!({})), None, answer);
            assert_eq!(found.as_ref(), Ok(&rest), "{answer}");
            assert_eq!(labels(&gather), labels_expected, "{answer}");
        }
    }

    #[test]
    fn other_shapes_are_no_answer() {
        for answer in [
            "",
            "null",
            "7",
            "\"a\"",
            "{}",
            "[1",
            "[] []",
            "<html>",
            "\u{feff}[]",
            r#"{"items": null}"#,
            r#"{"items": {}}"#,
            r#"{"items": "a"}"#,
            r#"{"item": []}"#,
            r#"{"items": [], "cursor": {}}"#,
        ] {
            let (_, found) = gathered(&field(&json!({}), &json!({})), None, answer);
            assert!(found.is_err(), "{answer}: {found:?}");
        }
        let (_, found) = gathered(&by_id(), None, r#"[{"uid": 1}, {"uid": 2}]"#);
        assert_eq!(found, Err("none of 2 items has the value that is pointed to".into()));
    }

    #[test]
    fn the_first_of_equal_values_wins() {
        let answer = r#"[{"id": 1, "name": "first"}, {"id": "1", "name": "text"}, {"id": 1.0, "name": "second"}, {"name": "none"}]"#;
        let (gather, _) = gathered(&by_id(), None, answer);
        assert_eq!(labels(&gather), ["first", "text"]);
        assert_eq!((gather.kept, gather.duplicates, gather.valueless), (2, 1, 1));
        assert!(!gather.truncated);
    }

    #[test]
    fn long_lists_are_cut() {
        let answer = json!((0..=MAX_ITEMS).collect::<Vec<_>>()).to_string();
        let (gather, _) = gathered(&field(&json!({}), &json!({})), None, &answer);
        assert_eq!((gather.kept, gather.truncated), (MAX_ITEMS, true));
        let exact = json!((0..MAX_ITEMS).chain([5]).collect::<Vec<_>>()).to_string();
        let (gather, _) = gathered(&field(&json!({}), &json!({})), None, &exact);
        assert_eq!((gather.kept, gather.truncated), (MAX_ITEMS, false));
    }

    #[test]
    fn large_lists_are_cut_and_whole_items_stay() {
        let items: Vec<_> = (0..3_000).map(|n| format!("{n:04}{}", "x".repeat(1_000))).collect();
        let (gather, _) = gathered(&field(&json!({}), &json!({})), None, &json!(items).to_string());
        assert!(
            gather.truncated && gather.json.len() <= MAX_BYTES && gather.kept > 1_000,
            "{}",
            gather.kept
        );
        assert_eq!(labels(&gather).len(), gather.kept);
        assert!(gather.members.has(&json!(items[gather.kept - 1])));
        assert!(!gather.members.has(&json!(items[gather.kept])), "what is not sent is not known");
    }

    #[test]
    fn what_the_browser_would_filter_is_filtered_by_all_words() {
        let answer = r#"[{"id": "i-1", "name": "Infra Test Stage"}, {"id": "i-2", "name": "infra test"}, {"id": "stage-test"}]"#;
        let (gather, _) = gathered(&by_id(), Some("STAGE test"), answer);
        assert_eq!(labels(&gather), ["Infra Test Stage", "stage-test"]);
        let server =
            field(&json!({ "search": "server" }), &json!({ "value": "/id", "label": "/name" }));
        let (gather, _) = gathered(&server, Some("STAGE test"), answer);
        assert_eq!(gather.kept, 3, "a source that searches knows best");
    }

    #[test]
    fn a_list_in_the_config_is_searched_and_paged_here() {
        let items: Vec<_> = (0..450).map(|n| format!("item {n}")).collect();
        let fixed = field(
            &json!({ "search": "server" }),
            &json!({ "source": { "Static": { "items": items } } }),
        );
        let page = |search, cursor| {
            let question = asked_by("ann", &fixed, &json!({}), search, cursor).unwrap();
            let mut gather = Gather::new(Arc::new(question));
            read(json!(items).to_string().as_bytes(), &mut gather).unwrap();
            (labels(&gather).first().cloned(), gather.kept, gather.own_cursor())
        };
        assert_eq!(page(None, None), (Some("item 0".into()), 200, Some("200".into())));
        assert_eq!(page(None, Some("200")), (Some("item 200".into()), 200, Some("400".into())));
        assert_eq!(page(None, Some("400")), (Some("item 400".into()), 50, None));
        assert_eq!(page(None, Some("nonsense")), (Some("item 0".into()), 200, Some("200".into())));
        assert_eq!(page(None, Some("9999")), (None, 0, None));
        assert_eq!(page(Some("44"), None), (Some("item 44".into()), 14, None));
    }
}
