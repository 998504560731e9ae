//! What one field is: enough for a screen to draw it without reading a schema.

use std::sync::Arc;

use portico_contract::http::Columns;
use serde_json::{Number, Value};

pub use crate::file::FileRules;
use crate::label;
use crate::options::Dynamic;
use crate::schema::Place;
pub use crate::widget::Widget;

/// A field of the form, for one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where its value is in the input.
    pub pointer: String,
    /// Its key in the parent object, or its index in the parent list.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The label as safe HTML, where it is a title that holds Markdown.
    pub marked: Option<Arc<str>>,
    /// Its description in Markdown, as the schema writes it.
    pub description: Option<String>,
    /// Help from a hint, plain, in place of the description.
    pub help: Option<String>,
    /// Help shown while a condition holds.
    pub help_when: Option<String>,
    /// There is such help, whether it holds now or not.
    pub has_help_when: bool,
    /// Example text in an empty input.
    pub placeholder: Option<String>,
    /// Suggestions.
    pub examples: Vec<Value>,
    /// The parent needs it.
    pub required: bool,
    /// Null is a value of its own.
    pub nullable: bool,
    /// Shown, not edited.
    pub read_only: bool,
    /// A secret: masked on screen, in no draft.
    pub write_only: bool,
    /// On its way out.
    pub deprecated: bool,
    /// What it holds.
    pub kind: Kind,
    /// The input to draw.
    pub widget: Widget,
    /// The schema's default.
    pub default: Option<Value>,
    /// Choices between shapes of the value, to be drawn before it.
    pub unions: Vec<Union>,
    /// How many objects are around it.
    pub depth: usize,
    /// Its shape contains itself, or it lies deep: while it holds nothing it is drawn when asked for.
    pub recursive: bool,
    /// Its key is free: it can be renamed and removed.
    pub free_key: bool,
    /// The keys an object takes beside its fields; `None` for none.
    pub keys: Option<KeyRules>,
    /// Columns an object's fields are laid out in.
    pub columns: Columns,
    /// An object starts folded.
    pub folded: bool,
    /// Its choices come from a source.
    pub dynamic: Option<Dynamic>,
    /// A custom field its schema asks for, which is not drawn.
    pub custom: Option<String>,
    /// A group or a list around it is read-only, and so is it.
    pub(crate) sealed: bool,
    pub(crate) places: Vec<Place>,
    /// Schemas of the objects around it, and those with its own: what a shape that contains itself is told by.
    pub(crate) above: Arc<[Place]>,
    pub(crate) trail: Arc<[Place]>,
}

impl Field {
    /// Without the HTML of a title that is not its label.
    pub(crate) fn with_own_marks(mut self) -> Self {
        self.marked = self.marked.filter(|html| label::of_html(html) == self.label);
        self
    }

    /// Equal for two fields that the same schemas make.
    pub fn schema_signature(&self) -> String {
        if self.places.is_empty() {
            format!("any at {}", self.pointer)
        } else {
            self.places.join("\n")
        }
    }

    /// Equal for two fields that are drawn alike: what a list of fields is keyed by.
    pub fn signature(&self) -> String {
        let mut signature = self.key.clone();
        for place in &self.places {
            signature.push('\n');
            signature.push_str(place);
        }
        signature.push(if self.required { '!' } else { '?' });
        signature.push(if self.dynamic.is_some() { 'd' } else { '-' });
        signature
    }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Text.
    Text(TextRules),
    /// A number.
    Number(NumberRules),
    /// Yes or no.
    Boolean,
    /// One fixed value.
    Const(Value),
    /// A `const` of true: something a person has to say, not something that is so anyway.
    Confirm,
    /// One of some values, of any type.
    Choice(Vec<Choice>),
    /// A list of some values, each at most once.
    Choices(Vec<Choice>, ListRules),
    /// An object with fields.
    Object,
    /// A list of items.
    List(ListRules),
    /// A file, sent inside the input as text.
    File(FileRules),
    /// A part that cannot be drawn: shown as JSON, with the reason.
    Json(String),
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The value.
    pub value: Value,
    /// What it is called.
    pub label: String,
    /// What it means.
    pub description: Option<String>,
}

/// Bounds an input can tell about before anything is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextRules {
    /// `minLength`.
    pub min: Option<u64>,
    /// `maxLength`.
    pub max: Option<u64>,
    /// `format`.
    pub format: Option<String>,
    /// Lines are expected: `contentMediaType` or a long `maxLength`.
    pub lines: bool,
}

/// Bounds of a number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberRules {
    /// Only whole numbers.
    pub integer: bool,
    /// `minimum`.
    pub min: Option<Number>,
    /// `maximum`.
    pub max: Option<Number>,
    /// `multipleOf`.
    pub step: Option<Number>,
}

/// Which keys an object takes beside its declared fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyRules {
    /// The only names there are, from the values of `propertyNames`; empty for any.
    pub names: Vec<String>,
    /// `patternProperties`: patterns that keys may match.
    pub patterns: Vec<String>,
    /// Keys that match no pattern are allowed too.
    pub open: bool,
    /// `maxProperties`.
    pub max: Option<usize>,
}

/// Bounds of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRules {
    /// `minItems`.
    pub min: usize,
    /// `maxItems`, or the length of a closed tuple.
    pub max: Option<usize>,
    /// `uniqueItems`.
    pub unique: bool,
    /// How many first items have a schema of their own: `prefixItems`, or draft-07's list of `items`.
    pub fixed: usize,
    /// Items are plain text, so that they can be typed as tags.
    pub plain: bool,
}

/// A choice between shapes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Union {
    /// Names the choice for [`crate::Form::choose`].
    pub place: Place,
    /// The shapes.
    pub branches: Vec<Branch>,
    /// Index of the one drawn.
    pub active: usize,
    /// Data or a person decided on it; else it is the first, for want of a better.
    pub is_told: bool,
}

/// One shape of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What it is called.
    pub label: String,
    /// What it means.
    pub description: Option<String>,
}
