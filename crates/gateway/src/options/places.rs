use portico_form::pointer;
use serde_json::Value;

/// A place in an input that a pattern fits.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'v> {
    /// Its pointer.
    pub(super) pointer: String,
    /// What is there.
    pub(super) value: &'v Value,
}

/// Every place of an input that a pattern fits, in the input's order; `*` stands for each item or key.
pub(super) fn places<'v>(pattern: &str, input: &'v Value) -> Vec<Place<'v>> {
    let mut found = vec![Place { pointer: String::new(), value: input }];
    for segment in pointer::segments(pattern) {
        found = found.into_iter().flat_map(|place| step(&place, &segment)).collect();
    }
    found
}

fn step<'v>(place: &Place<'v>, segment: &str) -> Vec<Place<'v>> {
    let below =
        |key: &str, value: &'v Value| Place { pointer: pointer::child(&place.pointer, key), value };
    match (place.value, segment) {
        (Value::Array(items), "*") => {
            let items = items.iter().enumerate();
            items.map(|(index, item)| below(&index.to_string(), item)).collect()
        }
        (Value::Object(map), "*") => map.iter().map(|(key, value)| below(key, value)).collect(),
        (value, key) => {
            let found = pointer::get(value, &pointer::child("", key));
            found.map(|found| below(key, found)).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, expected: &[(&str, &str)]) {
        let input = json!({
            "db": "a",
            "disks": [{ "zone": "x", "size": 1 }, { "zone": "y" }, { "zone": "z", "size": 3 }],
            "labels": { "a/b": { "v": [1, 2] }, "c": 4 },
            "none": null,
        });
        let found: Vec<_> = places(pattern, &input)
            .into_iter()
            .map(|place| (place.pointer, place.value.to_string()))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(to, value)| ((*to).to_owned(), (*value).to_owned())).collect();
        assert_eq!(found, expected, "{pattern}");
    }

    #[test]
    fn stars_stand_for_items_and_keys() {
        check("/db", &[("/db", "\"a\"")]);
        check("/none", &[("/none", "null")]);
        check("/absent", &[]);
        check("/db/*", &[]);
        check("/disks/*/size", &[("/disks/0/size", "1"), ("/disks/2/size", "3")]);
        check("/labels/*/v/*", &[("/labels/a~1b/v/0", "1"), ("/labels/a~1b/v/1", "2")]);
    }
}
