//! Names for people.

use serde_json::Value;

/// A key as words: `table_name` becomes "Table name", `rdsIdentifier` "Rds identifier".
pub fn from_key(key: &str) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    let mut previous_lower = false;
    for letter in key.chars() {
        if matches!(letter, '_' | '-' | '.') {
            words.push(' ');
            previous_lower = false;
            continue;
        }
        if letter.is_uppercase() && previous_lower {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
        previous_lower = letter.is_lowercase() || letter.is_numeric();
    }
    let words = words.trim();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => key.to_owned(),
    }
}

/// A value as a choice shows it.
pub fn of_value(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "(empty text)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Null => "None".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_words() {
        for (key, expect) in [
            ("table_name", "Table name"),
            ("rdsIdentifier", "Rds identifier"),
            ("dry-run", "Dry run"),
            ("URL", "URL"),
            ("a", "A"),
            ("", ""),
            ("__", "__"),
            ("größe", "Größe"),
        ] {
            assert_eq!(from_key(key), expect);
        }
    }
}
