//! What is said about a field that holds nothing, null or not its default, and the ways out of it.

use serde_json::Value;

use crate::field::{Field, Kind, Widget};
use crate::state::State;
use crate::{Form, label, pointer};

/// How a field stands, where that is not plain from its input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What is sent, or that nothing is.
    pub said: Option<&'static str>,
    /// What a person can do about it.
    pub ways: Vec<Way>,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into a state other than filled.
    Into(State),
    /// To the default, which is called this; unnamed where it is long or a secret.
    Default(Option<String>),
    /// To what it held before.
    Back,
}

/// Defaults with longer names than this are not named.
const SHORT: usize = 40;

impl Form {
    /// How a field stands. `touched`: somebody has edited it, so that its emptiness is a person's doing.
    pub fn standing(&self, field: &Field, touched: bool) -> Standing {
        let fixed = matches!(field.kind, Kind::Const(_) | Kind::Confirm | Kind::Json(_));
        if field.read_only || fixed || field.pointer.is_empty() {
            return Standing::default();
        }
        let state = self.state(field);
        let states = self.states(field);
        let holds_more = matches!(field.kind, Kind::List(_) | Kind::Choices(..) | Kind::Object);
        // A list and a group that have to be there are empty at first, and one of defaults alone may not be sent.
        let expected = holds_more && field.required || self.prefilled.contains(&field.pointer);
        let several = states.len() > 1;
        // One with a default says no more than that until somebody turns it: left out and no look the same then.
        let switch = field.widget == Widget::Switch && (field.default.is_none() || touched);
        let said = match state {
            State::Null if !field.nullable && states.contains(&State::Null) => {
                Some("Null is sent.")
            }
            State::Null if field.nullable => Some("Null is sent."),
            State::Empty if expected && !touched => None,
            State::Empty => Some(match field.kind {
                Kind::List(_) | Kind::Choices(..) => "An empty list is sent.",
                Kind::Object => "An empty group is sent.",
                _ => "An empty text is sent.",
            }),
            State::Unset if switch || several && (touched || field.nullable) => Some("Left out."),
            State::Filled if switch && self.holds(field) == Some(&Value::Bool(false)) => {
                Some("No is sent.")
            }
            _ => None,
        };
        // What these hold cannot be emptied away.
        let stays = matches!(field.widget, Widget::Switch | Widget::Radio | Widget::Slider);
        let ways = states.into_iter().filter(|to| *to != state);
        let ways = ways.filter(|to| match (state, to) {
            (State::Filled, State::Null) => field.nullable && stays,
            _ if said.is_none() => false,
            // What an emptied list is, its rules have decided; a group is left by emptying its fields.
            // One that is required has its default to go back to.
            (State::Filled, State::Unset) => switch && (!field.required || field.default.is_none()),
            (State::Filled, _) => false,
            (State::Empty, State::Unset) => !field.required,
            (_, State::Empty) => touched || state == State::Null,
            _ => true,
        });
        let mut ways: Vec<Way> = ways.map(Way::Into).collect();
        if let Some(default) = self.default_aside(field) {
            ways.push(Way::Default(default));
        }
        if self.can_put_back(field) {
            ways.push(Way::Back);
        }
        Standing { said, ways }
    }

    fn holds(&self, field: &Field) -> Option<&Value> {
        self.value_at(&field.pointer)
    }

    /// The name of a default that the field could have and has not. A group that is not there has no
    /// fields that could have theirs: it brings them along.
    fn default_aside(&self, field: &Field) -> Option<Option<String>> {
        let default = field.default.as_ref().filter(|default| !default.is_null())?;
        let (group, _) = pointer::split_last(&field.pointer)?;
        if self.is_default(field) || field.free_key || self.value_at(group).is_none() {
            return None;
        }
        let named = matches!(field.kind, Kind::Text(_) | Kind::Number(_) | Kind::Boolean);
        let name = match &field.kind {
            Kind::Choice(choices) => {
                choices.iter().find(|choice| choice.value == *default).map(|it| it.label.clone())
            }
            _ => named.then(|| label::of_value(default)),
        };
        Some(name.filter(|name| !field.write_only && name.chars().count() <= SHORT))
    }
}
