//! Which input a field is drawn with: the one lookup.

use portico_contract::http::Widget as Hint;
use serde_json::Value;

use crate::field::Kind;

/// The input a field is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Widget {
    Text,
    Textarea,
    Code,
    Password,
    PasswordArea,
    Number,
    Slider,
    Date,
    Time,
    DateTime,
    Duration,
    Uuid,
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
    File,
    Json,
    Hidden,
}

impl Widget {
    /// The input for a value that is there: one of one line would drop line breaks with the first edit.
    pub(crate) fn holding(self, value: Option<&Value>) -> Self {
        let in_lines =
            || value.and_then(Value::as_str).is_some_and(|text| text.contains(['\n', '\r']));
        match self {
            Self::Text if in_lines() => Self::Textarea,
            Self::Password if in_lines() => Self::PasswordArea,
            other => other,
        }
    }
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
        (Kind::List(rules), Some(Hint::Tags)) if rules.plain => Widget::Tags,
        (Kind::List(_), _) => Widget::List,
        (Kind::File(_), Some(Hint::Textarea | Hint::Code)) if secret => Widget::PasswordArea,
        (Kind::File(_), Some(Hint::Textarea | Hint::Code)) => Widget::Textarea,
        (Kind::File(_), _) => Widget::File,
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
        (Kind::Text(_), Some(Hint::Textarea | Hint::Code)) if secret => Widget::PasswordArea,
        (Kind::Text(rules), _) if secret && rules.lines => Widget::PasswordArea,
        (Kind::Text(_), _) if secret => Widget::Password,
        (Kind::Text(_), Some(Hint::Textarea)) => Widget::Textarea,
        (Kind::Text(_), Some(Hint::Code)) => Widget::Code,
        (Kind::Text(rules), _) => match rules.format.as_deref() {
            Some("date") => Widget::Date,
            Some("time") => Widget::Time,
            Some("date-time") => Widget::DateTime,
            Some("duration") => Widget::Duration,
            Some("uuid") => Widget::Uuid,
            Some("email" | "idn-email") => Widget::Email,
            Some("uri" | "iri") => Widget::Url,
            Some("password") => Widget::Password,
            _ if rules.lines => Widget::Textarea,
            _ => Widget::Text,
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Widget;

    #[test]
    fn line_breaks_need_a_textarea() {
        let of = |widget: Widget, text: &str| widget.holding(Some(&json!(text)));
        assert_eq!(of(Widget::Text, "a\nb"), Widget::Textarea);
        assert_eq!(of(Widget::Text, "a b"), Widget::Text);
        assert_eq!(of(Widget::Password, "a\nb"), Widget::PasswordArea);
        assert_eq!(of(Widget::Password, "a b"), Widget::Password);
        assert_eq!(of(Widget::Email, "a\nb"), Widget::Email);
        assert_eq!(Widget::Text.holding(None), Widget::Text);
    }
}
