use std::fmt;

use serde::Serialize;

/// One fault or warning, where it is and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The file, as [`crate::SourceFile::path`] spells it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// JSON Pointer (RFC 6901) into the file; empty = the whole file.
    pub pointer: String,
    /// What kind of fault.
    pub code: Code,
    /// Whether it stops publishing.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Diagnostic {
    /// It stops publishing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether a diagnostic stops publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal;)*) => {
        /// What kind of fault a [`Diagnostic`] tells of; stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The code as it is written, in kebab case.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

codes! {
    /// The file is no JSON.
    InvalidJson = "invalid-json";
    /// The file is no YAML.
    InvalidYaml = "invalid-yaml";
    /// A key stands twice in one object.
    DuplicateKey = "duplicate-key";
    /// A number that 64 bits cannot hold exactly.
    NumberOutOfRange = "number-out-of-range";
    /// Values nested deeper than is read.
    TooDeep = "too-deep";
    /// A file larger than is read.
    TooLarge = "too-large";
    /// A text or list longer than is allowed.
    TooLong = "too-long";
    /// A key that is not known there.
    UnknownKey = "unknown-key";
    /// A word that is not one of those allowed.
    UnknownValue = "unknown-value";
    /// A key that must be there.
    MissingKey = "missing-key";
    /// A value of another type.
    WrongType = "wrong-type";
    /// A value outside its bounds.
    OutOfBounds = "out-of-bounds";
    /// `$schema` names no known dialect.
    UnknownDialect = "unknown-dialect";
    /// `$ref` leads nowhere.
    RefNowhere = "ref-nowhere";
    /// `$ref` leads to another file or URL.
    RefOutside = "ref-outside";
    /// A file where none is expected.
    Misplaced = "misplaced";
    /// A config without a guide.
    MissingGuide = "missing-guide";
    /// A guide without a config.
    MissingConfig = "missing-config";
    /// Two workflows with one namespace and type.
    DuplicateWorkflow = "duplicate-workflow";
    /// A namespace or endpoint used from two folders.
    SharedOwnership = "shared-ownership";
    /// A relative link that leads to no page.
    BrokenLink = "broken-link";
    /// HTML in a guide, which would not be shown.
    RawHtml = "raw-html";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
