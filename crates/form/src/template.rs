//! Texts with names in braces.

use std::fmt::Write;

use crate::pointer;

/// A text with names in braces, such as `DeleteDynamo-{table_name}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A brace without its partner.
    #[error("a brace has no partner")]
    Unbalanced,
    /// `{}`.
    #[error("braces with nothing between them")]
    Empty,
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            let inner = from.strip_prefix('{').ok_or(TemplateError::Unbalanced)?;
            let (name, after) = inner.split_once('}').ok_or(TemplateError::Unbalanced)?;
            if name.contains('{') {
                return Err(TemplateError::Unbalanced);
            }
            if name.trim().is_empty() {
                return Err(TemplateError::Empty);
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.into()));
            }
            parts.push(Part::Name(name.trim().into()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.into()));
        }
        Ok(Self { parts })
    }

    /// The names in braces, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every name replaced; the error is the first name without a value.
    pub fn fill(&self, mut value: impl FnMut(&str) -> Option<String>) -> Result<String, String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Name(name) => {
                    let value = value(name).ok_or_else(|| name.clone())?;
                    let _ = write!(text, "{value}");
                }
            }
        }
        Ok(text)
    }
}

/// The JSON Pointers that a name of a field may stand for, the likelier first: a property of that very name, or
/// properties joined by dots.
pub fn field_pointers(name: &str) -> [String; 2] {
    let dotted = name.split('.').fold(String::new(), |to, segment| pointer::child(&to, segment));
    [pointer::child("", name), dotted]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        let template = Template::parse("a-{b}-{ c.d }").unwrap();
        assert_eq!(template.names().collect::<Vec<_>>(), ["b", "c.d"]);
        assert_eq!(template.fill(|name| Some(name.to_uppercase())), Ok("a-B-C.D".into()));
        assert_eq!(template.fill(|name| (name == "b").then(String::new)), Err("c.d".into()));
        for wrong in ["{", "}", "a{b", "{a{b}}", "{}", "{ }"] {
            assert!(Template::parse(wrong).is_err(), "{wrong}");
        }
    }
}
