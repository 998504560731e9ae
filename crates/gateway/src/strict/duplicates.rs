use std::collections::HashSet;
use std::fmt;
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The place of the first key that an object has twice, as a JSON Pointer; `None` = every key stands once. JSON leaves
/// open which of the two counts, so whoever wrote them may mean something else than what would happen.
pub(super) fn duplicate(json: &[u8]) -> Option<String> {
    let mut found = None;
    let mut reader = serde_json::Deserializer::from_slice(json);
    // The text was read before: the only error left is the duplicate's.
    let _ = Search { path: &mut Vec::new(), found: &mut found }.deserialize(&mut reader);
    found
}

/// Looks through a value. Its place is spelt out only where a key stands twice: names can be long, and values many.
struct Search<'a> {
    path: &'a mut Vec<Step>,
    found: &'a mut Option<String>,
}

/// One step down.
enum Step {
    Key(Rc<str>),
    Index(usize),
}

fn pointer(path: &[Step]) -> String {
    path.iter().fold(String::new(), |at, step| match step {
        Step::Key(key) => at + "/" + &key.replace('~', "~0").replace('/', "~1"),
        Step::Index(index) => format!("{at}/{index}"),
    })
}

impl<'de> DeserializeSeed<'de> for Search<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Search<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut keys = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let key: Rc<str> = key.into();
            let is_new = keys.insert(Rc::clone(&key));
            self.path.push(Step::Key(key));
            if !is_new {
                *self.found = Some(pointer(self.path));
                return Err(A::Error::custom("a key stands twice"));
            }
            map.next_value_seed(Search { path: self.path, found: self.found })?;
            self.path.pop();
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            self.path.push(Step::Index(index));
            let search = Search { path: self.path, found: self.found };
            let is_last = items.next_element_seed(search)?.is_none();
            self.path.pop();
            if is_last {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::duplicate;

    #[test]
    fn the_first_key_that_stands_twice_is_named() {
        for (json, expected) in [
            (
                r#"{"a": 1, "b": [{"a": 1}, {"a": 2}], "c": {"a": "a"}, "d": [null, true, -1, 1.5]}"#,
                None,
            ),
            (r#"{"a": 1, "a": 1}"#, Some("/a")),
            (r#"{"a": {"b": 1, "c": 2, "b": 3}, "a": 1}"#, Some("/a/b")),
            (r#"{"a": 1, "\u0061": 2}"#, Some("/a")),
            (r#"{"x": [0, {"a/b~": 1, "a/b~": 2}]}"#, Some("/x/1/a~1b~0")),
            (r#"{"": 1, "": 2}"#, Some("/")),
        ] {
            assert_eq!(duplicate(json.as_bytes()).as_deref(), expected, "{json}");
        }
    }
}
