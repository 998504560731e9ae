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
