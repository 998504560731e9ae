use portico_form::template::{Template, field_pointers};

use super::Rules;
use super::requests::is_web;
use crate::duration::seconds;
use crate::schema::{Field, find};
use crate::suggest::did_you_mean;
use crate::{Code, Diagnostic};

/// What a link's template may name, besides `input.<field>`: single values of a run.
pub const LINK_NAMES: [&str; 14] = [
    "closed_at",
    "environment",
    "input_hash",
    "name",
    "namespace",
    "requester",
    "run_id",
    "started_at",
    "status",
    "target.namespace",
    "target.run_id",
    "target.workflow_id",
    "workflow_id",
    "workflow_type",
];

/// Templates, the approval's duration and condition.
pub(super) fn check(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    if let Some(text) = &rules.config.workflow_id {
        for name in names(rules, "/workflow_id", text, found) {
            field(rules, "/workflow_id", &name, &name, found);
        }
    }
    for (index, link) in rules.config.links.iter().enumerate() {
        let at = format!("/links/{index}/url");
        let begin = link.url.split('{').next().unwrap_or_default();
        if !is_web(begin) {
            let message = "a link must begin with https:// or http:// and a host";
            found.push(rules.doc.error(
                &at,
                Code::InvalidUrl,
                message,
                "Write the host out; only what follows may be in braces.",
            ));
        }
        for name in names(rules, &at, &link.url, found) {
            if let Some(path) = name.strip_prefix("input.") {
                field(rules, &at, &name, path, found);
            } else if !LINK_NAMES.contains(&name.as_str()) {
                let message = format!("a run has no {{{name}}}");
                let help = did_you_mean(
                    &name,
                    LINK_NAMES,
                    &format!("Write input.<field>, or one of: {}.", LINK_NAMES.join(", ")),
                );
                found.push(rules.doc.error(&at, Code::InvalidTemplate, message, help));
            }
        }
    }
    if let Some(approval) = &rules.config.approval {
        if let Some(text) = &approval.expires
            && seconds(text).is_none_or(|s| s == 0 || s > 30 * 86_400)
        {
            let message = format!("{text:?} is no duration of at most 30 days");
            let help = "Write a number and s, m, h or d, such as \"24h\".";
            found.push(rules.doc.error("/approval/expires", Code::InvalidDuration, message, help));
        }
        rules.schema_in_config("/approval/when", approval.when.as_ref(), found);
    }
}

fn names(rules: &Rules<'_>, at: &str, text: &str, found: &mut Vec<Diagnostic>) -> Vec<String> {
    match Template::parse(text) {
        Ok(template) => template.names().map(str::to_owned).collect(),
        Err(error) => {
            let help = "Write names as {name}; a template has no other braces.";
            found.push(rules.doc.error(at, Code::InvalidTemplate, error.to_string(), help));
            Vec::new()
        }
    }
}

/// A name of a template that is a field: its own name, or names joined by dots.
fn field(rules: &Rules<'_>, at: &str, name: &str, path: &str, found: &mut Vec<Diagnostic>) {
    let field =
        field_pointers(path).iter().find_map(|pointer| find(rules.schema, pointer, rules.judge));
    let (message, help) = match field {
        None => {
            let root = find(rules.schema, "", rules.judge).unwrap_or_default();
            let known = root.properties.iter().map(String::as_str);
            let help = did_you_mean(path, known, "Name a property of the schema.");
            (format!("{{{name}}} is no field of the schema"), help)
        }
        Some(Field { is_secret: true, .. }) => (
            format!("{{{name}}} is writeOnly, and would be shown to everyone"),
            "Use another field, or write the text without it.".into(),
        ),
        Some(field) if !field.may_be(&["string", "integer", "number", "boolean"]) => {
            (format!("{{{name}}} is not one text or number"), "Name a field that is.".into())
        }
        Some(_) => return,
    };
    found.push(rules.doc.error(at, Code::InvalidTemplate, message, help));
}
