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
    /// The file is no YAML 1.2, or holds what JSON cannot.
    InvalidYaml = "invalid-yaml";
    /// The file is not UTF-8.
    NotUtf8 = "not-utf8";
    /// A file over 1 MiB, or with too many values.
    TooLarge = "too-large";
    /// Values nested too deep.
    TooDeep = "too-deep";
    /// A file that is not at `<team>/<workflow>`.
    MisplacedFile = "misplaced-file";
    /// Two config files for one guide.
    DuplicateConfig = "duplicate-config";
    /// A key written twice.
    DuplicateKey = "duplicate-key";
    /// A number that cannot be kept exactly.
    NumberOutOfRange = "number-out-of-range";
    /// A key that must be there.
    MissingKey = "missing-key";
    /// A key that does not exist.
    UnknownKey = "unknown-key";
    /// A word that is not one of those allowed.
    UnknownValue = "unknown-value";
    /// A value of another type.
    WrongType = "wrong-type";
    /// A text or list that is too long.
    TooLong = "too-long";
    /// A value outside its bounds.
    OutOfBounds = "out-of-bounds";
    /// A name that Temporal refuses or the system keeps for itself.
    InvalidName = "invalid-name";
    /// A name that Temporal's server does not route a Nexus call by.
    UnroutableName = "unroutable-name";
    /// The schema is no JSON Schema.
    InvalidSchema = "invalid-schema";
    /// `$schema` names no dialect that is read.
    UnknownDialect = "unknown-dialect";
    /// A `$ref` that leads nowhere.
    RefNowhere = "ref-nowhere";
    /// A `$ref` to another file or URL.
    RefOutside = "ref-outside";
    /// An assertion beside `$ref` that the dialect ignores.
    IgnoredBesideRef = "ignored-beside-ref";
    /// A keyword of another draft than the schema's.
    IgnoredByDraft = "ignored-by-draft";
    /// A keyword of the schema that is probably misspelt.
    UnknownKeyword = "unknown-keyword";
    /// A default that its own schema refuses.
    DefaultRefused = "default-refused";
    /// `required` names no property.
    RequiredUnknown = "required-unknown";
    /// A pattern that is no regular expression.
    InvalidPattern = "invalid-pattern";
    /// Bounds that no value keeps.
    ContradictoryBounds = "contradictory-bounds";
    /// A schema without end, or with too many fields.
    SchemaExplodes = "schema-explodes";
    /// A choice of so many values that every form would be slow to load.
    ManyValues = "many-values";
    /// More schemas at one value than a form draws.
    CutShort = "cut-short";
    /// A custom field, which forms name and do not draw.
    CustomField = "custom-field";
    /// A definition that nobody uses.
    UnusedDefinition = "unused-definition";
    /// A pointer to no field.
    PointerNowhere = "pointer-nowhere";
    /// A pointer to a field of the wrong kind.
    WrongField = "wrong-field";
    /// An order that names a field twice, or leaves one out.
    InvalidOrder = "invalid-order";
    /// Dynamic fields that wait for each other.
    OptionCycle = "option-cycle";
    /// A template with a name that is not known, or with unbalanced braces.
    InvalidTemplate = "invalid-template";
    /// A duration that cannot be read.
    InvalidDuration = "invalid-duration";
    /// A URL that cannot be used.
    InvalidUrl = "invalid-url";
    /// Two configs publish the same workflow.
    DuplicateWorkflow = "duplicate-workflow";
    /// A namespace or endpoint used from two folders.
    SharedName = "shared-name";
    /// An endpoint that would point at two places.
    EndpointConflict = "endpoint-conflict";
    /// Only one of the two stage names.
    StageIncomplete = "stage-incomplete";
    /// A config without its guide.
    MissingGuide = "missing-guide";
    /// A guide without its config.
    MissingConfig = "missing-config";
    /// A relative link that leads nowhere.
    BrokenLink = "broken-link";
    /// A picture that is not published: too large, or not what its name says.
    InvalidImage = "invalid-image";
    /// Raw HTML, a link or an image that the portal would drop.
    DroppedHtml = "dropped-html";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
