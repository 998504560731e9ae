//! Pieces of shell programs. They are POSIX, so that `sh`, `bash` and `zsh` read them alike.

use crate::body::{Body, Part};
use crate::quote;

/// Makes a text a JSON string. Python is where curl is, on nearly every machine; `jq` is not. The text goes through a pipe:
/// arguments of a program are seen by others on the machine; and as bytes, for a machine's locale may know no UTF-8.
const JSON: &str = r#"json() { printf %s "$1" | python3 -c 'import json, sys; sys.stdout.buffer.write(json.dumps(sys.stdin.buffer.read().decode(), ensure_ascii=False).encode())'; }
"#;

/// The line that says what a program reads from the environment; empty where it reads nothing.
pub(crate) fn heading(comment: &str, variables: &[&str]) -> String {
    if variables.is_empty() {
        String::new()
    } else {
        format!("{comment} Reads from the environment: {}\n", variables.join(", "))
    }
}

/// The function that a body's quoted parts call; empty where there are none.
pub(crate) fn functions(body: &Body) -> &'static str {
    if body.has_quoted() { JSON } else { "" }
}

/// A variable that has to be set.
pub(crate) fn variable(name: &str) -> String {
    format!("${{{name}:?is not set}}")
}

/// A body as the standard input of the command before it. Its lines are JSON's, none of which is the word that ends it.
pub(crate) fn here_document(body: &Body) -> String {
    if let Some(text) = body.text() {
        return format!("<<'JSON'\n{text}\nJSON\n");
    }
    let part = |part: &Part| match part {
        Part::Text(text) => quote::here(text),
        Part::Quoted(name) => format!("$(json \"{}\")", variable(name)),
        Part::Raw(name) => variable(name),
    };
    format!("<<JSON\n{}\nJSON\n", body.parts.iter().map(part).collect::<String>())
}

/// A body as arguments, one after the other, without a line break at the end.
pub(crate) fn arguments(body: &Body) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => quote::shell(text),
        Part::Quoted(name) => format!("\"$(json \"{}\")\"", variable(name)),
        Part::Raw(name) => format!("\"{}\"", variable(name)),
    };
    body.parts.iter().map(part).collect::<Vec<_>>().join(" ")
}
