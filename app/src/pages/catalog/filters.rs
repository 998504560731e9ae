//! The filters beside the list, and the chips that name the chosen ones.

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::{Card, Count, First};

use super::search::{Query, Show};
use super::{SCOPE, Seen};
use crate::ui::icon::icon;

/// How many workflows each filter has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Facets {
    /// By team, most first.
    teams: Vec<Count>,
    /// By tag, most first.
    tags: Vec<Count>,
    /// In all, startable, without approval; `None` where not every card is known.
    show: Option<[usize; 3]>,
}

impl Facets {
    fn of(seen: &Seen) -> Self {
        match &seen.counts {
            Some(first) => Self::of_first(first),
            None => Self::count(&seen.cards, &seen.hidden, &seen.blocked),
        }
    }

    /// The counts that were made at build time.
    fn of_first(first: &First) -> Self {
        Self { teams: first.teams.clone(), tags: first.tags.clone(), show: None }
    }

    /// Counts what the caller sees.
    fn count(cards: &[Card], hidden: &[bool], blocked: &[bool]) -> Self {
        let mut facets = Self::default();
        let mut show = [0; 3];
        for (i, card) in cards.iter().enumerate().filter(|(i, _)| !hidden[*i]) {
            add(&mut facets.teams, &card.team);
            card.tags.iter().for_each(|tag| add(&mut facets.tags, tag));
            show[0] += 1;
            show[1] += usize::from(!blocked[i]);
            show[2] += usize::from(card.approvals.unwrap_or(0) == 0);
        }
        Self { teams: sorted(facets.teams), tags: sorted(facets.tags), show: Some(show) }
    }
}

/// Most first. There are few, and another sort of the standard library would be a kilobyte of the first load.
fn sorted(counts: Vec<Count>) -> Vec<Count> {
    let mut sorted: Vec<Count> = Vec::with_capacity(counts.len());
    for count in counts {
        let rank = |count: &Count| (std::cmp::Reverse(count.count), count.name.clone());
        let at = sorted.partition_point(|before| rank(before) < rank(&count));
        sorted.insert(at, count);
    }
    sorted
}

fn add(counts: &mut Vec<Count>, name: &str) {
    match counts.iter_mut().find(|c| c.name == name) {
        Some(count) => count.count += 1,
        None => counts.push(Count { name: name.to_owned(), count: 1 }),
    }
}

/// The filters: a column beside the list, folded into one row on phones.
#[component]
pub fn Filters(
    /// What is looked for.
    query: RwSignal<Query>,
    /// What there is.
    seen: Memo<Arc<Seen>>,
) -> impl IntoView {
    let facets = Memo::new(move |_| seen.with(|seen| Facets::of(seen)));
    let chosen =
        move || query.with(|q| q.teams.len() + q.tags.len() + usize::from(q.show != Show::All));
    view! {
        <details class="fold">
            <summary>
                {icon("right", "icon")} {icon("filter", "icon")} "Filters "
                {move || (chosen() > 0).then(|| view! { <span class="count count--on">{chosen()}</span> })}
            </summary>
            <div class="fold__body stack stack--wide">{fieldsets("fold", query, facets)}</div>
        </details>
        <div class="stack stack--wide filters__rail">{fieldsets("rail", query, facets)}</div>
    }
    .into_any()
}

fn fieldsets(place: &'static str, query: RwSignal<Query>, facets: Memo<Facets>) -> AnyView {
    let shows = [
        (Show::All, "All"),
        (Show::Startable, "I can start now"),
        (Show::NoApproval, "Needs no approval"),
    ];
    let radios = shows
        .into_iter()
        .enumerate()
        .map(|(i, (show, words))| {
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name=format!("show-{place}")
                        prop:checked=move || query.with(|q| q.show == show)
                        on:change=move |_| query.update(|q| q.show = show)
                    />
                    <span>
                        {words}
                        {move || {
                            facets
                                .with(|facets| facets.show)
                                .map(|n| view! { <span class="check__n">{n[i]}</span> })
                        }}
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        class = SCOPE,
        <fieldset>
            <legend class="filters__legend">"Show"</legend>
            <div class="choices choices--bare">{radios}</div>
        </fieldset>
        {group("Team", query, facets, |f| &f.teams, |q| &mut q.teams)}
        {group("Tag", query, facets, |f| &f.tags, |q| &mut q.tags)}
    }
    .into_any()
}

fn group(
    legend: &'static str,
    query: RwSignal<Query>,
    facets: Memo<Facets>,
    counts: fn(&Facets) -> &Vec<Count>,
    list: fn(&mut Query) -> &mut Vec<String>,
) -> AnyView {
    let counts = Memo::new(move |_| facets.with(|facets| counts(facets).clone()));
    let boxes = move || {
        counts
            .get()
            .into_iter()
            .map(|Count { name, count }| {
                let (is, toggle) = (name.clone(), name.clone());
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || query.with(|q| list(&mut q.clone()).contains(&is))
                            on:change=move |_| query.update(|q| flip(list(q), &toggle))
                        />
                        <span>
                            <span class="clip" title=name>
                                {name.clone()}
                            </span>
                            <span class="check__n">{count}</span>
                        </span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        class = SCOPE,
        <fieldset>
            <legend class="filters__legend">{legend}</legend>
            <div class="choices choices--bare">{boxes}</div>
        </fieldset>
    }
    .into_any()
}

fn flip(list: &mut Vec<String>, name: &str) {
    let before = list.len();
    list.retain(|n| n != name);
    if list.len() == before {
        list.push(name.to_owned());
    }
}

/// The chosen teams and tags, each with a button that removes it.
#[component]
pub fn Chips(
    /// What is looked for.
    query: RwSignal<Query>,
) -> impl IntoView {
    move || chips(query)
}

fn chips(query: RwSignal<Query>) -> AnyView {
    let (teams, tags) = query.with(|q| (q.teams.clone(), q.tags.clone()));
    let any = !(teams.is_empty() && tags.is_empty());
    let chip = move |kind: &'static str, name: String, list: fn(&mut Query) -> &mut Vec<String>| {
        let words = format!("{kind}: {name}");
        view! {
            <span class="chip">
                <span class="clip">{words.clone()}</span>
                <button
                    type="button"
                    aria-label=format!("Remove filter {words}")
                    on:click=move |_| query.update(|q| flip(list(q), &name))
                >
                    {icon("x", "icon")}
                </button>
            </span>
        }
    };
    view! {
        {teams.into_iter().map(|t| chip("Team", t, |q| &mut q.teams)).collect_view()}
        {tags.into_iter().map(|t| chip("Tag", t, |q| &mut q.tags)).collect_view()}
        {any
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="btn btn--ghost btn--sm"
                        on:click=move |_| {
                            query
                                .update(|q| {
                                    q.teams.clear();
                                    q.tags.clear();
                                });
                        }
                    >
                        "Clear"
                    </button>
                }
            })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_leave_out_what_is_hidden() {
        let card = |team: &str, tags: &[&str], approvals| Card {
            namespace: team.into(),
            workflow_type: "T".into(),
            name: "T".into(),
            description: None,
            team: team.into(),
            team_name: None,
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
            destructive: false,
            approvals,
            file: String::new(),
        };
        let cards =
            [card("a", &["x"], None), card("b", &["x", "y"], Some(2)), card("b", &["z"], None)];
        let facets = Facets::count(&cards, &[false, false, true], &[true, false, false]);
        let pairs = |counts: &[Count]| {
            counts.iter().map(|c| format!("{} {}", c.name, c.count)).collect::<Vec<_>>()
        };
        assert_eq!(pairs(&facets.teams), ["a 1", "b 1"]);
        assert_eq!(pairs(&facets.tags), ["x 2", "y 1"]);
        assert_eq!(facets.show, Some([2, 1, 1]));
    }

    #[test]
    fn flipping_twice_changes_nothing() {
        let mut list = vec!["a".to_owned()];
        flip(&mut list, "b");
        assert_eq!(list, ["a", "b"]);
        flip(&mut list, "b");
        assert_eq!(list, ["a"]);
    }
}
