//! Recorded calls of react-jsonschema-form's schema functions, answered by this engine. Each is classed in
//! `classes.txt`: the same, different by a rule of docs/forms.md, or not ours with the reason.

mod answer;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::{files, folder, listed};

/// Functions of which nine in ten answers have to be the same.
const MEASURED: [&str; 7] = [
    "findSchemaDefinition",
    "orderProperties",
    "optionsList",
    "mergeDefaultsWithFormData",
    "retrieveSchema",
    "getClosestMatchingOption",
    "getDefaultFormState",
];

/// The checked classes: `<function> <index>` to `same`, `differs: <rule>` or `not ours: <reason>`.
fn classes() -> BTreeMap<&'static str, &'static str> {
    listed(include_str!("functions/classes.txt"))
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn recorded_calls_are_answered_as_they_are_classed() {
    let Some(folder) = folder("rjsf-functions") else { return };
    let classes = classes();
    let mut wrong = String::new();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut known = 0;
    for (function, calls) in files(&folder) {
        for (index, call) in calls.as_array().unwrap().iter().enumerate() {
            let case = format!("{function} {index}");
            let name = call["test"].as_str().unwrap_or_default();
            let Some(class) = classes.get(case.as_str()).copied() else {
                let _ = writeln!(wrong, "{case} has no class: {name}");
                continue;
            };
            known += 1;
            let group = class.split(':').next().unwrap_or_default();
            *counts.entry((function.clone(), group.to_owned())).or_default() += 1;
            if group == "not ours" {
                continue;
            }
            let (ours, theirs) = answer::of(&function, call);
            let is_same = ours == theirs;
            if is_same != (class == "same") {
                let _ = writeln!(
                    wrong,
                    "{case} is {} but classed \"{class}\": {name}\n    ours   {}\n    theirs {}",
                    if is_same { "the same" } else { "different" },
                    short(&ours),
                    short(&theirs)
                );
            }
        }
    }
    let (mut same, mut measured) = (0, 0);
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    for ((function, class), count) in &counts {
        println!("  {function}: {count} {class}");
        *by_class.entry(class).or_default() += count;
        if MEASURED.contains(&function.as_str()) && class != "not ours" {
            measured += count;
            same += if class == "same" { *count } else { 0 };
        }
    }
    println!(
        "rjsf-functions: {by_class:?}; of the measured functions {same} of {measured} the same"
    );
    assert_eq!(known, classes.len(), "classes.txt names a call that is not there");
    assert!(wrong.is_empty(), "{wrong}");
    assert!(same * 10 >= measured * 9, "{same} of {measured}");
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(700).collect()
}
