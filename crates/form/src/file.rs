//! Files that are sent inside the input, as text.

use data_encoding::{BASE32, BASE64, HEXUPPER};
use serde_json::Value;

use crate::applied::Applied;

/// The largest file, in bytes.
pub const LARGEST: u64 = 700 * 1024;
/// The largest request, in bytes.
pub const LARGEST_REQUEST: u64 = 900 * 1024;

/// What a file may be and how it is written into the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRules {
    /// `contentMediaType`, such as `image/png` or `text/*`.
    pub media_type: Option<String>,
    /// How it is written.
    pub encoding: Encoding,
    /// The most bytes it may have: [`LARGEST`], or what `maxLength` leaves room for.
    pub largest: u64,
}

/// How a file is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `contentEncoding: base16`, in capital letters, as RFC 4648 has it.
    Base16,
    /// `contentEncoding: base32`.
    Base32,
    /// `contentEncoding: base64`, and OpenAPI's formats `byte` and `binary`.
    Base64,
    /// `contentEncoding: base64url`.
    Base64Url,
    /// `format: data-url`: with its type in front.
    DataUrl,
    /// As it is: a field of plain text with the hint `file`.
    Text,
}

impl Encoding {
    /// How many bytes are written at a time, as how many letters.
    fn step(self) -> (u64, u64) {
        match self {
            Self::Base16 => (1, 2),
            Self::Base32 => (5, 8),
            Self::Base64 | Self::Base64Url | Self::DataUrl => (3, 4),
            Self::Text => (1, 1),
        }
    }
}

/// Rules of a file, where text stands for one.
pub(crate) fn file_rules(applied: &Applied<'_>) -> Option<FileRules> {
    let text = |key: &str| applied.first(key).and_then(Value::as_str);
    let encoding = match (text("contentEncoding"), text("format")) {
        (Some("base16"), _) => Encoding::Base16,
        (Some("base32"), _) => Encoding::Base32,
        (Some("base64"), _) => Encoding::Base64,
        (Some("base64url"), _) => Encoding::Base64Url,
        (None, Some("data-url")) => Encoding::DataUrl,
        (None, Some("byte" | "binary")) => Encoding::Base64,
        _ => return None,
    };
    let room = applied.first("maxLength").and_then(Value::as_u64);
    let (bytes, letters) = encoding.step();
    let largest = room.map_or(LARGEST, |room| (room / letters).saturating_mul(bytes).min(LARGEST));
    Some(FileRules { media_type: text("contentMediaType").map(str::to_owned), encoding, largest })
}

/// Rules of a plain text that a hint wants filled from a file.
pub(crate) fn text_file(applied: &Applied<'_>) -> FileRules {
    let room = applied.first("maxLength").and_then(Value::as_u64).unwrap_or(LARGEST);
    let media_type = applied.first("contentMediaType").and_then(Value::as_str).map(str::to_owned);
    FileRules { media_type, encoding: Encoding::Text, largest: room.min(LARGEST) }
}

impl crate::Form {
    /// How many bytes a request has beside the value at a pointer.
    pub fn size_beside(&self, at: &str) -> u64 {
        let size = |value: Value| value.to_string().len() as u64;
        size(self.request()).saturating_sub(self.request_at(at).map_or(0, size))
    }
}

/// Whether the value of a file that was read fits into a request that has `others` besides: what JSON escapes takes more
/// room there than in the file. The error completes "<file> …".
pub fn admit_value(value: &Value, others: u64) -> Result<(), String> {
    let written = value.to_string().len() as u64;
    if others.saturating_add(written) > LARGEST_REQUEST {
        return Err(format!(
            "takes {} in the request and makes it larger than {}: choose a smaller file",
            kilobytes(written),
            kilobytes(LARGEST_REQUEST)
        ));
    }
    Ok(())
}

impl FileRules {
    /// Whether a file may be read, from what the browser knows before reading it. `others` is the size of
    /// all else that will be sent. The error completes "<file> …".
    pub fn admit(&self, size: u64, media_type: &str, others: u64) -> Result<(), String> {
        if let Some(wanted) = &self.media_type
            && !media_type.is_empty()
            && !fits(media_type, wanted)
        {
            return Err(format!("is {media_type}; this field takes {wanted}"));
        }
        if size > self.largest {
            return Err(format!(
                "has {}; the limit for this file is {}",
                kilobytes(size),
                kilobytes(self.largest)
            ));
        }
        let (bytes, letters) = self.encoding.step();
        let written = size.div_ceil(bytes).saturating_mul(letters);
        if others.saturating_add(written) > LARGEST_REQUEST {
            return Err(format!(
                "makes the request larger than {}: choose a smaller file",
                kilobytes(LARGEST_REQUEST)
            ));
        }
        Ok(())
    }

    /// The value for a file that the browser has read, as text or else as a data URL; `None` when it could
    /// not be read as that.
    pub fn value_of(&self, data_url: &str) -> Option<Value> {
        if self.encoding == Encoding::Text {
            // What is no text has become this letter.
            return (!data_url.contains('\u{fffd}')).then(|| Value::String(data_url.to_owned()));
        }
        let (head, data) = data_url.split_once(',')?;
        if !head.starts_with("data:") || !head.ends_with(";base64") {
            return None;
        }
        let bytes = || BASE64.decode(data.as_bytes()).ok();
        Some(Value::String(match self.encoding {
            Encoding::Base16 => HEXUPPER.encode(&bytes()?),
            Encoding::Base32 => BASE32.encode(&bytes()?),
            Encoding::Base64 => data.to_owned(),
            Encoding::Base64Url => data.trim_end_matches('=').replace('+', "-").replace('/', "_"),
            Encoding::DataUrl | Encoding::Text => data_url.to_owned(),
        }))
    }

    /// How many bytes a value stands for, to be shown in place of it.
    pub fn size_of(&self, value: &str) -> u64 {
        let data = match self.encoding {
            Encoding::DataUrl => value.split_once(',').map_or(value, |(_, data)| data),
            Encoding::Text => return value.len() as u64,
            _ => value,
        };
        let (bytes, letters) = self.encoding.step();
        (data.trim_end_matches('=').len() as u64) * bytes / letters
    }
}

/// Whether a media type is the one wanted; `text/*` wants any text.
fn fits(media_type: &str, wanted: &str) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_lowercase();
    let (ours, theirs) = (essence(media_type), essence(wanted));
    match theirs.strip_suffix("/*") {
        Some("*") => true,
        Some(group) => ours.split('/').next() == Some(group),
        None => ours == theirs || theirs == "application/octet-stream",
    }
}

/// A size for people.
pub fn kilobytes(bytes: u64) -> String {
    format!("{} KB", bytes.div_ceil(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(encoding: Encoding) -> FileRules {
        FileRules { media_type: Some("image/*".into()), encoding, largest: LARGEST }
    }

    #[test]
    fn a_file_is_judged_before_it_is_read() {
        let rules = rules(Encoding::Base64);
        assert_eq!(rules.admit(1_000, "image/png", 0), Ok(()));
        assert_eq!(rules.admit(1_000, "", 0), Ok(()));
        assert_eq!(
            rules.admit(1, "text/plain; charset=utf-8", 0).unwrap_err(),
            "is text/plain; charset=utf-8; this field takes image/*"
        );
        assert_eq!(
            rules.admit(LARGEST + 1, "image/png", 0).unwrap_err(),
            "has 701 KB; the limit for this file is 700 KB"
        );
        assert_eq!(
            rules.admit(600 * 1024, "image/png", 200 * 1024).unwrap_err(),
            "makes the request larger than 900 KB: choose a smaller file"
        );
    }

    #[test]
    fn the_more_letters_a_byte_takes_the_smaller_a_file_may_be() {
        for (encoding, largest) in [
            (Encoding::Base16, 450 * 1024),
            (Encoding::Base32, 900 * 1024 / 8 * 5),
            (Encoding::Base64, 900 * 1024 / 4 * 3),
        ] {
            let rules = rules(encoding);
            assert_eq!(rules.admit(largest, "", 0), Ok(()), "{encoding:?}");
            assert!(rules.admit(largest + 1, "", 0).is_err(), "{encoding:?}");
        }
    }

    #[test]
    fn a_text_is_measured_as_json_writes_it() {
        let quotes = "\"".repeat(600 * 1024);
        assert_eq!(rules(Encoding::Text).admit(quotes.len() as u64, "", 0), Ok(()));
        assert_eq!(
            admit_value(&quotes.into(), 0).unwrap_err(),
            "takes 1201 KB in the request and makes it larger than 900 KB: choose a smaller file"
        );
        let letters = Value::from("a".repeat(600 * 1024));
        assert_eq!(admit_value(&letters, 200 * 1024), Ok(()));
        assert!(admit_value(&letters, 300 * 1024).is_err());
    }

    #[test]
    fn a_file_is_written_as_the_schema_asks() {
        let read = "data:image/png;base64,+/8=";
        for (encoding, expect) in [
            (Encoding::Base16, "FBFF"),
            (Encoding::Base32, "7P7Q===="),
            (Encoding::Base64, "+/8="),
            (Encoding::Base64Url, "-_8"),
            (Encoding::DataUrl, read),
        ] {
            let rules = rules(encoding);
            assert_eq!(rules.value_of(read), Some(expect.into()));
            assert_eq!(rules.size_of(expect), 2);
        }
        assert_eq!(rules(Encoding::Base64).value_of("nonsense"), None);
        let text = rules(Encoding::Text);
        assert_eq!((text.value_of("a\nä"), text.size_of("a\nä")), (Some("a\nä".into()), 4));
        assert_eq!(text.value_of("\u{fffd}PNG"), None);
        assert_eq!(text.admit(700 * 1024, "image/svg+xml", 100 * 1024), Ok(()));
    }
}
