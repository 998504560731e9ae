//! The filters beside the list, and the chips that name the chosen ones.

use std::cmp::Reverse;
use std::collections::HashMap;

use leptos::prelude::*;
use portico_contract::http::{Card, Count, First};

use super::SCOPE;
use super::listing::{Listing, Stock};
use super::place::Place;
use super::query::{Query, Show};
use crate::favourites::use_favourites;
use crate::ui::icon::icon;

/// Teams or tags that are listed before somebody asks for all.
const LISTED: usize = 12;

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
    fn of(stock: &Stock) -> Self {
        match &stock.counts {
            Some(first) => Self::of_first(first),
            None => {
                let cards = stock.cards.iter().map(|card| &**card);
                Self::count(cards, &stock.hidden, &stock.blocked)
            }
        }
    }

    /// The counts that were made at build time.
    fn of_first(first: &First) -> Self {
        Self { teams: first.teams.clone(), tags: first.tags.clone(), show: None }
    }

    /// Counts what the caller sees.
    fn count<'a>(cards: impl Iterator<Item = &'a Card>, hidden: &[bool], blocked: &[bool]) -> Self {
        let (mut teams, mut tags, mut show) = (HashMap::new(), HashMap::new(), [0; 3]);
        for (i, card) in cards.enumerate().filter(|(i, _)| !hidden[*i]) {
            *teams.entry(&*card.team).or_default() += 1;
            card.tags.iter().for_each(|tag| *tags.entry(&**tag).or_default() += 1);
            show[0] += 1;
            show[1] += usize::from(!blocked[i]);
            show[2] += usize::from(card.approvals.unwrap_or(0) == 0);
        }
        Self { teams: sorted(teams), tags: sorted(tags), show: Some(show) }
    }
}

/// Most first.
fn sorted(counts: HashMap<&str, usize>) -> Vec<Count> {
    let counts = counts.into_iter().map(|(name, count)| Count { name: name.to_owned(), count });
    let mut sorted: Vec<Count> = counts.collect();
    sorted.sort_by(|a, b| (Reverse(a.count), &a.name).cmp(&(Reverse(b.count), &b.name)));
    sorted
}

/// The filters: a column beside the list, folded into one row on phones.
#[component]
pub fn Filters(
    /// The page they belong to.
    listing: Listing,
) -> impl IntoView {
    let query = listing.query;
    let facets = Memo::new(move |_| listing.stock.with(|stock| Facets::of(stock)));
    let chosen = Memo::new(move |_| {
        query.with(|q| q.teams.len() + q.tags.len() + usize::from(q.show != Show::All))
    });
    let count =
        move || (chosen.get() > 0).then(|| view! { <span class="count count--on">{chosen}</span> });
    // What is folded away is drawn once somebody looks.
    let is_open = RwSignal::new(false);
    let toggle = move |event: web_sys::Event| {
        is_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
    };
    view! {
        <details class="fold" on:toggle=toggle>
            <summary>
                {icon("right", "icon")} {icon("filter", "icon")} "Filters " {count}
            </summary>
            <div class="fold__body stack stack--wide">
                {move || is_open.get().then(|| fieldsets("fold", listing, facets))}
            </div>
        </details>
        <div class="stack stack--wide filters__rail">{fieldsets("rail", listing, facets)}</div>
    }
    .into_any()
}

fn fieldsets(at: &'static str, listing: Listing, facets: Memo<Facets>) -> AnyView {
    let query = listing.query;
    let favourites = use_favourites();
    let starred = Memo::new(move |_| {
        listing.stock.with(|stock| {
            let starred = stock.marks(&favourites.list());
            let shown = starred.iter().zip(&stock.hidden);
            let count = shown.filter(|(is_starred, hidden)| **is_starred && !**hidden).count();
            stock.is_complete().then_some(count)
        })
    });
    let shows = [
        (Show::All, "All"),
        (Show::Favourites, "Favourites"),
        (Show::Startable, "I can start now"),
        (Show::NoApproval, "Needs no approval"),
    ];
    let radios = shows
        .into_iter()
        .map(|(show, words)| {
            let count = move || {
                let counted = facets.with(|facets| facets.show);
                match show {
                    Show::All => counted.map(|counted| counted[0]),
                    Show::Favourites => starred.get(),
                    Show::Startable => counted.map(|counted| counted[1]),
                    Show::NoApproval => counted.map(|counted| counted[2]),
                }
            };
            let is_chosen = Memo::new(move |_| query.with(|q| q.show == show));
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name=format!("show-{at}")
                        prop:checked=is_chosen
                        on:change=move |_| query.update(|q| q.show = show)
                    />
                    <span>
                        {words} {move || count().map(|n| view! { <span class="check__n">{n}</span> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    let place = listing.place.get_value();
    let teams = (!matches!(place, Place::Team(_)))
        .then(|| group("Team", query, facets, |f| &f.teams, |q| &mut q.teams));
    // A page of a tag filters by the other ones.
    let without = match place {
        Place::Tag(tag) => Some(tag),
        _ => None,
    };
    let others = Memo::new(move |_| {
        let mut others = facets.get();
        others.tags.retain(|count| Some(&count.name) != without.as_ref());
        others
    });
    view! {
        class = SCOPE,
        <fieldset>
            <legend class="filters__legend">"Show"</legend>
            <div class="choices choices--bare">{radios}</div>
        </fieldset>
        {teams}
        {group("Tag", query, others, |f| &f.tags, |q| &mut q.tags)}
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
    let chosen = Memo::new(move |_| query.with(|q| list(&mut q.clone()).clone()));
    let is_whole = RwSignal::new(false);
    let total = Memo::new(move |_| facets.with(|facets| counts(facets).len()));
    // Of many, the most used and those that are chosen.
    let counts = Memo::new(move |_| {
        let (chosen, is_whole) = (chosen.get(), is_whole.get());
        facets.with(|facets| {
            let counts = counts(facets).iter().enumerate();
            let listed =
                counts.filter(|(at, c)| is_whole || *at < LISTED || chosen.contains(&c.name));
            listed.map(|(_, count)| count.clone()).collect::<Vec<_>>()
        })
    });
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
                            prop:checked=move || chosen.with(|chosen| chosen.contains(&is))
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
    let all = move || {
        (total.get() > LISTED).then(|| {
            view! {
                <button
                    class="btn btn--ghost btn--sm"
                    type="button"
                    aria-expanded=move || is_whole.get().to_string()
                    on:click=move |_| is_whole.update(|is_whole| *is_whole = !*is_whole)
                >
                    {move || if is_whole.get() { "Show fewer".to_owned() } else { format!("Show all {}", total.get()) }}
                </button>
            }
        })
    };
    view! {
        class = SCOPE,
        <fieldset>
            <legend class="filters__legend">{legend}</legend>
            <div class="choices choices--bare">{boxes}</div>
            {all}
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
    let chosen = Memo::new(move |_| query.with(|q| (q.teams.clone(), q.tags.clone())));
    move || chips(query, chosen.get())
}

fn chips(query: RwSignal<Query>, (teams, tags): (Vec<String>, Vec<String>)) -> AnyView {
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
            team: team.into(),
            tags: tags.iter().map(|t| (*t).to_owned()).collect(),
            approvals,
            ..Card::default()
        };
        let cards =
            [card("a", &["x"], None), card("b", &["x", "y"], Some(2)), card("b", &["z"], None)];
        let facets = Facets::count(cards.iter(), &[false, false, true], &[true, false, false]);
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
