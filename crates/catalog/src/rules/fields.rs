use std::collections::HashSet;

use portico_form::{order_fault, pointer};

use super::Rules;
use crate::suggest::did_you_mean;
use crate::{Code, Diagnostic};

/// Hints, the requester's field and the field to confirm: each leads to a field of the right kind.
pub(super) fn check(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    hints(rules, found);
    pages(rules, found);
    requester(rules, found);
    confirm(rules, found);
}

fn hints(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    for (to, hint) in &rules.config.ui.fields {
        let at = pointer::child("/ui", to);
        let Some(field) = rules.field(&at, to, found) else { continue };
        for (index, name) in hint.order.iter().enumerate() {
            if name != "*" && !field.properties.contains(name) {
                let message = format!("\"order\" names {name:?}, which is no property here");
                let known = field.properties.iter().map(String::as_str);
                let help =
                    did_you_mean(name, known, "Write names of properties, and * for the rest.");
                found.push(rules.doc.error(
                    &format!("{at}/order/{index}"),
                    Code::PointerNowhere,
                    message,
                    help,
                ));
            }
        }
        let fault = order_fault(&field.properties, &hint.order).filter(|_| !hint.order.is_empty());
        if let Some(fault) = fault {
            let at = format!("{at}/order");
            let message = format!("\"order\" {fault}");
            let help = "Name each property once, and write * once for all the others.";
            found.push(rules.doc.error(&at, Code::InvalidOrder, message, help));
        }
        let is_for_object =
            !hint.order.is_empty() || hint.columns.is_some() || hint.collapsed.is_some();
        if is_for_object && !field.may_be(&["object", "array"]) {
            let message =
                format!("{to:?} is no object or list, so order, columns and collapsed do nothing");
            found.push(rules.doc.error(
                &at,
                Code::WrongField,
                message,
                "Move them to the object around the field.",
            ));
        }
        let when = hint.help_when.as_ref().map(|h| &h.schema);
        rules.schema_in_config(&format!("{at}/help_when/schema"), when, found);
    }
}

fn pages(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    let pages = &rules.config.ui.pages;
    let mut placed: HashSet<&str> = HashSet::new();
    for (page, fields) in pages.iter().enumerate().map(|(i, p)| (i, &p.fields)) {
        for (index, to) in fields.iter().enumerate() {
            let at = format!("/ui/pages/{page}/fields/{index}");
            if rules.field(&at, to, found).is_some() && placed.contains(to.as_str()) {
                let message = format!("{to:?} is on two pages");
                found.push(rules.doc.error(
                    &at,
                    Code::WrongField,
                    message,
                    "Remove it from one of them.",
                ));
            }
            placed.insert(to);
        }
    }
    let Some(root) =
        crate::schema::find(rules.schema, "", rules.judge).filter(|_| !pages.is_empty())
    else {
        return;
    };
    for name in &root.properties {
        let own = pointer::child("", name);
        let is_requester = rules.config.requester_field.as_ref() == Some(name);
        if !is_requester && !placed.iter().any(|p| pointer::is_within(p, &own) || p.is_empty()) {
            let message = format!("{own:?} is on no page");
            found.push(rules.doc.warning(
                "/ui/pages",
                Code::WrongField,
                message,
                "Add it to a page.",
            ));
        }
    }
}

fn requester(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    let Some(name) = &rules.config.requester_field else { return };
    let at = "/requester_field";
    let Some(field) = crate::schema::find(rules.schema, &pointer::child("", name), rules.judge)
    else {
        let root = crate::schema::find(rules.schema, "", rules.judge).unwrap_or_default();
        let known = root.properties.iter().map(String::as_str);
        let bare = name.trim_start_matches('/');
        let help = if bare != name && root.properties.iter().any(|p| p == bare) {
            format!("Write the name without the slash: {bare:?}.")
        } else {
            did_you_mean(name, known, "Name a top-level property of the schema.")
        };
        let message = format!("{name:?} is no top-level property of the schema");
        found.push(rules.doc.error(at, Code::PointerNowhere, message, help));
        return;
    };
    if !field.may_be(&["string"]) {
        let message = format!("{name:?} is no string, so it cannot hold an e-mail address");
        found.push(rules.doc.error(
            at,
            Code::WrongField,
            message,
            "Name a property of type string.",
        ));
    }
}

fn confirm(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    let Some(to) = rules.config.danger.as_ref().and_then(|d| d.confirm.as_ref()) else { return };
    let at = "/danger/confirm";
    let Some(field) = rules.field(at, to, found) else { return };
    let message = if field.is_secret {
        format!("{to:?} is writeOnly, so nobody could check what to type")
    } else if !field.may_be(&["string", "integer", "number"]) || to.contains('*') {
        format!("the value of {to:?} cannot be typed again")
    } else {
        return;
    };
    found.push(rules.doc.error(
        at,
        Code::WrongField,
        message,
        "Name a field with one text or number.",
    ));
}
