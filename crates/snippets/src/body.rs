//! JSON text with places that are filled when a program runs.

use portico_contract::plain;
use serde_json::Value;

/// JSON text in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) parts: Vec<Part>,
}

/// A part of JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// It stands as it is.
    Text(String),
    /// What a variable holds, as a JSON string.
    Quoted(String),
    /// What a variable holds, which is JSON by itself.
    Raw(String),
}

/// A value that is not written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hole {
    /// Where it stands.
    pub(crate) pointer: String,
    /// The environment variable that holds it.
    pub(crate) variable: String,
    /// The variable holds a text; else it holds JSON.
    pub(crate) is_text: bool,
}

impl Body {
    /// A value as people read it; what nobody would see is written as JSON escapes it.
    pub(crate) fn pretty(value: &Value, holes: &[Hole]) -> Self {
        Self::of(value, holes, |value| {
            let text = serde_json::to_string_pretty(value).unwrap_or_default();
            plain::json(&text).into_owned()
        })
    }

    /// A value as programs write it, byte for byte as the gateway would store it.
    pub(crate) fn compact(value: &Value, holes: &[Hole]) -> Self {
        Self::of(value, holes, Value::to_string)
    }

    fn of(value: &Value, holes: &[Hole], print: impl Fn(&Value) -> String) -> Self {
        let mut value = value.clone();
        let mark = unused(&value.to_string());
        for (index, hole) in holes.iter().enumerate() {
            if let Some(held) = value.pointer_mut(&hole.pointer) {
                *held = Value::String(format!("{mark}{index}."));
            }
        }
        let text = print(&value);
        let opening = format!("\"{mark}");
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(&opening) {
            let Some((index, after)) = after.split_once(".\"") else { break };
            parts.push(Part::Text(before.to_owned()));
            parts.extend(
                index.parse().ok().and_then(|index: usize| holes.get(index)).map(Hole::part),
            );
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        parts.retain(|part| *part != Part::Text(String::new()));
        Self { parts }
    }

    /// The text, where nothing is left open.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.parts[..] {
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The variables it is filled from, each once.
    pub(crate) fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in &self.parts {
            if let Part::Quoted(name) | Part::Raw(name) = part
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }

    /// A text has to be made a JSON string when the program runs.
    pub(crate) fn has_quoted(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Quoted(_)))
    }
}

impl Hole {
    fn part(&self) -> Part {
        let make = if self.is_text { Part::Quoted } else { Part::Raw };
        make(self.variable.clone())
    }
}

/// A word that JSON text does not hold.
fn unused(json: &str) -> String {
    let mut words = (0_usize..).map(|n| format!("hole-{n}-"));
    words.find(|word| !json.contains(word)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hole(pointer: &str, variable: &str, is_text: bool) -> Hole {
        Hole { pointer: pointer.into(), variable: variable.into(), is_text }
    }

    /// The text once a secret `s"` or the JSON `[0]` stands in each hole.
    fn filled(body: &Body) -> String {
        let fill = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Quoted(_) => json!("s\"").to_string(),
            Part::Raw(_) => "[0]".to_owned(),
        };
        body.parts.iter().map(fill).collect()
    }

    #[test]
    fn what_is_left_open_is_not_there() {
        let value = json!({ "hole-0-": "hole-0-0.", "a": { "b": "secret" }, "list": [1, "secret"], "n": u64::MAX });
        let holes =
            [hole("/a/b", "B", true), hole("/list/1", "L", false), hole("/nowhere", "N", true)];
        for body in [Body::pretty(&value, &holes), Body::compact(&value, &holes)] {
            assert_eq!(body.variables(), ["B", "L"]);
            let text = filled(&body);
            assert!(!text.contains("secret"), "{text}");
            let read: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(
                read.to_string(),
                json!({ "hole-0-": "hole-0-0.", "a": { "b": "s\"" }, "list": [1, [0]], "n": u64::MAX }).to_string()
            );
        }
        let whole = Body::compact(&value, &[hole("", "ALL_OF_IT", false)]);
        assert_eq!(whole.parts, [Part::Raw("ALL_OF_IT".into())]);
    }

    #[test]
    fn compact_text_is_exact_and_pretty_text_is_seen() {
        let value = json!({ "a": "\u{202e}\u{2028}é🚀" });
        assert_eq!(Body::compact(&value, &[]).text(), Some("{\"a\":\"\u{202e}\u{2028}é🚀\"}"));
        assert_eq!(Body::pretty(&value, &[]).text(), Some("{\n  \"a\": \"\\u202e\\u2028é🚀\"\n}"));
    }
}
