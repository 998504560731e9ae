//! One file per language.

mod curl;
mod javascript;
mod portico;
mod python;
mod rust;

use crate::Start;

/// A language that a start is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A shell with curl.
    Curl,
    /// Python with httpx.
    Httpx,
    /// Python with requests.
    Requests,
    /// JavaScript with fetch.
    Fetch,
    /// Rust with reqwest.
    Reqwest,
    /// Portico's own program.
    Portico,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Curl, Self::Httpx, Self::Requests, Self::Fetch, Self::Reqwest, Self::Portico];

    /// What people call them, in the order of [`Language::ALL`].
    pub const NAMES: [&str; 6] = [
        "cURL",
        "Python (httpx)",
        "Python (requests)",
        "JavaScript (fetch)",
        "Rust (reqwest)",
        "portico run",
    ];

    /// A whole program that starts the run and prints the gateway's answer.
    pub fn write(self, start: &Start<'_>) -> String {
        match self {
            Self::Curl => curl::write(start),
            Self::Httpx => python::httpx(start),
            Self::Requests => python::requests(start),
            Self::Fetch => javascript::write(start),
            Self::Reqwest => rust::write(start),
            Self::Portico => portico::write(start),
        }
    }
}
