use jsonschema::{Draft, PatternOptions, ValidationOptions};
use serde_json::Value;

/// The schema dialects Portico reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Dialect {
    Draft04,
    Draft06,
    Draft07,
    Draft2019,
    Draft2020,
}

impl Dialect {
    /// Whether what stands beside a `$ref` says nothing, as before 2019-09.
    pub fn ref_is_alone(self) -> bool {
        matches!(self, Self::Draft04 | Self::Draft06 | Self::Draft07)
    }

    pub(crate) fn draft(self) -> Draft {
        match self {
            Self::Draft04 => Draft::Draft4,
            Self::Draft06 => Draft::Draft6,
            Self::Draft07 => Draft::Draft7,
            Self::Draft2019 => Draft::Draft201909,
            Self::Draft2020 => Draft::Draft202012,
        }
    }
}

/// The dialect a schema's `$schema` names, 2020-12 when it names none; `None` for one that is not known.
pub fn dialect_of(schema: &Value) -> Option<Dialect> {
    let Some(uri) = schema.get("$schema").and_then(Value::as_str) else {
        return Some(Dialect::Draft2020);
    };
    let name = uri.trim_end_matches('#');
    let name = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://"))?;
    Some(match name {
        "json-schema.org/draft-04/schema" => Dialect::Draft04,
        "json-schema.org/draft-06/schema" => Dialect::Draft06,
        "json-schema.org/draft-07/schema" => Dialect::Draft07,
        "json-schema.org/draft/2019-09/schema" => Dialect::Draft2019,
        "json-schema.org/draft/2020-12/schema" | "json-schema.org/schema" => Dialect::Draft2020,
        _ => return None,
    })
}

/// The settings every validator is built with. Nothing is ever fetched; formats are asserted; a
/// pattern without look-around runs in linear time, and one with it stops at a fixed number of steps.
pub(crate) fn options<'i>(dialect: Dialect) -> ValidationOptions<'i> {
    jsonschema::options()
        .with_draft(dialect.draft())
        .offline()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(
            PatternOptions::fancy_regex()
                .backtrack_limit(50_000)
                .size_limit(1 << 20)
                .dfa_size_limit(1 << 20),
        )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_of_dialects() {
        for (uri, expect) in [
            ("http://json-schema.org/draft-07/schema#", Some(Dialect::Draft07)),
            ("https://json-schema.org/draft-07/schema", Some(Dialect::Draft07)),
            ("http://json-schema.org/draft-04/schema#", Some(Dialect::Draft04)),
            ("https://json-schema.org/draft/2020-12/schema", Some(Dialect::Draft2020)),
            ("https://example.com/mine", None),
        ] {
            assert_eq!(dialect_of(&json!({ "$schema": uri })), expect, "{uri}");
        }
        assert_eq!(dialect_of(&json!(true)), Some(Dialect::Draft2020));
    }
}
