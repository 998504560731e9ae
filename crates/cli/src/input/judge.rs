//! The one validator over a form, in this process.

use portico_contract::http::FieldProblem;
use portico_form::Form;
use portico_form::worker::{BUILD, FromWorker, Patch, ToWorker};
use portico_validate::Session;
use serde_json::Value;

/// Verdicts can bring fields whose defaults other verdicts depend on: rounds until it must be settled.
const ROUNDS: u64 = 20;

/// Settles the form's conditions and returns everything that is wrong with it, in the form's order. The second value
/// is what could not be checked here, if anything: the gateway judges it.
pub(crate) fn judged(schema: &Value, form: &mut Form) -> (Vec<FieldProblem>, Option<String>) {
    let mut session = Session::default();
    let mut say = |message: &ToWorker| {
        let text = serde_json::to_string(message).unwrap_or_default();
        serde_json::from_str::<FromWorker>(&session.receive(&text)).ok()
    };
    match say(&ToWorker::Init { build: BUILD.into(), schema: schema.clone() }) {
        Some(FromWorker::Ready { unusable }) => form.leave_out(unusable),
        Some(FromWorker::Refused { reason }) => {
            form.without_judge();
            return (form.problems(&[]), Some(reason));
        }
        _ => form.without_judge(),
    }
    let mut found: Vec<FieldProblem> = Vec::new();
    for revision in 1..=ROUNDS {
        let whole = Patch { at: String::new(), value: Some(form.request()) };
        let update = ToWorker::Update {
            revision,
            patches: vec![whole],
            conditions: Some(form.conditions()),
            chosen: Some(form.told_branches()),
            errors: true,
        };
        let Some(FromWorker::Verdict { conditions, errors, .. }) = say(&update) else { break };
        if let Some(errors) = errors {
            found = errors;
        }
        let mut changed = false;
        for (condition, verdict) in conditions {
            changed |= form.decide(&condition, verdict);
        }
        if !changed {
            break;
        }
    }
    (form.problems(&found), None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tests::definition;

    #[test]
    fn branches_and_defaults_are_settled_before_anything_is_told() {
        let schema = json!({
            "type": "object", "required": ["kind"],
            "properties": { "kind": { "enum": ["a", "b"], "default": "b" } },
            "if": { "properties": { "kind": { "const": "b" } } },
            "then": { "properties": { "size": { "type": "integer", "default": 3 }, "name": {} }, "required": ["size", "name"] }
        });
        let mut form = Form::new(&definition(&schema), None, None);
        let (problems, unchecked) = judged(&schema, &mut form);
        let told: Vec<_> =
            problems.iter().map(|p| (p.pointer.as_str(), p.message.as_str())).collect();
        assert_eq!((told, unchecked), (vec![("/name", "is required")], None));
        assert_eq!(form.request(), json!({ "kind": "b", "size": 3 }));
    }

    #[test]
    fn what_cannot_be_checked_here_is_said() {
        let schema = json!({ "$schema": "mine", "properties": { "a": {} } });
        let mut form = Form::new(&definition(&schema), None, None);
        let (problems, unchecked) = judged(&schema, &mut form);
        assert!(problems.is_empty() && unchecked.unwrap().contains("/$schema"));
    }
}
