//! What one field is: enough for a screen to draw it without reading a schema.

use std::sync::Arc;

use portico_contract::http::{Columns, Widget as Hint};
use serde_json::{Number, Value};

use crate::schema::Place;

/// A field of the form, for one value.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where its value is in the input.
    pub pointer: String,
    /// Its key in the parent object, or its index in the parent list.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Its description in Markdown, as the schema writes it.
    pub description: Option<String>,
    /// Help from a hint, plain, in place of the description.
    pub help: Option<String>,
    /// Help shown while a condition holds.
    pub help_when: Option<String>,
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
    /// Its shape contains itself: drawn when asked for.
    pub recursive: bool,
    /// Columns an object's fields are laid out in.
    pub columns: Columns,
    /// An object starts folded.
    pub folded: bool,
    pub(crate) places: Vec<Place>,
    /// Schemas of the objects around it, and those with its own: what a shape that contains itself is told by.
    pub(crate) above: Arc<[Place]>,
    pub(crate) trail: Arc<[Place]>,
}

impl Field {
    /// Equal for two fields that are drawn alike: what a list of fields is keyed by.
    pub fn signature(&self) -> String {
        let mut signature = self.key.clone();
        for place in &self.places {
            signature.push('\n');
            signature.push_str(place);
        }
        signature.push(if self.required { '!' } else { '?' });
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
    /// One of some values.
    Choice(Vec<Choice>),
    /// A list of some values, each at most once.
    Choices(Vec<Choice>, ListRules),
    /// An object with fields.
    Object,
    /// A list of items.
    List(ListRules),
    /// Any JSON, typed as text; the reason why no better input is drawn.
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

/// Bounds of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRules {
    /// `minItems`.
    pub min: usize,
    /// `maxItems`, or the length of a closed tuple.
    pub max: Option<usize>,
    /// `uniqueItems`.
    pub unique: bool,
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
}

/// One shape of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What it is called.
    pub label: String,
    /// What it means.
    pub description: Option<String>,
}

/// The input a field is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Widget {
    Text,
    Textarea,
    Code,
    Password,
    Number,
    Slider,
    Date,
    DateTime,
    Email,
    Url,
    Switch,
    Radio,
    Select,
    Combobox,
    Checkboxes,
    Tags,
    Fixed,
    Group,
    List,
    Json,
    Hidden,
}

/// Radio up to this many choices.
const RADIO: usize = 5;
/// A select up to this many, a combobox above.
const SELECT: usize = 12;

/// The one place where a field gets its input: the hint first, then enum, format, type.
pub(crate) fn widget(
    kind: &Kind,
    hint: Option<Hint>,
    required: bool,
    default: Option<&Value>,
    secret: bool,
) -> Widget {
    if hint == Some(Hint::Hidden) {
        return Widget::Hidden;
    }
    match (kind, hint) {
        (Kind::Const(_), _) => Widget::Fixed,
        (Kind::Confirm, _) => Widget::Switch,
        (Kind::Object, _) => Widget::Group,
        (Kind::Choices(..), Some(Hint::Tags)) => Widget::Tags,
        (Kind::Choices(options, _), _) if options.len() > SELECT => Widget::Tags,
        (Kind::Choices(..), _) => Widget::Checkboxes,
        (Kind::List(_), _) => Widget::List,
        (Kind::Json(_), _) => Widget::Json,
        (Kind::Choice(_), Some(Hint::Radio)) => Widget::Radio,
        (Kind::Choice(_), Some(Hint::Select)) => Widget::Select,
        (Kind::Choice(options), _) if options.len() == 1 => Widget::Select,
        (Kind::Choice(options), _) if options.len() <= RADIO => Widget::Radio,
        (Kind::Choice(options), _) if options.len() <= SELECT => Widget::Select,
        (Kind::Choice(_), _) => Widget::Combobox,
        (Kind::Boolean, Some(Hint::Radio)) => Widget::Radio,
        (Kind::Boolean, Some(Hint::Select)) => Widget::Select,
        (Kind::Boolean, Some(Hint::Switch)) => Widget::Switch,
        // A switch that is off says no; where nobody has said anything yet, two answers are offered.
        (Kind::Boolean, _) if required && default.is_none() => Widget::Radio,
        (Kind::Boolean, _) => Widget::Switch,
        (Kind::Number(rules), Some(Hint::Slider)) if rules.min.is_some() && rules.max.is_some() => {
            Widget::Slider
        }
        (Kind::Number(_), _) => Widget::Number,
        (Kind::Text(_), Some(Hint::Password)) => Widget::Password,
        (Kind::Text(_), _) if secret => Widget::Password,
        (Kind::Text(_), Some(Hint::Textarea)) => Widget::Textarea,
        (Kind::Text(_), Some(Hint::Code)) => Widget::Code,
        (Kind::Text(rules), _) => match rules.format.as_deref() {
            Some("date") => Widget::Date,
            Some("date-time") => Widget::DateTime,
            Some("email") => Widget::Email,
            Some("uri") => Widget::Url,
            Some("password") => Widget::Password,
            _ if rules.lines => Widget::Textarea,
            _ => Widget::Text,
        },
    }
}
