//! One place in the list, and the workflow that is there now.

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::Card;

use super::SCOPE;
use super::star::{Starrable, star};
use crate::paths;
use crate::session::{Load, OverlayMap};
use crate::ui::icon::icon;

/// Draws a card, which is hidden while its place is not needed; the overlay marks what the caller may not start, with
/// the reason. Clicks on its links are the list's.
pub fn card(
    card: Memo<Option<Arc<Card>>>,
    is_shown: Memo<bool>,
    overlay: RwSignal<Load<OverlayMap>>,
) -> AnyView {
    let text = move |read: fn(&Card) -> String| {
        move || card.with(|card| card.as_deref().map(read).unwrap_or_default())
    };
    // What stays the same from one workflow to the next is not drawn anew.
    let barrier = Memo::new(move |_| {
        overlay.with(|overlay| {
            let key = card
                .with(|card| card.as_ref().map(|c| (c.namespace.clone(), c.workflow_type.clone())));
            let listed = overlay.ready()?.get(&key?)?;
            let words = match (listed.offered, listed.may_run) {
                (true, true) => return None,
                (false, _) => "Not offered here",
                (true, false) => "Not open to you",
            };
            let reason = listed.reason.as_deref().filter(|reason| !reason.is_empty());
            Some(reason.map_or_else(|| words.to_owned(), |reason| format!("{words}: {reason}")))
        })
    });
    let barred = move || {
        barrier.get().map(|words| {
            view! {
                <p class="small dim row row--line">
                    {icon("lock", "icon")}
                    <span>{words}</span>
                </p>
            }
        })
    };
    let is_destructive =
        Memo::new(move |_| card.with(|card| card.as_ref().is_some_and(|card| card.destructive)));
    let destructive = move || {
        is_destructive.get().then(
            || view! { <span class="tag tag--bad">{icon("alert", "icon")} "Destructive"</span> },
        )
    };
    let tags = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|card| card.tags.clone()).unwrap_or_default())
    });
    let tags = move || {
        let tag = |tag: String| {
            view! {
                <a class="tag" href=paths::tag(&tag)>
                    {tag.clone()}
                </a>
            }
        };
        tags.get().into_iter().map(tag).collect_view()
    };
    let workflow = move || {
        card.with(|card| {
            let card = card.as_deref();
            card.map(|card| Starrable {
                namespace: card.namespace.clone(),
                workflow_type: card.workflow_type.clone(),
                name: card.name.clone(),
            })
            .unwrap_or_default()
        })
    };
    view! {
        class = SCOPE,
        <li class="card" hidden=move || !is_shown.get()>
            <div class="card__head">
                <h3 class="card__title" title=text(|card| card.name.clone())>
                    <a class="card__link" href=text(|card| paths::workflow(&card.namespace, &card.workflow_type))>
                        <bdi>{text(|card| card.name.clone())}</bdi>
                    </a>
                </h3>
                {star(workflow)}
            </div>
            <p class="card__text lines-2">{text(|card| card.description.clone().unwrap_or_default())}</p>
            <div class="stack stack--tight card__end">
                {barred}
                <div class="row row--tight">{destructive} {tags}</div>
                <div class="card__foot">
                    <a href=text(|card| paths::team(&card.team))>
                        {text(|card| card.team_name.clone().unwrap_or_else(|| card.team.clone()))}
                    </a>
                    <span title="Approvals">
                        {icon("shield", "icon")}<span class="sr">"Approvals: "</span>
                        {text(|card| match card.approvals.unwrap_or(0) {
                            0 => "none".to_owned(),
                            count => count.to_string(),
                        })}
                    </span>
                </div>
            </div>
        </li>
    }
    .into_any()
}
