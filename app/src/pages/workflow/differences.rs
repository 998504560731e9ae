//! What differs between an input of another day and the workflow of today, as sentences with the way to each field.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::{FieldProblem, WorkflowDefinition};
use portico_form::difference::{Difference, TOLD, Why, differences};
use portico_form::label;
use serde_json::Value;

use super::beginning::{Beginning, Origin, Start};
use super::keeper::Drawn;
use super::loader::Loader;
use crate::form::FormController;

/// Longer values are cut.
const LONGEST: usize = 60;

/// The differences that are worth telling of what the page's form begins with, as far as they are known.
pub(super) fn found(loader: Loader, start: Start, form: Drawn) -> RwSignal<Vec<Difference>> {
    let found = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        let Some(form) = form.get().map(|form| form.get_value()) else { return };
        let beginning = start.beginning.get_untracked();
        let definition = loader.definition.with_untracked(|d| d.ready().map(Arc::clone));
        let (Some(beginning), Some(definition)) = (beginning, definition) else { return };
        if !is_compared(&beginning, &definition) {
            found.set(Vec::new());
            return;
        }
        found.set(told(&beginning, &definition, &[]));
        spawn_local_scoped_with_cancellation(async move {
            // Without a checker the gateway finds on review what is wrong.
            if let Ok(problems) = form.judged().await {
                let _ = found.try_set(told(&beginning, &definition, &problems));
            }
        });
    });
    found
}

/// Whether an input may be of another day than the workflow is.
fn is_compared(beginning: &Beginning, definition: &WorkflowDefinition) -> bool {
    match beginning.origin {
        Origin::Blank => false,
        Origin::Draft(_) => !beginning.is_of(definition),
        Origin::Link(_) => beginning.input.is_some() && !beginning.is_of(definition),
        Origin::Run { .. } => true,
    }
}

fn told(
    beginning: &Beginning,
    definition: &WorkflowDefinition,
    problems: &[FieldProblem],
) -> Vec<Difference> {
    // What was not taken, such as secrets, is told beside this.
    let taken = beginning.taken(definition);
    let named = |at: &String| {
        taken.to_type.contains(at) || taken.refused.contains(at) || taken.emptied.contains(at)
    };
    let mut found = differences(definition, &taken.input, problems);
    found.retain(|it| !named(&it.pointer) && is_told(&beginning.origin, it));
    found
}

fn is_told(origin: &Origin, difference: &Difference) -> bool {
    match origin {
        // What a person chose in a draft is no news; what somebody left out of a link is not missing yet.
        Origin::Draft(_) => difference.why != Why::Default,
        Origin::Link(_) => {
            let is_missing = difference.was.is_none();
            !is_missing && difference.why != Why::Default
        }
        _ => true,
    }
}

/// The differences as a list; each leads to its field.
pub(super) fn list(
    found: &[Difference],
    origin: &Origin,
    form: impl Fn() -> Option<FormController> + Copy + 'static,
) -> AnyView {
    let lines = found.iter().map(|difference| {
        let (at, words) = (difference.pointer.clone(), words(difference, origin));
        let go = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            if let Some(form) = form() {
                form.focus(&at);
            }
        };
        let name = Some(difference.label.clone()).filter(|label| !label.is_empty());
        view! {
            <li>
                <a href="#h-form" on:click=go>
                    <bdi>{name.unwrap_or_else(|| "The input".to_owned())}</bdi>
                </a>
                " "
                <span class="wrap">{words}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    let is_cut = found.len() == TOLD;
    view! {
        <ul>{lines} {is_cut.then(|| view! { <li>"and more, which review tells."</li> })}</ul>
    }
    .into_any()
}

/// What is to be said of a difference; completes "<label> …".
fn words(difference: &Difference, origin: &Origin) -> String {
    let Difference { was, now, why, .. } = difference;
    let was = was.as_ref().map(short).unwrap_or_default();
    // A run's input is not filled up; what differs in a draft and a link is.
    let is_filled = !matches!(origin, Origin::Run { .. });
    let default = |filled: &str, offered: &str| match now {
        Some(now) if is_filled => format!("{filled} {}.", short(now)),
        Some(now) => format!("{offered} {}.", short(now)),
        None => String::new(),
    };
    let said = match why {
        Why::Removed => {
            format!(
                "is no field of this workflow: {was}. It is kept below, where it can be removed."
            )
        }
        Why::Required => {
            format!(
                "is required, and was not there. {}",
                default("It is filled with", "Its default is")
            )
        }
        Why::Default => {
            format!("was {was}. {}", default("The default is", "The default is"))
        }
        Why::LeftOut => {
            format!("was left out. {}", default("It is filled with", "The default is"))
        }
        Why::Wrong(message) if was.is_empty() => format!("{message}."),
        Why::Wrong(message) => format!("{message}. It was {was}."),
    };
    said.trim_end().to_owned()
}

/// A value in a line.
fn short(value: &Value) -> String {
    let text = label::of_value(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn differences_in_words() {
        let of = |was: Option<Value>, now: Option<Value>, why: Why, origin: &Origin| {
            let difference = Difference { pointer: "/a".into(), label: "A".into(), was, now, why };
            format!("A {}", words(&difference, origin))
        };
        let run = Origin::Run { id: "r".into(), started_at: String::new() };
        let draft = Origin::Draft(0.0);
        let long = json!("x".repeat(70));
        assert_snapshot!([
            of(Some(json!({"k": [1]})), None, Why::Removed, &run),
            of(None, None, Why::Required, &run),
            of(None, Some(json!(1)), Why::Required, &run),
            of(None, Some(json!(1)), Why::Required, &draft),
            of(Some(json!(true)), Some(json!(false)), Why::Default, &run),
            of(None, Some(json!("m")), Why::LeftOut, &run),
            of(None, Some(json!("m")), Why::LeftOut, &draft),
            of(Some(long), None, Why::Wrong("must be one of a, b".into()), &draft),
            of(None, None, Why::Wrong("is required".into()), &run),
        ].join("\n"), @r#"
        A is no field of this workflow: {"k":[1]}. It is kept below, where it can be removed.
        A is required, and was not there.
        A is required, and was not there. Its default is 1.
        A is required, and was not there. It is filled with 1.
        A was Yes. The default is No.
        A was left out. The default is m.
        A was left out. It is filled with m.
        A must be one of a, b. It was xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx….
        A is required.
        "#);
    }
}
