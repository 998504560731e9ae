//! JSON equality: objects with their keys in any order, and `1` is `1.0`.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Number, Value};

/// Whether two values are the same JSON.
pub fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => exact(one) == exact(other),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| same(one, other)))
        }
        _ => one == other,
    }
}

/// Whether a value is among some.
pub fn holds(values: &[Value], value: &Value) -> bool {
    values.iter().any(|one| same(one, value))
}

/// Equal for values that are the same.
pub(super) fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(value, &mut hasher);
    hasher.finish()
}

fn feed(value: &Value, to: &mut DefaultHasher) {
    match value {
        Value::Null => to.write_u8(0),
        Value::Bool(value) => (1_u8, value).hash(to),
        Value::Number(number) => (2_u8, exact(number)).hash(to),
        Value::String(text) => (3_u8, text).hash(to),
        Value::Array(items) => {
            (4_u8, items.len()).hash(to);
            items.iter().for_each(|item| feed(item, to));
        }
        Value::Object(map) => {
            // Members in any order: what each comes to is added up.
            let members = map.iter().map(|(key, value)| {
                let mut member = DefaultHasher::new();
                key.hash(&mut member);
                feed(value, &mut member);
                member.finish()
            });
            (5_u8, members.fold(0_u64, u64::wrapping_add)).hash(to);
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Exact {
    Whole(i128),
    Bits(u64),
}

fn exact(number: &Number) -> Exact {
    /// All floats beyond are whole, and more than any integer that JSON keeps exact here.
    const BEYOND: f64 = 1e30;
    if let Some(whole) = number.as_i64() {
        return Exact::Whole(whole.into());
    }
    if let Some(whole) = number.as_u64() {
        return Exact::Whole(whole.into());
    }
    let float = number.as_f64().unwrap_or(f64::NAN);
    if float.fract() == 0.0 && float.abs() < BEYOND {
        Exact::Whole(float as i128)
    } else {
        Exact::Bits(float.to_bits())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_compared_as_json() {
        for (one, other, alike) in [
            (json!(1), json!(1.0), true),
            (json!(1), json!("1"), false),
            (json!(0.0), json!(-0.0), true),
            (json!(u64::MAX), json!(-1), false),
            (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64), false),
            (json!(1e300), json!(1e300), true),
            (json!({"a": 1, "b": [2.0]}), json!({"b": [2], "a": 1}), true),
            (json!({"a": 1}), json!({"a": 1, "b": null}), false),
            (json!([1, 2]), json!([2, 1]), false),
            (json!(null), json!(false), false),
        ] {
            assert_eq!(same(&one, &other), alike, "{one} {other}");
            if alike {
                assert_eq!(fingerprint(&one), fingerprint(&other), "{one} {other}");
            } else {
                assert_ne!(fingerprint(&one), fingerprint(&other), "{one} {other}");
            }
        }
    }
}
