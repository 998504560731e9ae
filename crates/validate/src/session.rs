use std::collections::HashMap;

use portico_contract::http::{DrawnBranch, FieldProblem};
use portico_form::worker::{BUILD, Condition as Asked, FromWorker, HELP_WHEN, KEY, ToWorker};
use portico_form::{json, pointer};
use serde_json::Value;

use crate::{Condition, Validator};

/// One form's validator as its worker runs it: messages in, answers out, all JSON text.
#[derive(Debug, Default)]
pub struct Session {
    validator: Option<Validator>,
    document: Value,
    conditions: HashMap<Asked, Watched>,
    /// The branches that the form draws.
    chosen: Vec<DrawnBranch>,
    /// The errors in the last answer that had some.
    told: Option<Vec<FieldProblem>>,
}

#[derive(Debug)]
struct Watched {
    /// `None` for a condition whose schema cannot be used: it has no verdict.
    condition: Option<Condition>,
    told: Option<bool>,
}

impl Session {
    /// The answer to one message.
    pub fn receive(&mut self, message: &str) -> String {
        let answer = match serde_json::from_str(message) {
            Ok(message) => self.answer(message),
            Err(error) => refused(format!("the message was not understood: {error}")),
        };
        serde_json::to_string(&answer).unwrap_or_default()
    }

    fn answer(&mut self, message: ToWorker) -> FromWorker {
        match message {
            ToWorker::Init { build, .. } if build != BUILD => {
                refused("Portico was updated; reload the page".into())
            }
            ToWorker::Init { schema, .. } => {
                *self = Self::default();
                match Validator::mended(&schema) {
                    Ok((validator, unusable)) => {
                        self.validator = Some(validator);
                        let told = unusable.into_iter().map(|fault| (fault.pointer, fault.message));
                        FromWorker::Ready { unusable: told.collect() }
                    }
                    Err(error) => refused(format!("the schema cannot be used: {error}")),
                }
            }
            ToWorker::Faults => FromWorker::Faults {
                faults: self.validator.as_ref().map(Validator::faults).unwrap_or_default(),
            },
            ToWorker::Read { text } => match crate::paste::read(&text) {
                Ok(value) => FromWorker::Read { json: Some(json::print(&value)), fault: None },
                Err(fault) => {
                    let fault = (fault.message, fault.at.line, fault.at.column);
                    FromWorker::Read { json: None, fault: Some(fault) }
                }
            },
            ToWorker::Update { revision, patches, conditions, chosen, errors } => {
                for patch in patches {
                    patch.apply(&mut self.document);
                }
                if let Some(asked) = conditions {
                    self.watch(asked);
                }
                if let Some(chosen) = chosen {
                    self.chosen = chosen;
                }
                let conditions = self.verdicts();
                FromWorker::Verdict {
                    revision,
                    conditions,
                    errors: errors.then(|| self.news()).flatten(),
                }
            }
        }
    }

    fn watch(&mut self, asked: Vec<Asked>) {
        let mut before = std::mem::take(&mut self.conditions);
        for asked in asked {
            let watched = before
                .remove(&asked)
                .unwrap_or_else(|| Watched { condition: self.compile(&asked), told: None });
            self.conditions.insert(asked, watched);
        }
    }

    fn compile(&self, asked: &Asked) -> Option<Condition> {
        if asked.place == HELP_WHEN {
            let schema = serde_json::from_str(asked.schema.as_deref()?).ok()?;
            return Validator::new(&schema).ok()?.condition("").ok();
        }
        if let Some(place) = asked.place.strip_prefix(KEY) {
            let (_, pattern) = pointer::split_last(place)?;
            let schema = serde_json::json!({ "pattern": pattern });
            return Validator::new(&schema).ok()?.condition("").ok();
        }
        self.validator.as_ref()?.condition(&asked.place).ok()
    }

    /// Verdicts that are not what was told last. A value that is absent fulfils no condition on help; an
    /// absent group is judged as an empty one.
    fn verdicts(&mut self) -> Vec<(Asked, bool)> {
        let mut changed = Vec::new();
        let empty = Value::Object(serde_json::Map::new());
        for (asked, watched) in &mut self.conditions {
            let Some(condition) = &watched.condition else { continue };
            if asked.place.starts_with(KEY) {
                let key = pointer::split_last(&asked.at).map(|(_, key)| Value::from(key));
                let verdict = key.is_some_and(|key| condition.holds(&key));
                if watched.told != Some(verdict) {
                    watched.told = Some(verdict);
                    changed.push((asked.clone(), verdict));
                }
                continue;
            }
            let verdict = match self.document.pointer(&asked.at) {
                Some(value) => condition.holds(value),
                None => asked.place != HELP_WHEN && condition.holds(&empty),
            };
            if watched.told != Some(verdict) {
                watched.told = Some(verdict);
                changed.push((asked.clone(), verdict));
            }
        }
        changed.sort_by(|(a, _), (b, _)| (&a.at, &a.place).cmp(&(&b.at, &b.place)));
        changed
    }

    fn news(&mut self) -> Option<Vec<FieldProblem>> {
        let problems = self.validator.as_ref()?.problems_drawn(&self.document, &self.chosen);
        if self.told.as_ref() == Some(&problems) {
            return None;
        }
        self.told = Some(problems.clone());
        Some(problems)
    }
}

fn refused(reason: String) -> FromWorker {
    FromWorker::Refused { reason }
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "values are written in place")]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn update(revision: u64, at: &str, value: Value, conditions: Value) -> String {
        let mut message = json!({ "type": "update", "revision": revision, "patches": [{ "at": at, "value": value }], "errors": true });
        if !conditions.is_null() {
            message["conditions"] = conditions;
        }
        message.to_string()
    }

    #[test]
    fn a_conversation() {
        let mut session = Session::default();
        let schema = json!({ "properties": { "n": { "type": "integer", "maximum": 18446744073709551614u64 } },
            "if": { "properties": { "n": { "const": 1 } } }, "then": { "required": ["x"] } });
        let init = json!({ "type": "init", "build": BUILD, "schema": schema });
        assert_snapshot!(session.receive(&init.to_string()), @r#"{"type":"ready"}"#);
        let watch = json!([{ "place": "/if", "at": "" }, { "place": HELP_WHEN, "at": "/n", "schema": "{\"minimum\": 5}" }]);
        assert_snapshot!(session.receive(&update(1, "", json!({ "n": u64::MAX }), watch)), @r#"{"type":"verdict","revision":1,"conditions":[[{"place":"/if","at":""},false],[{"place":"help_when","at":"/n","schema":"{\"minimum\": 5}"},true]],"errors":[{"pointer":"/n","keyword":"maximum","message":"must be at most 18446744073709551614"}]}"#);
        assert_snapshot!(session.receive(&update(2, "/n", json!(1), Value::Null)), @r#"{"type":"verdict","revision":2,"conditions":[[{"place":"/if","at":""},true],[{"place":"help_when","at":"/n","schema":"{\"minimum\": 5}"},false]],"errors":[{"pointer":"/x","keyword":"required","message":"is required"}]}"#);
        assert_snapshot!(session.receive(&update(3, "/n", json!(1), Value::Null)), @r#"{"type":"verdict","revision":3,"conditions":[]}"#);
    }

    #[test]
    fn the_branch_that_is_drawn_speaks_until_another_is() {
        let mut session = Session::default();
        let schema = json!({ "oneOf": [{ "required": ["x"] }, { "required": ["y"] }] });
        let init = json!({ "type": "init", "build": BUILD, "schema": schema });
        session.receive(&init.to_string());
        let mut say = |revision: u64, chosen: Value| {
            let mut message = json!({ "type": "update", "revision": revision, "patches": [{ "at": "", "value": {} }], "errors": true });
            if !chosen.is_null() {
                message["chosen"] = chosen;
            }
            session.receive(&message.to_string())
        };
        assert_snapshot!(say(1, Value::Null), @r#"{"type":"verdict","revision":1,"conditions":[],"errors":[{"pointer":"","keyword":"oneOf","message":"needs x or y"}]}"#);
        assert_snapshot!(say(2, json!([{ "pointer": "", "keyword_location": "/oneOf", "index": 1 }])), @r#"{"type":"verdict","revision":2,"conditions":[],"errors":[{"pointer":"/y","keyword":"required","message":"is required"}]}"#);
        assert_snapshot!(say(3, Value::Null), @r#"{"type":"verdict","revision":3,"conditions":[]}"#);
        assert_snapshot!(say(4, json!([{ "pointer": "", "keyword_location": "/oneOf", "index": 0 }])), @r#"{"type":"verdict","revision":4,"conditions":[],"errors":[{"pointer":"/x","keyword":"required","message":"is required"}]}"#);
    }

    #[test]
    fn a_pasted_text_is_read() {
        let mut session = Session::default();
        assert_snapshot!(session.receive(r#"{"type":"read","text":"a: [1]"}"#), @r#"{"type":"read","json":"{\n  \"a\": [\n    1\n  ]\n}"}"#);
        assert_snapshot!(session.receive(r#"{"type":"read","text":"a: 1\na: 2"}"#), @r#"{"type":"read","fault":["has the key \"a\" twice: remove one of the two",2,1]}"#);
    }

    #[test]
    fn what_is_refused() {
        let mut session = Session::default();
        assert_snapshot!(session.receive("{"), @r#"{"type":"refused","reason":"the message was not understood: EOF while parsing an object at line 1 column 1"}"#);
        assert_snapshot!(session.receive(r#"{"type":"init","build":"other","schema":{}}"#), @r#"{"type":"refused","reason":"Portico was updated; reload the page"}"#);
        let init = json!({ "type": "init", "build": BUILD, "schema": { "$schema": "mine" } });
        assert!(session.receive(&init.to_string()).contains("the schema cannot be used: /$schema"));
        let init = json!({ "type": "init", "build": BUILD, "schema": { "pattern": "(" } });
        assert!(
            session
                .receive(&init.to_string())
                .starts_with(r#"{"type":"ready","unusable":[["/pattern","#)
        );
        assert_snapshot!(session.receive(&update(1, "", json!({}), Value::Null)), @r#"{"type":"verdict","revision":1,"conditions":[],"errors":[]}"#);
        let init =
            json!({ "type": "init", "build": BUILD, "schema": { "minimum": 3, "maximum": 2 } });
        assert_snapshot!(session.receive(&init.to_string()), @r#"{"type":"ready"}"#);
        assert_snapshot!(session.receive(r#"{"type":"faults"}"#), @r#"{"type":"faults","faults":[["","No number can be right here: the schema asks for at least 3 and at most 2. Tell the owners of this workflow."]]}"#);
    }
}
