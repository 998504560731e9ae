//! An input in the fragment of an address: JSON, packed, as letters that every address can hold. A fragment is sent to no
//! server, but it is in the history of each browser that opens it, so no secret is ever in one.
//!
//! `1` and base64url of the JSON, deflated without a header; or `0` and base64url of the JSON as it is, for who makes a
//! link by hand. The JSON is `{"input": …, "definition": "<hash>", "environment": "<name>"}`, the last two optional.
//! Deflating is the caller's, since browsers have it built in.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::file::LARGEST_REQUEST;
use crate::json::Text;
use crate::taken::is_mark;
use crate::{mask_secrets, pointer, secret_pointers};

/// The longest fragment, in letters: browsers take more, but what passes links on does not.
pub const LONGEST: usize = 256 * 1024;
/// The most bytes of JSON a fragment may stand for; who inflates stops there.
pub const LARGEST: usize = LARGEST_REQUEST as usize + 1024;
/// The longest name of a definition or an environment.
const NAME: usize = 200;

/// What a link carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The input; a mark stands for each secret. `None` where it was too long to be carried.
    pub input: Option<Value>,
    /// Hash of the definition it was filled in for; `None` for one that somebody wrote.
    pub definition: Option<String>,
    /// The environment it was filled in for.
    pub environment: Option<String>,
}

/// How a link's JSON is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// As it is.
    Plain,
    /// Deflated, without a header.
    Deflated,
}

/// A link's JSON, packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// How.
    pub packing: Packing,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a link cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is longer than a link may be.
    TooLong,
    /// It holds secrets, at these pointers.
    Secrets(Vec<String>),
    /// It begins with no packing this version knows.
    Unknown,
    /// It was cut off or changed on its way.
    Damaged,
    /// It was packed rightly, and what is in it is no link's JSON; why.
    NoLink(String),
}

impl Fault {
    /// What happened and what to do about it, as sentences.
    pub fn words(&self) -> String {
        match self {
            Self::TooLong => format!(
                "It is longer than a link may be ({} KB, and {} KB of input). Ask for the input as JSON, and paste that.",
                LONGEST / 1024,
                LARGEST / 1024
            ),
            Self::Secrets(at) => {
                format!("It holds secrets ({}), which are never put into a link.", at.join(", "))
            }
            Self::Unknown => {
                "It is of another version of Portico, or its beginning is missing. Ask for it again.".to_owned()
            }
            Self::Damaged => {
                "It was cut off or changed on its way. Ask for it again, best as something to click.".to_owned()
            }
            Self::NoLink(why) => format!("What it carries {why}. Ask whoever made it."),
        }
    }
}

impl Link {
    /// A link with an input, whose secrets `schema` tells: marks stand for them.
    pub fn new(definition: &str, schema: &Value, environment: &str, input: &Value) -> Self {
        Self {
            input: Some(mask_secrets(schema, input)),
            definition: Some(definition.to_owned()),
            environment: Some(environment.to_owned()),
        }
    }

    /// Its JSON.
    ///
    /// # Errors
    /// [`Fault::Secrets`] where it holds a value that `schema` calls a secret, [`Fault::TooLong`].
    pub fn text(&self, schema: &Value) -> Result<String, Fault> {
        let input = self.input.as_ref();
        let mut secrets = input.map_or_else(Vec::new, |input| secret_pointers(schema, input));
        secrets.retain(|at| {
            let value = input.and_then(|input| pointer::get(input, at));
            value.is_some_and(|value| !is_mark(value) && !value.is_null())
        });
        if !secrets.is_empty() {
            return Err(Fault::Secrets(secrets));
        }
        let mut link = json!({});
        for (key, value) in [
            ("input", self.input.clone()),
            ("definition", self.definition.clone().map(Value::String)),
            ("environment", self.environment.clone().map(Value::String)),
        ] {
            if let Some(value) = value {
                link[key] = value;
            }
        }
        Some(link.to_string()).filter(|text| text.len() <= LARGEST).ok_or(Fault::TooLong)
    }

    /// Reads its JSON.
    ///
    /// # Errors
    /// [`Fault::TooLong`], [`Fault::Damaged`] where it is no text, [`Fault::NoLink`].
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        if bytes.len() > LARGEST {
            return Err(Fault::TooLong);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Fault::Damaged)?;
        let mut value = Text::read(text).map_err(|fault| Fault::NoLink(fault.message))?.value;
        let wrong = |why: &str| Fault::NoLink(why.to_owned());
        let Some(map) = value.as_object_mut() else { return Err(wrong("is no object")) };
        let input = map.shift_remove("input");
        let mut name = |key: &str| match map.shift_remove(key) {
            None => Ok(None),
            Some(Value::String(name)) if name.len() <= NAME => Ok(Some(name)),
            Some(_) => Err(wrong("has a name that is no name")),
        };
        let link =
            Self { input, definition: name("definition")?, environment: name("environment")? };
        if link.input.is_none() && link.environment.is_none() {
            return Err(wrong("has no input"));
        }
        Ok(link)
    }
}

impl Packed {
    /// The fragment's letters.
    ///
    /// # Errors
    /// [`Fault::TooLong`].
    pub fn write(&self) -> Result<String, Fault> {
        let mut letters = match self.packing {
            Packing::Plain => "0",
            Packing::Deflated => "1",
        }
        .to_owned();
        BASE64URL_NOPAD.encode_append(&self.bytes, &mut letters);
        Some(letters).filter(|letters| letters.len() <= LONGEST).ok_or(Fault::TooLong)
    }

    /// Reads a fragment's letters; `=` at the end, which others add, is no fault.
    ///
    /// # Errors
    /// [`Fault::TooLong`], [`Fault::Unknown`], [`Fault::Damaged`].
    pub fn read(letters: &str) -> Result<Self, Fault> {
        if letters.len() > LONGEST {
            return Err(Fault::TooLong);
        }
        let (packing, rest) = match letters.as_bytes().first() {
            Some(b'0') => (Packing::Plain, &letters[1..]),
            Some(b'1') => (Packing::Deflated, &letters[1..]),
            _ => return Err(Fault::Unknown),
        };
        let bytes = BASE64URL_NOPAD.decode(rest.trim_end_matches('=').as_bytes());
        Ok(Self { packing, bytes: bytes.map_err(|_| Fault::Damaged)? })
    }
}
