//! Reading what a command line names: files, standard input, environment variables.

use std::io::Read;
use std::path::Path;

use portico_form::field::{Field, FileRules, Kind, TextRules};
use portico_validate::paste;
use serde_json::Value;

use super::assignment::Source;
use crate::exit::Stop;
use crate::terminal::line;

/// The largest request that a gateway takes, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A whole input, JSON or YAML, from a file or from standard input (`-`).
pub(crate) fn read_input(path: &Path) -> Result<Value, Stop> {
    let is_stdin = path.as_os_str() == "-";
    let name = if is_stdin { "standard input".to_owned() } else { shown(path) };
    let bytes = if is_stdin { stdin() } else { bytes(path) };
    let bytes = bytes.map_err(|why| Stop::usage(format!("--input {name} {why}")))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Stop::usage(format!("--input {name} is no text: write JSON or YAML in UTF-8"))
    })?;
    paste::read(&text).map_err(|fault| {
        let at = fault.at;
        Stop::usage(format!("{name}:{}:{}: {}", at.line, at.column, line(&fault.message)))
    })
}

/// The text of a field's value. One line break at the end of a file goes, as editors and `echo` leave it, unless the
/// field expects lines.
pub(crate) fn read_text(source: &Source, field: Option<&Field>) -> Result<String, String> {
    if let (Source::File(path), Some(Kind::File(rules))) = (source, field.map(|field| &field.kind))
    {
        return upload(path, rules);
    }
    let bytes = match source {
        Source::Literal(text) => return Ok(text.clone()),
        Source::Variable(name) => {
            return std::env::var(name).map_err(|error| match error {
                std::env::VarError::NotPresent => {
                    format!("needs the environment variable {}, which is not set", line(name))
                }
                std::env::VarError::NotUnicode(_) => {
                    format!("needs the environment variable {}, which is no text", line(name))
                }
            });
        }
        Source::File(path) => {
            bytes(path).map_err(|why| format!("needs {}, which {why}", shown(path)))?
        }
        Source::Stdin => stdin().map_err(|why| format!("needs standard input, which {why}"))?,
    };
    let mut text = String::from_utf8(bytes).map_err(|_| "is no text in UTF-8".to_owned())?;
    let in_lines = matches!(
        field.map(|field| &field.kind),
        Some(Kind::File(_) | Kind::Text(TextRules { lines: true, .. }))
    );
    if !in_lines && text.ends_with('\n') {
        text.truncate(text.len() - if text.ends_with("\r\n") { 2 } else { 1 });
    }
    Ok(text)
}

/// A file as the text its field wants: base64, a data URL, or as it is.
pub(crate) fn upload(path: &Path, rules: &FileRules) -> Result<String, String> {
    let bytes = bytes(path).map_err(|why| format!("needs {}, which {why}", shown(path)))?;
    rules.admit(bytes.len() as u64, "", 0).map_err(|why| format!("{} {why}", shown(path)))?;
    let read = match rules.encoding {
        portico_form::file::Encoding::Text => String::from_utf8(bytes)
            .map_err(|_| format!("needs text in UTF-8, which {} is not", shown(path)))?,
        _ => {
            let media_type = rules.media_type.as_deref().filter(|kind| !kind.contains('*'));
            let encoded = data_encoding::BASE64.encode(&bytes);
            format!("data:{};base64,{encoded}", media_type.unwrap_or("application/octet-stream"))
        }
    };
    match rules.value_of(&read) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(format!("cannot be made of {}", shown(path))),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let size = std::fs::metadata(path).map_err(|error| cannot(&error))?.len();
    if size > LARGEST {
        return Err(format!("has {} KB; a request may have 1024 KB", size / 1024));
    }
    std::fs::read(path).map_err(|error| cannot(&error))
}

fn stdin() -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| cannot(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err("has more than the 1024 KB a request may have".into());
    }
    Ok(bytes)
}

fn cannot(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "is not there: check the path".into(),
        std::io::ErrorKind::PermissionDenied => "may not be read by you".into(),
        _ => format!("cannot be read: {error}"),
    }
}

fn shown(path: &Path) -> String {
    line(&path.display().to_string()).into_owned()
}
