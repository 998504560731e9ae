//! The filter for the runs of one workflow: found by its name, namespace or type.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{Card, First};

use super::SCOPE;
use super::query::RunsQuery;
use crate::session::use_session;
use crate::ui::icon::icon;

/// Suggestions below the field.
const SUGGESTED: usize = 20;

/// A field that suggests workflows, or the chosen one with a button that takes it away.
#[component]
pub fn WorkflowFilter(
    /// Tells apart the two places where the filters are drawn.
    place: &'static str,
    /// What is asked for.
    query: Memo<RunsQuery>,
    /// Asks for something else.
    ask: Callback<RunsQuery>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| {
        query.with(|query| {
            let (namespace, kind) = (query.get("namespace"), query.get("workflow_type"));
            let parts: Vec<&str> = [namespace, kind].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" / "))
        })
    });
    let remove = move |_| {
        let rest = |query: &RunsQuery| query.with("namespace", None).with("workflow_type", None);
        ask.run(query.with_untracked(rest));
    };
    view! {
        class = SCOPE,
        <div class="field">
            {move || match chosen.get() {
                Some(words) => {
                    view! {
                        class = SCOPE,
                        <p class="legend">"Workflow"</p>
                        <span class="chip">
                            <span class="clip" title=words.clone()>
                                {words.clone()}
                            </span>
                            <button type="button" aria-label=format!("Remove filter {words}") on:click=remove>
                                {icon("x", "icon")}
                            </button>
                        </span>
                    }
                        .into_any()
                }
                None => field(place, query, ask),
            }}
        </div>
    }
    .into_any()
}

fn field(place: &'static str, query: Memo<RunsQuery>, ask: Callback<RunsQuery>) -> AnyView {
    let session = use_session();
    let typed = RwSignal::new(String::new());
    let unknown = RwSignal::new(false);
    let cards = {
        let (first, all) = (session.first, session.all);
        Memo::new_with_compare(
            move |_| {
                let first = || {
                    let cards = |first: &First| first.cards.iter().cloned().map(Arc::new).collect();
                    first.with(|first| first.ready().map(|first| Arc::new(cards(first))))
                };
                all.with(|all| all.ready().cloned()).or_else(first).unwrap_or_default()
            },
            |_, _| true,
        )
    };
    let fetch = move |_| {
        session.load_catalog();
        let session = session.clone();
        spawn_local(async move { session.load_all().await });
    };
    let options = move || {
        cards.with(|cards| {
            typed
                .with(|typed| suggested(cards, typed))
                .into_iter()
                .map(|card| {
                    let (value, name) = (spelled(card), card.name.clone());
                    view! { <option value=value>{name}</option> }
                })
                .collect_view()
        })
    };
    let choose = move |_| {
        let found = cards.with_untracked(|cards| {
            typed.with_untracked(|typed| {
                named(cards, typed).map(|card| (card.namespace.clone(), card.workflow_type.clone()))
            })
        });
        let is_text = typed.with_untracked(|typed| !typed.trim().is_empty());
        unknown.set(is_text && found.is_none());
        if let Some((namespace, kind)) = found {
            ask.run(query.with_untracked(|query| {
                query.with("namespace", Some(&namespace)).with("workflow_type", Some(&kind))
            }));
        }
    };
    let (id, list, error) = (
        format!("workflow-{place}"),
        format!("workflows-{place}"),
        format!("workflow-error-{place}"),
    );
    let described = error.clone();
    view! {
        class = SCOPE,
        <label class="legend" for=id.clone()>
            "Workflow"
        </label>
        <input
            class="input"
            id=id
            list=list.clone()
            autocomplete="off"
            placeholder="Name or type"
            aria-invalid=move || unknown.get().then_some("true")
            aria-describedby=move || unknown.get().then(|| described.clone())
            on:focus=fetch
            on:input:target=move |event| {
                typed.set(event.target().value());
                unknown.set(false);
            }
            on:change=choose
        />
        <datalist id=list>{options}</datalist>
        {move || {
            unknown
                .get()
                .then(|| {
                    view! {
                        <p class="field__error" id=error.clone() role="alert">
                            {icon("error", "icon")}
                            <span>"There is no such workflow: choose one of the list"</span>
                        </p>
                    }
                })
        }}
    }
    .into_any()
}

/// A workflow as the field has it.
fn spelled(card: &Card) -> String {
    format!("{}/{}", card.namespace, card.workflow_type)
}

/// The first workflows whose name, namespace or type contains the text.
fn suggested<'a>(cards: &'a [Arc<Card>], text: &str) -> Vec<&'a Card> {
    let text = text.trim().to_lowercase();
    let fits = |card: &&Card| {
        card.name.to_lowercase().contains(&text) || spelled(card).to_lowercase().contains(&text)
    };
    cards.iter().map(Arc::as_ref).filter(fits).take(SUGGESTED).collect()
}

/// The workflow that a text names: as a suggestion spells it, or by a name or type that only one has.
fn named<'a>(cards: &'a [Arc<Card>], text: &str) -> Option<&'a Card> {
    let text = text.trim();
    let mut found = cards.iter().map(Arc::as_ref).filter(|card| {
        card.name.eq_ignore_ascii_case(text) || card.workflow_type.eq_ignore_ascii_case(text)
    });
    let only = found.next().filter(|_| found.next().is_none());
    cards.iter().map(Arc::as_ref).find(|card| spelled(card) == text).or(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards() -> Vec<Arc<Card>> {
        let card = |namespace: &str, kind: &str, name: &str| {
            Arc::new(Card {
                namespace: namespace.into(),
                workflow_type: kind.into(),
                name: name.into(),
                ..Card::default()
            })
        };
        vec![
            card("cloud-ops", "DeleteDynamoWorkflow", "Delete DynamoDB Table"),
            card("a/b", "Resize", "Resize it"),
            card("c", "Resize", "Resize something"),
        ]
    }

    #[test]
    fn a_workflow_is_named_by_what_only_it_has() {
        let cards = cards();
        let of = |text: &str| named(&cards, text).map(spelled);
        assert_eq!(
            of("cloud-ops/DeleteDynamoWorkflow").as_deref(),
            Some("cloud-ops/DeleteDynamoWorkflow")
        );
        assert_eq!(
            of(" delete dynamodb table ").as_deref(),
            Some("cloud-ops/DeleteDynamoWorkflow")
        );
        assert_eq!(of("a/b/Resize").as_deref(), Some("a/b/Resize"));
        for text in ["Resize", "", "Delete", "x"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn what_contains_the_text_is_suggested() {
        let cards = cards();
        assert_eq!(suggested(&cards, "resize").len(), 2);
        assert_eq!(suggested(&cards, "OPS/").len(), 1);
        assert_eq!(suggested(&cards, "").len(), 3);
    }
}
