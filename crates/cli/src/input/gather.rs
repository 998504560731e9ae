//! A form filled from the command line.

use std::collections::HashSet;

use portico_contract::http::{FieldProblem, WorkflowDefinition};
use portico_form::field::{Field, Kind};
use portico_form::worker::Patch;
use portico_form::{Form, pointer};
use serde_json::{Map, Value};

use super::assignment::{Assignment, Source};
use super::file::{read_input, read_text};
use super::judge::judged;
use super::typed::{as_json, typed};
use crate::exit::{FAULTS, Stop};
use crate::terminal::line;

/// A value can decide which fields there are, and they how a later value is read.
const ROUNDS: usize = 4;

/// What the command line gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given<'a> {
    /// A whole input, taken as it is.
    pub(crate) input: Option<&'a std::path::Path>,
    /// Fields, over it.
    pub(crate) fields: &'a [Assignment],
}

/// Makes the form of what was given; `warn` hears what should be known and stops nothing. Without `--input` the
/// form has its defaults, with it nothing is filled in.
///
/// # Errors
/// When something given cannot be read, or names no field.
pub(crate) fn gather(
    definition: &WorkflowDefinition,
    given: &Given<'_>,
    requester: &str,
    warn: impl Fn(&str),
) -> Result<Form, Stop> {
    let base = given.input.map(read_input).transpose()?;
    if base.is_some() && given.input.is_some_and(|path| path.as_os_str() == "-") {
        refuse_second_stdin(given.fields)?;
    }
    let whole = base.is_some();
    let base = base.unwrap_or_else(|| Value::Object(Map::new()));
    if !base.is_object() && !given.fields.is_empty() {
        return Err(Stop::usage("--field needs an --input that is an object"));
    }
    let make = |value: Value| {
        let mut form = if whole {
            let mut form = Form::open(definition, Value::Object(Map::new()), Some(requester));
            form.take(value);
            form
        } else {
            let given = (value != Value::Object(Map::new())).then_some(value);
            Form::new(definition, given, Some(requester))
        };
        judged(&definition.schema, &mut form);
        form
    };
    if given.fields.is_empty() {
        let form = make(base);
        undeclared(&form, &warn);
        return Ok(form);
    }
    refuse_two_stdins(given.fields)?;
    // What each text is depends on its field, which fields there are on what they hold: guesses first.
    let mut value = base.clone();
    for field in given.fields {
        if let Source::Literal(text) = &field.source {
            let guess = as_json(text).ok().filter(|guess| !guess.is_object());
            set(&mut value, &field.pointer, guess.unwrap_or_else(|| Value::String(text.clone())));
        } else {
            set(&mut value, &field.pointer, Value::String(String::new()));
        }
    }
    let mut texts: Vec<Option<String>> = vec![None; given.fields.len()];
    let mut faults = Vec::new();
    for _ in 0..ROUNDS {
        let form = make(value.clone());
        let mut next = base.clone();
        let mut begun: HashSet<&str> = HashSet::new();
        faults.clear();
        for (field, text) in given.fields.iter().zip(&mut texts) {
            let at = &field.pointer;
            let Some(drawn) = drawn(&form, at) else {
                // Another value may bring it; where none does, it is told below.
                set(&mut next, at, value.pointer(at).cloned().unwrap_or_default());
                continue;
            };
            if text.is_none() {
                let refused = |why| Stop::usage(format!("--field {} {why}", line(&field.name)));
                *text = Some(read_text(&field.source, Some(&drawn)).map_err(refused)?);
            }
            let text = text.as_deref().unwrap_or_default();
            let read = if field.is_json { as_json(text) } else { typed(&form, &drawn, text) };
            let read = read.unwrap_or_else(|why| {
                faults.push(FieldProblem {
                    pointer: at.clone(),
                    keyword: Some("type".into()),
                    message: why,
                });
                Value::String(text.to_owned())
            });
            add(&mut next, field, read, !begun.insert(at))?;
        }
        if next == value {
            break;
        }
        value = next;
    }
    let form = make(value);
    for field in given.fields {
        check(definition, &form, field, &warn)?;
    }
    if faults.is_empty() {
        return Ok(form);
    }
    let told = super::tell(&form, "the input needs attention, nothing was sent:", &faults);
    Err(Stop::input(FAULTS, told, faults))
}

/// Sets a value, making the objects on the way.
fn set(root: &mut Value, at: &str, value: Value) {
    Patch { at: at.to_owned(), value: Some(value) }.apply(root);
}

/// Sets a value, or adds the items of a list to those that were given before on the same command line.
fn add(root: &mut Value, field: &Assignment, value: Value, is_more: bool) -> Result<(), Stop> {
    match (root.pointer_mut(&field.pointer), value) {
        (_, value) if !is_more => set(root, &field.pointer, value),
        (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
        _ => {
            let told = format!("--field {} is given twice: give it once", line(&field.name));
            return Err(Stop::usage(told));
        }
    }
    Ok(())
}

/// The field at a pointer, if a schema declares it and the lists on the way have the item.
fn drawn(form: &Form, at: &str) -> Option<Field> {
    let mut around = at;
    while let Some((parent, key)) = pointer::split_last(around) {
        if let Some(Value::Array(items)) = form.value_at(parent)
            && key.parse::<usize>().map_or(true, |index| index >= items.len())
        {
            return None;
        }
        around = parent;
    }
    let field = form.field_at(at)?;
    // What a key holds is drawn wherever it stands; whether it may stand there is another question.
    let (parent, _) = pointer::split_last(at)?;
    let takes_keys = || form.field_at(parent).is_some_and(|group| group.keys.is_some());
    let is_known = !field.free_key || takes_keys() && !matches!(field.kind, Kind::Json(_));
    is_known.then_some(field)
}

/// Keys of a whole input that no schema speaks of and none forbids: sent as they are, but perhaps mistyped.
fn undeclared(form: &Form, warn: &impl Fn(&str)) {
    let root = form.root();
    if root.keys.is_some() {
        return;
    }
    let (strange, known): (Vec<Field>, Vec<Field>) =
        form.children(&root).into_iter().partition(|field| field.free_key);
    let known: Vec<&str> = known.iter().map(|field| field.key.as_str()).collect();
    for field in strange.iter().filter(|field| !matches!(field.kind, Kind::Json(_))) {
        let hint = match closest(&field.key, &known) {
            Some(name) => format!("; did you mean \"{name}\"?"),
            None => String::new(),
        };
        let told =
            format!("the schema does not speak of \"{}\", it is sent as it is{hint}", field.key);
        warn(&line(&told));
    }
}

fn check(
    definition: &WorkflowDefinition,
    form: &Form,
    field: &Assignment,
    warn: &impl Fn(&str),
) -> Result<(), Stop> {
    let requester = definition.requester_field.as_ref();
    if requester.is_some_and(|key| pointer::child("", key) == field.pointer) {
        let message = format!(
            "--field {}: the gateway fills this in with who you are; leave it out",
            line(&field.name)
        );
        return Err(Stop::usage(message));
    }
    let Some(drawn) = drawn(form, &field.pointer) else { return Err(unknown(form, field)) };
    if drawn.write_only && matches!(field.source, Source::Literal(_)) {
        warn(&format!(
            "{} is a secret: on a command line others on this machine can see it, and your shell remembers it. \
             Write --field {name}=@env:NAME or {name}=@FILE, or leave it out to be asked",
            line(&drawn.label),
            name = line(&field.name),
        ));
    }
    Ok(())
}

/// No schema that applies declares the field.
fn unknown(form: &Form, field: &Assignment) -> Stop {
    let (parent, key) = pointer::split_last(&field.pointer).unwrap_or(("", "".into()));
    let names: Vec<String> =
        match drawn(form, parent).or_else(|| parent.is_empty().then(|| form.root())) {
            Some(group) => form
                .children(&group)
                .into_iter()
                .map(|child| child.key)
                .filter(|name| *name != key)
                .collect(),
            None => Vec::new(),
        };
    let given = |name: &String| form.field_at(&pointer::child(parent, name)).is_some();
    let names: Vec<&str> = names.iter().filter(|name| given(name)).map(String::as_str).collect();
    let hint = match closest(&key, &names) {
        Some(name) if field.name.starts_with('/') => {
            format!("did you mean {}?", pointer::child(parent, name))
        }
        Some(name) => format!("did you mean \"{name}\"?"),
        None if names.is_empty() => "there are no fields here".to_owned(),
        None => format!("there are {}", names.join(", ")),
    };
    Stop::usage(format!("--field {} is not a known field; {}", line(&field.name), line(&hint)))
}

/// The name that was probably meant.
fn closest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' ', '.'], "_");
    let word = plain(word);
    names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&word, &plain(name)), *name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn refuse_two_stdins(fields: &[Assignment]) -> Result<(), Stop> {
    let stdins = fields.iter().filter(|field| field.source == Source::Stdin).count();
    if stdins > 1 {
        return Err(Stop::usage("standard input can be read once: give one field @-"));
    }
    Ok(())
}

fn refuse_second_stdin(fields: &[Assignment]) -> Result<(), Stop> {
    match fields.iter().find(|field| field.source == Source::Stdin) {
        Some(field) => Err(Stop::usage(format!(
            "standard input is the --input, so --field {} cannot be read from it",
            line(&field.name)
        ))),
        None => Ok(()),
    }
}
