//! Examples: suggestions of an input where it can offer them, else words beside it; nothing where all values are offered.

use serde_json::Value;

use crate::duration::{self, UNITS};
use crate::field::{Field, Kind, Widget};
use crate::label;

/// Letters of an example in words; a whole group can be one.
const LONGEST: usize = 120;

impl Field {
    /// Whether its input offers suggestions. The inputs for a clock hand out no offset, so that a suggestion would
    /// become another time.
    pub fn suggests(&self) -> bool {
        matches!(
            self.widget,
            Widget::Text
                | Widget::Email
                | Widget::Url
                | Widget::Uuid
                | Widget::Number
                | Widget::Date
        )
    }

    /// What an input that takes its text offers: the values there are, else the examples.
    pub fn suggestions(&self) -> Vec<String> {
        let values: Vec<&Value> = match &self.kind {
            Kind::Choice(options) => options.iter().map(|choice| &choice.value).collect(),
            Kind::Const(only) => vec![only],
            _ => self.examples.iter().collect(),
        };
        let is_empty = |value: &Value| value.as_str().is_some_and(str::is_empty);
        values.into_iter().filter(|value| !is_empty(value)).map(label::of_value).collect()
    }

    /// The first example in words, where the input offers neither examples nor all the values there are.
    pub fn example(&self) -> Option<String> {
        let is_shown = matches!(self.widget, Widget::Fixed | Widget::Json | Widget::Hidden);
        let has_all = self.dynamic.is_some()
            || matches!(
                self.kind,
                Kind::Choice(_) | Kind::Choices(..) | Kind::Boolean | Kind::Confirm
            );
        if self.read_only || is_shown || has_all || self.suggests() {
            return None;
        }
        let words = self.words_of(self.examples.first()?);
        let words = match words.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words,
        };
        Some(format!("For example: {words}"))
    }

    /// A value as its input shows it.
    fn words_of(&self, value: &Value) -> String {
        let is_plain = |value: &Value| !value.is_array() && !value.is_object();
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(is_plain) => {
                items.iter().map(label::of_value).collect::<Vec<_>>().join(", ")
            }
            Value::String(text) if self.widget == Widget::Duration => in_units(text),
            _ => label::of_value(value),
        }
    }
}

/// "2 hours, 30 minutes", as the inputs ask for it.
fn in_units(text: &str) -> String {
    let Some(duration) = duration::parse(text) else { return text.to_owned() };
    let amounts = duration.amounts.iter().zip(UNITS).filter(|(amount, _)| !amount.is_empty());
    let amounts = amounts.map(|(amount, (unit, _))| match amount.as_str() {
        "1" => format!("1 {}", unit.trim_end_matches('s')),
        _ => format!("{amount} {unit}"),
    });
    amounts.collect::<Vec<_>>().join(", ")
}
