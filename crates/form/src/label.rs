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

/// A key that a person or a request chose, as it is.
pub(crate) fn of_key(key: &str) -> String {
    if key.trim().is_empty() { "(empty name)".to_owned() } else { key.to_owned() }
}

/// A value as a choice shows it.
pub fn of_value(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "(empty text)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Null => "None".to_owned(),
        Value::Object(map) if !map.is_empty() && map.values().all(is_plain) => {
            let members = map.iter().map(|(key, value)| format!("{key}: {}", of_value(value)));
            members.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// The words of a title that was rendered as HTML, without its marks.
pub fn of_html(html: &str) -> String {
    const ENTITIES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&nbsp;", "\u{a0}"), ("&amp;", "&")];
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    ENTITIES.iter().fold(words, |words, (entity, meant)| words.replace(entity, meant))
}

/// "Recipients" to "Recipient", where that is safe to guess.
pub fn singular(label: &str) -> String {
    match label.strip_suffix("ies") {
        Some(stem) => return format!("{stem}y"),
        None if label.ends_with("ss") || label.ends_with("us") || label.ends_with("is") => {
            return label.to_owned();
        }
        None => {}
    }
    let plural = ["ches", "shes", "xes", "sses"].into_iter().any(|ending| label.ends_with(ending));
    let stem = if plural { label.strip_suffix("es") } else { label.strip_suffix('s') };
    stem.unwrap_or(label).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_words() {
        let html = "<code>a&lt;b&gt;</code> &amp;amp; <strong>c</strong>";
        assert_eq!(of_html(html), "a<b> &amp; c");
    }

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
