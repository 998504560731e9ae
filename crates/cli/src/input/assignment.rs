//! `--field NAME=VALUE` as it is written.

use std::path::PathBuf;
use std::str::FromStr;

use portico_form::pointer;

/// One `--field`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// Where it goes, as a JSON Pointer.
    pub(crate) pointer: String,
    /// What was written before the sign.
    pub(crate) name: String,
    /// The value is JSON whatever the schema says: `NAME:=JSON`.
    pub(crate) is_json: bool,
    pub(crate) source: Source,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The command line itself.
    Literal(String),
    /// `@env:NAME`.
    Variable(String),
    /// `@FILE`.
    File(PathBuf),
    /// `@-`.
    Stdin,
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, value)) = text.split_once('=') else {
            return Err("write NAME=VALUE, or /a/pointer=VALUE for a field inside another".into());
        };
        let (name, is_json) = match name.strip_suffix(':') {
            Some(name) => (name, true),
            None => (name, false),
        };
        if name.is_empty() {
            return Err("the name is missing before the \"=\"".into());
        }
        let pointer = if name.starts_with('/') {
            let is_escape = |at: usize| matches!(name.as_bytes().get(at + 1), Some(b'0' | b'1'));
            if name.match_indices('~').any(|(at, _)| !is_escape(at)) {
                return Err("in a pointer \"~\" is written ~0, and a \"/\" inside a name ~1".into());
            }
            name.to_owned()
        } else {
            pointer::child("", name)
        };
        let source = match value.strip_prefix('@') {
            None => Source::Literal(value.to_owned()),
            Some(rest) if rest.starts_with('@') => Source::Literal(rest.to_owned()),
            Some("-") => Source::Stdin,
            Some("") => return Err(
                "a file's name is missing after \"@\" (write @@ for a value that begins with @)"
                    .into(),
            ),
            Some(rest) => match rest.strip_prefix("env:") {
                Some("") => return Err("a variable's name is missing after \"@env:\"".into()),
                Some(variable) => Source::Variable(variable.to_owned()),
                None => Source::File(rest.into()),
            },
        };
        Ok(Self { pointer, name: name.to_owned(), is_json, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pointer: &str, is_json: bool, source: Source) {
        let read: Assignment = text.parse().unwrap();
        assert_eq!((read.pointer.as_str(), read.is_json, read.source), (pointer, is_json, source));
    }

    #[test]
    fn names_pointers_and_sources() {
        let literal = |text: &str| Source::Literal(text.into());
        check("table_name=a=b", "/table_name", false, literal("a=b"));
        check("a/b=", "/a~1b", false, literal(""));
        check("/disks/0/size=5", "/disks/0/size", false, literal("5"));
        check("tags:=[1]", "/tags", true, literal("[1]"));
        check("token=@env:TOKEN", "/token", false, Source::Variable("TOKEN".into()));
        check("key=@a/b.pem", "/key", false, Source::File("a/b.pem".into()));
        check("key=@-", "/key", false, Source::Stdin);
        check("name=@@me", "/name", false, literal("@me"));
    }

    #[test]
    fn what_cannot_be_read() {
        for (text, expect) in [
            ("name", "write NAME=VALUE"),
            ("=x", "the name is missing"),
            (":=x", "the name is missing"),
            ("/a~2=x", "~0"),
            ("a=@", "a file's name is missing"),
            ("a=@env:", "a variable's name is missing"),
        ] {
            let told = text.parse::<Assignment>().unwrap_err();
            assert!(told.contains(expect), "{text}: {told}");
        }
    }
}
