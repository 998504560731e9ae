use std::collections::{HashMap, HashSet};

use portico_form::pointer;

use super::{Rules, requests};
use crate::author::{OptionConfig, Source};
use crate::duration::seconds;
use crate::{Code, Diagnostic};

/// Dynamic fields: pointers, durations, URLs, and no two that wait for each other.
pub(super) fn check(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    for (to, options) in &rules.config.options {
        let at = pointer::child("/options", to);
        if rules.field(&at, to, found).is_some_and(|field| field.is_secret) {
            let message = format!("{to:?} is writeOnly: its value would be sent to the source");
            let help = "Take the choices out, or let the value be no secret.";
            found.push(rules.doc.error(&at, Code::WrongField, message, help));
        }
        for (name, from) in &options.params {
            let at = pointer::child(&format!("{at}/params"), name);
            let Some(field) = rules.field(&at, from, found) else { continue };
            let (message, help) = if stars(from) > stars(to) {
                (
                    format!("{from:?} has a * that {to:?} has not, so it means no one item"),
                    "Use a field of the same item.",
                )
            } else if field.is_secret {
                (
                    format!("{from:?} is writeOnly, and parameters are seen by many"),
                    "Use a field that holds no secret.",
                )
            } else {
                continue;
            };
            found.push(rules.doc.error(&at, Code::WrongField, message, help));
        }
        parts(rules, &at, options, found);
    }
    cycles(rules, found);
}

fn stars(to: &str) -> usize {
    pointer::segments(to).filter(|s| s == "*").count()
}

fn parts(rules: &Rules<'_>, at: &str, options: &OptionConfig, found: &mut Vec<Diagnostic>) {
    let pointers = [
        ("value", &options.value),
        ("label", &options.label),
        ("hint", &options.hint),
        ("group", &options.group),
        ("disabled", &options.disabled),
        ("reason", &options.reason),
    ];
    for (key, to) in pointers {
        let Some(to) = to.as_ref().filter(|to| !to.is_empty() && !to.starts_with('/')) else {
            continue;
        };
        let message = format!("{to:?} is no JSON Pointer into an item");
        let help = format!("Write {:?}, or \"\" for the item itself.", pointer::child("", to));
        found.push(rules.doc.error(&format!("{at}/{key}"), Code::PointerNowhere, message, help));
    }
    if let Some(text) = &options.max_age
        && seconds(text).is_none_or(|s| s > 86_400)
    {
        let message = format!("{text:?} is no duration of at most a day");
        let help = "Write a number and s, m or h, such as \"60s\".";
        found.push(rules.doc.error(&format!("{at}/max_age"), Code::InvalidDuration, message, help));
    }
    if let Source::Http(get) = &options.source {
        requests::check(rules, &format!("{at}/source/http"), get, found);
    }
}

fn cycles(rules: &Rules<'_>, found: &mut Vec<Diagnostic>) {
    let options = &rules.config.options;
    // A field waits for every dynamic field that it reads, holds, or is inside of what it reads.
    let waits: HashMap<&str, Vec<&str>> = options
        .iter()
        .map(|(to, option)| {
            let reads = options.keys().filter(|other| {
                option
                    .params
                    .values()
                    .any(|p| pointer::is_within(p, other) || pointer::is_within(other, p))
            });
            (to.as_str(), reads.map(String::as_str).collect())
        })
        .collect();
    let mut told: HashSet<&str> = HashSet::new();
    for start in options.keys().map(String::as_str) {
        if told.contains(start) {
            continue;
        }
        let mut came_from: HashMap<&str, &str> = HashMap::new();
        let mut next = vec![start];
        while let Some(here) = next.pop() {
            for &other in waits.get(here).into_iter().flatten() {
                if came_from.contains_key(other) {
                    continue;
                }
                came_from.insert(other, here);
                next.push(other);
            }
        }
        let Some(mut here) = came_from.get(start).copied() else { continue };
        let mut way = vec![start];
        told.insert(start);
        while here != start {
            way.push(here);
            told.insert(here);
            here = came_from.get(here).copied().unwrap_or(start);
        }
        way.push(start);
        way.reverse();
        let message = format!("the choices wait for each other: {}", way.join(" needs "));
        let help = "Take one of these fields out of the other's params.";
        found.push(rules.doc.error(
            &pointer::child("/options", start),
            Code::OptionCycle,
            message,
            help,
        ));
    }
}
