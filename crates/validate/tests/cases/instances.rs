//! Real documents: what is opened is sent back as it was, whatever is looked at and undone.

use std::collections::{BTreeMap, BTreeSet};

use portico_form::Form;
use portico_form::field::{Field, Kind};
use portico_validate::Validator;
use serde_json::Value;

use crate::common;
use crate::drive::Driven;
use crate::{files, folder, listed};

/// Schemas with a reference outside, for which nothing is judged.
const REFUSED: [&str; 2] = ["eslintrc", "pre-commit-config"];

/// Fields whose choices are tried.
const MOST: usize = 400;

fn leaves(form: &Form, field: Field, out: &mut Vec<Field>) {
    match &field.kind {
        Kind::Object if form.value_at(&field.pointer).is_some() || !field.recursive => {
            for child in form.children(&field) {
                leaves(form, child, out);
            }
        }
        Kind::List(_) => {
            for index in 0..form.length(&field.pointer) {
                leaves(form, form.item(&field, index), out);
            }
        }
        _ => out.push(field),
    }
}

/// Every other answer to each choice, and the way back; where what is sent then differs.
fn choices_that_cost(schema: &Value, document: &Value) -> Vec<String> {
    let mut driven = Driven::open(schema, document.clone());
    let mut costs = Vec::new();
    for field in common::drawn(&driven.form, MOST, MOST) {
        let Some(now) = driven.form.field_at(&field.pointer) else { continue };
        for union in now.unions {
            for branch in (0..union.branches.len()).filter(|branch| *branch != union.active) {
                for chosen in [branch, union.active] {
                    let Some(now) = driven.form.field_at(&field.pointer) else { continue };
                    driven.form.choose(&now, &union.place, chosen);
                    driven.settle();
                }
                let sent = driven.form.request();
                if sent != *document {
                    costs.push(format!("{} {} {branch}: {sent}", field.pointer, union.place));
                    driven = Driven::open(schema, document.clone());
                }
            }
        }
    }
    costs
}

/// Opens a document and leaves every field as a person would who only looks. Gives the fields, or what is sent
/// where that is something else.
fn looked_at(schema: &Value, document: &Value) -> Result<(Driven, Vec<Field>), String> {
    let mut driven = Driven::open(schema, document.clone());
    let is_kept = |driven: &Driven, when: &str| {
        let sent = driven.form.request();
        if sent == *document { Ok(()) } else { Err(format!("{when}: {sent}, not {document}")) }
    };
    is_kept(&driven, "opened")?;
    let mut drawn = Vec::new();
    leaves(&driven.form, driven.form.root(), &mut drawn);
    for field in &drawn {
        let text = field.text_of(driven.form.value_at(&field.pointer));
        if !matches!(field.kind, Kind::Const(_)) {
            driven.form.apply(field, &text);
        }
    }
    driven.settle();
    is_kept(&driven, "every field left")?;
    Ok((driven, drawn))
}

/// The same, and edits and undoes some.
fn check(name: &str, schema: &Value, document: &Value) -> usize {
    let looked_at = looked_at(schema, document);
    let (mut driven, drawn) = looked_at.unwrap_or_else(|other| panic!("{name}, {other}"));
    let texts: Vec<&Field> = drawn
        .iter()
        .filter(|field| matches!(field.kind, Kind::Text(_) | Kind::Number(_)))
        .collect();
    // Spread over the document, the same at every run.
    let step = (texts.len() / 20).max(1);
    for field in texts.iter().step_by(step).take(20) {
        let before = driven.form.value_at(&field.pointer).cloned();
        driven.form.apply(field, "77");
        driven.settle();
        match before {
            Some(value) => driven.form.set(&field.pointer, value),
            None => driven.form.unset(&field.pointer),
        }
        driven.settle();
        assert_eq!(&driven.form.request(), document, "{name}: {} edited and undone", field.pointer);
    }
    let costs = choices_that_cost(schema, document);
    assert!(costs.is_empty(), "{name} is {document}\n{}", costs.join("\n"));
    let again = Driven::open(schema, driven.form.request());
    assert_eq!(&again.form.request(), document, "{name}: reloaded");
    let mut by_text = Driven::open(schema, Value::Object(serde_json::Map::new()));
    by_text.form.take_text(&serde_json::to_string_pretty(document).unwrap()).unwrap();
    by_text.settle();
    assert_eq!(&by_text.form.request(), document, "{name}: as text");
    assert_eq!(by_text.problems(), [], "{name}: as text");
    drawn.len()
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn valid_documents_are_drawn_judged_and_sent_back() {
    let Some(schemas) = folder("schemastore") else { return };
    let schemas: BTreeMap<String, Value> = files(&schemas).into_iter().collect();
    let (mut documents, mut fields) = (0, 0);
    for (name, schema) in &schemas {
        let Some(instances) = folder(&format!("schemastore/instances/test/{name}")) else {
            continue;
        };
        let validator = Validator::new(schema);
        assert_eq!(validator.is_err(), REFUSED.contains(&name.as_str()), "{name}");
        for (instance, document) in files(&instances) {
            let of = format!("{name}/{instance}");
            if let Ok(validator) = &validator {
                assert_eq!(validator.problems(&document), [], "{of}");
            }
            fields += check(&of, schema, &document);
            documents += 1;
        }
    }
    println!("schemastore: {documents} documents round-trip, {fields} fields");
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn invalid_documents_are_refused() {
    let Some(schemas) = folder("schemastore") else { return };
    let schemas: BTreeMap<String, Value> = files(&schemas).into_iter().collect();
    let mut documents = 0;
    for (name, schema) in &schemas {
        let Some(instances) = folder(&format!("schemastore/instances/negative_test/{name}")) else {
            continue;
        };
        for (instance, document) in files(&instances) {
            documents += 1;
            let Ok(validator) = Validator::new(schema) else { continue };
            let problems = validator.problems(&document);
            assert!(!problems.is_empty(), "{name}/{instance}");
            let driven = Driven::open(schema, document);
            assert_eq!(
                driven.problems().iter().filter(|problem| problem.keyword.is_some()).count() > 0,
                !problems.is_empty(),
                "{name}/{instance}"
            );
        }
    }
    println!("schemastore: {documents} invalid documents");
}

/// Samples of others: their folder, and what a file calls its document.
const SAMPLES: [(&str, &str); 2] = [("rjsf-samples", "formData"), ("jsonforms-examples", "data")];

/// Those whose document is not simply taken and sent: `<folder>/<file>` to `<what>: <reason>`.
fn exceptions() -> BTreeMap<&'static str, &'static str> {
    listed(include_str!("instances/exceptions.txt"))
}

/// How many fields a sample has with its document in them; where it does not come out as it went in, or is refused, what
/// that is called in the list of exceptions, with what was seen.
fn sample(file: &Value, called: &str) -> Result<usize, (&'static str, String)> {
    let Some(schema) = file.get("schema") else { return Err(("no schema", String::new())) };
    let Some(document) = file.get(called) else { return Err(("no document", String::new())) };
    let (driven, drawn) = looked_at(schema, document).map_err(|other| ("changed", other))?;
    let validator =
        Validator::new(schema).map_err(|error| ("not to be judged", error.to_string()))?;
    let refused = validator.problems(document);
    if !refused.is_empty() {
        return Err(("refused", format!("{refused:?}")));
    }
    let told = driven.problems();
    if !told.is_empty() {
        return Err(("told of", format!("{told:?}")));
    }
    Ok(drawn.len())
}

#[test]
#[cfg_attr(no_cases, ignore = "the shared cases are not at hand: set PORTICO_CASES")]
fn documents_of_samples_are_sent_back() {
    let exceptions = exceptions();
    let (mut wrong, mut names) = (Vec::new(), BTreeSet::new());
    for (samples, called) in SAMPLES {
        let Some(folder) = folder(samples) else { return };
        let (mut same, mut fields) = (0, 0);
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, file) in files(&folder) {
            let of = format!("{samples}/{name}");
            let found = sample(&file, called);
            let expected = exceptions.get(of.as_str()).map(|why| why.split(':').next().unwrap());
            let what = found.as_ref().err().map(|(what, _)| *what);
            match &found {
                Ok(drawn) => {
                    same += 1;
                    fields += drawn;
                }
                Err((what, _)) => *others.entry(*what).or_default() += 1,
            }
            if what != expected {
                wrong.push(format!("{of} is {found:?}, listed as {expected:?}"));
            }
            names.insert(of);
        }
        println!("{samples}: {same} documents are sent as they came, {fields} fields; {others:?}");
    }
    // One file alone says nothing of the others.
    if std::env::var_os("PORTICO_CASE").is_none() {
        let gone = exceptions.keys().filter(|of| !names.contains(**of));
        wrong.extend(gone.map(|of| format!("{of} is listed, and not there")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
