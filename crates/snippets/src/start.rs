//! A start through the gateway, before it is written in any language.

use portico_form::pointer;
use serde_json::{Map, Value};

use crate::body::{Body, Hole};
use crate::variable;

/// The variable that a destructive workflow's repeated value is read from.
const CONFIRM: &str = "CONFIRM";

/// A start through the gateway.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Origin of the gateway: `https://portico.example.com`.
    pub gateway: &'a str,
    /// The whole URL of the workflow's `POST …/runs`.
    pub url: &'a str,
    /// Prod namespace.
    pub namespace: &'a str,
    /// Workflow type.
    pub workflow_type: &'a str,
    /// What the workflow gets.
    pub input: &'a Value,
    /// Pointers into `input` of what is not written down.
    pub secrets: &'a [String],
    /// The definition the input was made for; `None` = whatever it is when the program runs.
    pub definition: Option<&'a str>,
    /// The value that a destructive workflow wants repeated.
    pub confirm: Confirm<'a>,
    /// The idempotency key; `None` = a new one each time the program runs.
    pub key: Option<&'a str>,
}

/// The value that a destructive workflow wants repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirm<'a> {
    /// It wants none.
    Nothing,
    /// Whoever runs the program says it, in the variable `CONFIRM`: nothing is destroyed by pasting.
    Asked,
    /// It was typed.
    Given(&'a str),
}

impl Start<'_> {
    /// The request's body.
    pub(crate) fn body(&self) -> Body {
        let mut envelope = Map::new();
        envelope.insert("input".into(), self.input.clone());
        if let Some(definition) = self.definition {
            envelope.insert("definition".into(), definition.into());
        }
        let mut holes = holes(self.input, self.secrets);
        for hole in &mut holes {
            hole.pointer.insert_str(0, "/input");
        }
        match self.confirm {
            Confirm::Nothing => {}
            Confirm::Given(text) => drop(envelope.insert("confirm".into(), text.into())),
            Confirm::Asked => {
                let (pointer, variable) = (pointer::child("", "confirm"), CONFIRM.to_owned());
                envelope.insert("confirm".into(), Value::Null);
                holes.push(Hole { pointer, variable, is_text: true });
            }
        }
        Body::pretty(&Value::Object(envelope), &holes)
    }

    /// The repeated value as a shell writes it.
    pub(crate) fn confirm_in_shell(&self) -> Option<String> {
        match self.confirm {
            Confirm::Nothing => None,
            Confirm::Given(text) => Some(crate::quote::shell(text)),
            Confirm::Asked => Some(format!("\"{}\"", crate::shell::variable(CONFIRM))),
        }
    }
}

/// What of an input is read from the environment.
pub(crate) fn holes(input: &Value, secrets: &[String]) -> Vec<Hole> {
    let named = secrets.iter().zip(variable::names(secrets));
    let hole = |(at, variable): (&String, String)| {
        let is_text = input.pointer(at).is_some_and(Value::is_string);
        Hole { pointer: at.clone(), variable, is_text }
    };
    named.map(hole).collect()
}
