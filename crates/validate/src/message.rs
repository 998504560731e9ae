//! The words: each completes "<label> …". None repeats the value itself, which may be a secret.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

pub(crate) fn of(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Type { kind: TypeKind::Single(one) } => format!("must be {}", type_name(*one)),
        Kind::Type { kind: TypeKind::Multiple(several) } => {
            let names: Vec<&str> = several.iter().map(type_name).collect();
            format!("must be {}", listed(&names, "or"))
        }
        Kind::MinLength { limit: 1 } => "must not be empty".into(),
        Kind::MinLength { limit } => format!("must be at least {}", counted(*limit, "character")),
        // How many it has would be other words with each key.
        Kind::MaxLength { limit } => format!("must be at most {}", counted(*limit, "character")),
        Kind::Pattern { pattern } => pattern_message(pattern),
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            "takes too long to check against its pattern; use a shorter text".into()
        }
        Kind::Format { format } => format_message(format, error.instance()),
        Kind::Enum { options } => one_of(options.as_array().map_or(&[], Vec::as_slice)),
        Kind::Constant { expected_value } => format!("must be {}", shown(expected_value)),
        Kind::Minimum { limit } => format!("must be at least {limit}"),
        Kind::Maximum { limit } => format!("must be at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("must be a multiple of {multiple_of}"),
        Kind::MinItems { limit: 1 } => "must have at least one item".into(),
        Kind::MinItems { limit } => format!("must have at least {}", counted(*limit, "item")),
        Kind::MaxItems { limit } => format!("must have at most {}", counted(*limit, "item")),
        Kind::MinProperties { limit } => {
            format!("must have at least {}", counted_as(*limit, "entry", "entries"))
        }
        Kind::MaxProperties { limit } => {
            format!("must have at most {}", counted_as(*limit, "entry", "entries"))
        }
        Kind::AdditionalItems { limit } => {
            format!("must have at most {}", counted(*limit as u64, "item"))
        }
        Kind::UniqueItems => repeated(error.instance()),
        Kind::Contains => "does not hold the item it needs, or not the right number of them".into(),
        Kind::FalseSchema => "is not allowed here".into(),
        Kind::Not { .. } => "has a value that is not allowed".into(),
        Kind::OneOfMultipleValid { .. } => {
            "fits more than one of the choices; exactly one has to fit".into()
        }
        Kind::ContentEncoding { content_encoding } => {
            format!("must be encoded as {content_encoding}")
        }
        Kind::ContentMediaType { content_media_type } => format!("must hold {content_media_type}"),
        Kind::FromUtf8 { .. } => "must hold text in UTF-8".into(),
        Kind::Referencing(_) => {
            "cannot be checked: its schema refers to a place that is not there".into()
        }
        _ => "is not allowed here".into(),
    }
}

/// A type in plain words, with its article.
pub(crate) fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "text",
    }
}

/// "must be one of a, b, c"; a long list is cut.
pub(crate) fn one_of(options: &[Value]) -> String {
    const SHOWN: usize = 12;
    let names: Vec<String> = options.iter().take(SHOWN).map(shown).collect();
    match (options.len(), options.len().saturating_sub(SHOWN)) {
        (1, _) => format!("must be {}", names.concat()),
        (_, 0) => format!("must be one of {}", names.join(", ")),
        (_, more) => format!("must be one of {} and {more} more", names.join(", ")),
    }
}

/// "is not a known field", with the closest name there is.
pub(crate) fn unknown_key(key: &str, known: &[String]) -> String {
    let letters = key.chars().count();
    let closest = known
        .iter()
        .map(|name| (name, name.chars().count()))
        .map(|(name, count)| (name, letters.abs_diff(count), 1 + count / 4))
        // What is much longer or shorter is far; how far would take long to find out.
        .filter(|(_, least, most)| least <= most)
        .map(|(name, _, most)| (strsim::damerau_levenshtein(key, name), name, most))
        .filter(|(distance, _, most)| distance <= most)
        .min_by_key(|(distance, ..)| *distance);
    match closest {
        Some((_, name, _)) => format!("is not a known field; did you mean \"{name}\"?"),
        None => "is not a known field".into(),
    }
}

/// "a, b or c".
pub(crate) fn listed(names: &[&str], conjunction: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

pub(crate) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

pub(crate) fn counted(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn counted_as(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn repeated(instance: &Value) -> String {
    let items = instance.as_array().map_or(&[][..], Vec::as_slice);
    // Beyond this many items looking for the pair costs more than knowing it helps.
    for (index, item) in items.iter().enumerate().take(200) {
        if let Some(first) = items[..index].iter().position(|earlier| earlier == item) {
            return format!(
                "must not repeat an item: {} and {} are the same",
                first + 1,
                index + 1
            );
        }
    }
    "must not repeat an item".into()
}

fn pattern_message(pattern: &str) -> String {
    let words = match pattern {
        "^[a-z0-9-]+$" | "^[a-z0-9-]*$" | "^[-a-z0-9]+$" => {
            "must use small letters, digits and dashes only"
        }
        "^[a-z0-9_]+$" => "must use small letters, digits and underscores only",
        "^[0-9]+$" | "^\\d+$" => "must use digits only",
        "^[a-z]+$" => "must use small letters only",
        "^[A-Z]+$" => "must use capital letters only",
        _ => return format!("must match the pattern {pattern}"),
    };
    words.into()
}

fn format_message(format: &str, instance: &Value) -> String {
    let has_fraction = || instance.as_str().is_some_and(|text| text.contains(['.', ',']));
    let words = match format {
        "date" => "must be a date, such as 2026-11-21",
        "time" => "must be a time with its zone, such as 14:30:00Z",
        "date-time" => "must be a date and time with its zone, such as 2026-11-21T14:30:00Z",
        "duration" if has_fraction() => {
            "must be a duration in whole numbers, such as 90 minutes (PT90M) in place of 1.5 hours"
        }
        "duration" => "must be a duration, such as P1D or PT2H30M",
        "email" | "idn-email" => "must be an e-mail address, such as name@example.com",
        "hostname" | "idn-hostname" => "must be a host name, such as db.example.com",
        "ipv4" => "must be an IPv4 address, such as 192.0.2.10",
        "ipv6" => "must be an IPv6 address, such as 2001:db8::1",
        "uri" | "iri" => "must be a full URL, such as https://example.com/page",
        "uri-reference" | "iri-reference" => "must be a URL or a path",
        "uri-template" => "must be a URL template, such as https://example.com/{id}",
        "uuid" => "must be a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
        "regex" => "must be a regular expression",
        "json-pointer" => "must be a JSON Pointer, such as /a/b",
        "relative-json-pointer" => "must be a relative JSON Pointer, such as 1/a",
        other => return format!("must be in the format {other}"),
    };
    words.into()
}
