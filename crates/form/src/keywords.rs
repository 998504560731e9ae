//! Keywords that not every draft of JSON Schema has. The validator passes over those that the draft of a schema lacks, so no
//! form draws them either.

/// Drafts, as far as they differ in that. Draft-04 and draft-06 are read as draft-07, as the catalog publishes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft-07 and before.
    Draft07,
    /// 2019-09.
    Draft2019,
    /// 2020-12.
    Draft2020,
}

/// Keywords with the drafts that have them. All others the validator knows in each of them, `dependencies` and a list in
/// `items` too.
const KNOWN_IN: [(&str, &[Draft]); 9] = [
    ("$dynamicRef", &[Draft::Draft2020]),
    ("$recursiveRef", &[Draft::Draft2019]),
    ("dependentRequired", &[Draft::Draft2019, Draft::Draft2020]),
    ("dependentSchemas", &[Draft::Draft2019, Draft::Draft2020]),
    ("maxContains", &[Draft::Draft2019, Draft::Draft2020]),
    ("minContains", &[Draft::Draft2019, Draft::Draft2020]),
    ("prefixItems", &[Draft::Draft2020]),
    ("unevaluatedItems", &[Draft::Draft2019, Draft::Draft2020]),
    ("unevaluatedProperties", &[Draft::Draft2019, Draft::Draft2020]),
];

impl Draft {
    /// The draft that a `$schema` names; `None` for one that is not known.
    pub fn named(uri: &str) -> Option<Self> {
        let has = |name: &str| uri.contains(name);
        if has("draft-04") || has("draft-06") || has("draft-07") {
            Some(Self::Draft07)
        } else if has("2019-09") {
            Some(Self::Draft2019)
        } else if has("2020-12") || uri.trim_end_matches('#').ends_with("json-schema.org/schema") {
            Some(Self::Draft2020)
        } else {
            None
        }
    }

    /// Whether a keyword of another draft says nothing in this one.
    pub fn lacks(self, keyword: &str) -> bool {
        KNOWN_IN.iter().any(|(known, drafts)| *known == keyword && !drafts.contains(&self))
    }

    /// Whether what stands beside a `$ref` says nothing.
    pub fn ref_is_alone(self) -> bool {
        self == Self::Draft07
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_by_name() {
        for (uri, expect) in [
            ("http://json-schema.org/draft-04/schema#", Some(Draft::Draft07)),
            ("http://json-schema.org/draft-07/schema#", Some(Draft::Draft07)),
            ("https://json-schema.org/draft/2019-09/schema", Some(Draft::Draft2019)),
            ("https://json-schema.org/draft/2020-12/schema", Some(Draft::Draft2020)),
            ("https://json-schema.org/schema", Some(Draft::Draft2020)),
            ("https://example.com/mine", None),
        ] {
            assert_eq!(Draft::named(uri), expect, "{uri}");
        }
    }
}
