//! Asks on the terminal for what is missing.

mod matching;
mod options;
mod prompt;

use std::collections::HashMap;

use portico_contract::http::{FieldProblem, WorkflowDefinition};
use portico_form::Form;
use portico_form::field::{Choice, Field, Kind, Widget};
use portico_form::pointer;
use serde_json::Value;

pub(crate) use prompt::{confirm, repeat};

use self::options::{Answer, Offer};
use self::prompt::Question;
use crate::exit::Stop;
use crate::gateway::Gateway;
use crate::input::{is_missing, judged, labelled, typed};

/// How often one field, or one item, is asked for before giving up: what is chosen elsewhere may take it away again.
const ATTEMPTS: usize = 5;
/// Choices that depend on choices, at most this deep.
const DEEPEST: usize = 8;

/// Who asks: the form's definition, and the gateway that knows the choices of dynamic fields.
pub(crate) struct Asker<'a> {
    pub(crate) gateway: &'a Gateway,
    pub(crate) definition: &'a WorkflowDefinition,
}

impl Asker<'_> {
    /// Asks until nothing is missing. What is asked for is checked at once and asked again while it is wrong.
    pub(crate) async fn fill(&self, form: &mut Form) -> Result<(), Stop> {
        let mut asked: HashMap<String, usize> = HashMap::new();
        loop {
            let (problems, _) = judged(&self.definition.schema, form);
            let Some(next) = problems.into_iter().find(|problem| is_wanted(form, problem)) else {
                return Ok(());
            };
            let times = asked.entry(asked_for(form, &next.pointer)).or_default();
            *times += 1;
            if *times > ATTEMPTS {
                return Err(Stop::usage(format!(
                    "{}: give it with --field or --input",
                    labelled(form, &next)
                )));
            }
            self.ask(form, &next.pointer, DEEPEST).await?;
        }
    }

    /// Asks for one field, first for those its choices depend on.
    async fn ask(&self, form: &mut Form, at: &str, deepest: usize) -> Result<(), Stop> {
        let missing =
            form.field_at(at).map_or_else(Vec::new, |field| options::missing(form, &field));
        for place in missing.into_iter().map(|missing| missing.pointer) {
            // One that depends on it may have brought it.
            if form.request_at(&place).is_none() && place != at && deepest > 0 {
                prompt::say(&format!(
                    "{} depends on {}.",
                    form.label_path(at),
                    form.label_path(&place)
                ));
                Box::pin(self.ask(form, &place, deepest - 1)).await?;
            }
        }
        let Some(mut field) = form.field_at(at) else {
            return self.question(form, at, None);
        };
        if let Some(union) =
            field.unions.iter().find(|union| !union.is_told && union.branches.len() > 1)
        {
            let branches: Vec<String> =
                union.branches.iter().map(|branch| branch.label.clone()).collect();
            let branch = prompt::select(&format!("{}: which kind?", field.label), None, &branches)?;
            let place = union.place.clone();
            form.choose(&field, &place, branch);
            judged(&self.definition.schema, form);
            match form.field_at(at) {
                Some(again) => field = again,
                None => return Ok(()),
            }
        }
        // Where no shape fits, the validator names the group, not what the chosen shape lacks.
        if let Some(child) = gap(form, &field).filter(|_| deepest > 0) {
            return Box::pin(self.ask(form, &child, deepest - 1)).await;
        }
        if let Some(dynamic) = &field.dynamic {
            match Offer::new(self, form, &field, dynamic) {
                Ok(offer) => return self.offer(form, &field, offer).await,
                Err(missing) => {
                    let needed: Vec<String> =
                        missing.into_iter().map(|missing| missing.label).collect();
                    prompt::say(&format!(
                        "The choices of {} cannot be had without {}.",
                        field.label,
                        needed.join(", ")
                    ));
                    return self.instead(form, &field);
                }
            }
        } else if matches!(field.kind, Kind::List(_)) && deepest > 0 {
            let item = form.item(&field, form.length(at));
            if item.dynamic.is_some() {
                begin(form, at);
                return Box::pin(self.ask(form, &item.pointer, deepest - 1)).await;
            }
        }
        self.question(form, at, Some(&field))
    }

    /// Offers a field's choices; where there are none, it is asked for like any other.
    async fn offer(
        &self,
        form: &mut Form,
        field: &Field,
        mut offer: Offer<'_>,
    ) -> Result<(), Stop> {
        let at = &field.pointer;
        let (Kind::List(rules) | Kind::Choices(_, rules)) = &field.kind else {
            loop {
                let Answer::Value(value) = offer.ask(&[], None).await? else {
                    return self.instead(form, field);
                };
                if self.take(form, at, value) {
                    return Ok(());
                }
            }
        };
        begin(form, at);
        loop {
            let held = form.value_at(at).and_then(Value::as_array).cloned().unwrap_or_default();
            let count = held.len();
            if rules.max.is_some_and(|max| count >= max) {
                return Ok(());
            }
            let taken = if rules.unique { held.as_slice() } else { &[] };
            match offer.ask(taken, (count >= rules.min).then_some(count)).await? {
                Answer::Value(value) => {
                    self.take(form, &pointer::child(at, &count.to_string()), value);
                }
                Answer::Other => self.instead(form, field)?,
                Answer::Enough => return Ok(()),
                Answer::Nothing if count >= rules.min.max(1) => return Ok(()),
                Answer::Nothing => return self.instead(form, field),
            }
        }
    }

    /// A question in place of choices.
    fn instead(&self, form: &mut Form, field: &Field) -> Result<(), Stop> {
        prompt::say("Type the value; the gateway checks it.");
        self.question(form, &field.pointer, Some(field))
    }

    /// A question by what the field holds.
    fn question(&self, form: &mut Form, at: &str, field: Option<&Field>) -> Result<(), Stop> {
        let Some(field) = field else {
            let label = form.label_path(at);
            return self.typed(
                form,
                at,
                &Question { label: &label, help: Some("as JSON"), ..Question::default() },
                None,
            );
        };
        let help = field.help.as_deref().or(field.description.as_deref());
        let question = Question {
            label: &field.label,
            help,
            initial: field
                .default
                .as_ref()
                .map(|default| field.text_of(Some(default)))
                .unwrap_or_default(),
            secret: field.write_only
                || matches!(field.widget, Widget::Password | Widget::PasswordArea),
        };
        match &field.kind {
            Kind::Object => {
                form.open_group(field);
                Ok(())
            }
            Kind::Const(value) => {
                form.set(at, value.clone());
                Ok(())
            }
            Kind::Confirm => match confirm(&field.label, false)? {
                true => {
                    form.set(at, Value::Bool(true));
                    Ok(())
                }
                false => {
                    Err(Stop::usage(format!("{} was not confirmed: nothing was sent", field.label)))
                }
            },
            Kind::Boolean => {
                let yes = prompt::select(&field.label, help, &["Yes".into(), "No".into()])? == 0;
                form.set(at, Value::Bool(yes));
                Ok(())
            }
            Kind::Choice(choices) => {
                let null = Choice { value: Value::Null, label: "null".into(), description: None };
                let choices: Vec<&Choice> =
                    choices.iter().chain(field.nullable.then_some(&null)).collect();
                let labels: Vec<String> =
                    choices.iter().map(|choice| choice.label.clone()).collect();
                loop {
                    let index = prompt::select(&field.label, help, &labels)?;
                    if self.take(form, at, choices[index].value.clone()) {
                        return Ok(());
                    }
                }
            }
            Kind::Choices(choices, _) => loop {
                let labels: Vec<String> =
                    choices.iter().map(|choice| choice.label.clone()).collect();
                let chosen = prompt::select_several(&field.label, help, &labels)?;
                let values = chosen.into_iter().map(|index| choices[index].value.clone()).collect();
                if self.take(form, at, Value::Array(values)) {
                    return Ok(());
                }
            },
            Kind::List(_) => self.items(form, field),
            Kind::File(_) => self.typed(
                form,
                at,
                &Question { help: Some("path of the file"), initial: String::new(), ..question },
                Some(field),
            ),
            Kind::Text(_) | Kind::Number(_) | Kind::Json(_) => {
                self.typed(form, at, &question, Some(field))
            }
        }
    }

    /// A typed answer, asked for until it is right; nothing typed is lost, unless it is a secret.
    fn typed(
        &self,
        form: &mut Form,
        at: &str,
        question: &Question<'_>,
        field: Option<&Field>,
    ) -> Result<(), Stop> {
        let mut initial = question.initial.clone();
        loop {
            let text = prompt::text(&Question { initial: initial.clone(), ..*question })?;
            let read = match field.map(|field| &field.kind) {
                Some(Kind::File(rules)) => {
                    crate::input::upload(std::path::Path::new(&text), rules).map(Value::String)
                }
                _ => match field {
                    Some(field) => typed(form, field, &text),
                    None => crate::input::as_json(&text),
                },
            };
            match read {
                Ok(_) if text.is_empty() => prompt::say(&format!("{} is required", question.label)),
                Ok(value) => {
                    if self.take(form, at, value) {
                        return Ok(());
                    }
                }
                Err(why) => prompt::say(&format!("{} {why}", question.label)),
            }
            if !question.secret {
                initial = text;
            }
        }
    }

    /// Items one after the other, until an empty line.
    fn items(&self, form: &mut Form, list: &Field) -> Result<(), Stop> {
        begin(form, &list.pointer);
        let index = form.length(&list.pointer);
        let item = form.item(list, index);
        if item.kind == Kind::Object {
            form.add_item(list);
            return Ok(());
        }
        let at = item.pointer.clone();
        let label = format!("{} {}", form.noun(list), index + 1);
        let question =
            Question { label: &label, help: list.description.as_deref(), ..Question::default() };
        self.typed(form, &at, &question, Some(&item))
    }

    /// Takes a value if nothing is wrong with it; says what is.
    fn take(&self, form: &mut Form, at: &str, value: Value) -> bool {
        let mut trial = form.clone();
        trial.set(at, value);
        let (problems, _) = judged(&self.definition.schema, &mut trial);
        let own: Vec<&FieldProblem> = problems
            .iter()
            .filter(|problem| {
                pointer::is_within(&problem.pointer, at) && !is_wanted(&trial, problem)
            })
            .collect();
        for problem in &own {
            prompt::say(&labelled(&trial, problem));
        }
        if own.is_empty() {
            *form = trial;
        }
        own.is_empty()
    }
}

/// Whether asking can mend a problem: something is not there, a list has no items yet, or nobody has said which shape
/// a value has.
pub(crate) fn is_wanted(form: &Form, problem: &FieldProblem) -> bool {
    let at = &problem.pointer;
    match problem.keyword.as_deref() {
        Some("minItems") => form.value_at(at).is_some_and(Value::is_array),
        Some("oneOf" | "anyOf") => {
            form.field_at(at).is_some_and(|field| field.unions.iter().any(|union| !union.is_told))
        }
        _ => is_missing(problem),
    }
}

/// What a problem at `at` asks for: of a list its next item.
fn asked_for(form: &Form, at: &str) -> String {
    match form.field_at(at).map(|field| field.kind) {
        Some(Kind::List(_)) => pointer::child(at, &form.length(at).to_string()),
        _ => at.to_owned(),
    }
}

/// Makes a list where there is none, for its first item.
fn begin(form: &mut Form, at: &str) {
    if form.value_at(at).is_none() {
        form.set(at, Value::Array(Vec::new()));
    }
}

/// The first field that a group's shape needs and that is not there.
fn gap(form: &Form, group: &Field) -> Option<String> {
    let children = form.value_at(&group.pointer).filter(|value| value.is_object())?;
    let is_gap = |child: &Field| child.required && children.get(&child.key).is_none();
    form.children(group).into_iter().find(is_gap).map(|child| child.pointer)
}
