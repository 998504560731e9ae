//! One workflow in the list.

use leptos::prelude::*;
use portico_contract::http::Card;

use super::SCOPE;
use crate::pages::link::Link;
use crate::paths;
use crate::session::{Load, OverlayMap};
use crate::ui::icon::icon;

/// Draws a card; the overlay marks what the caller may not start, with the reason.
pub fn card(card: Card, overlay: RwSignal<Load<OverlayMap>>) -> AnyView {
    let key = (card.namespace.clone(), card.workflow_type.clone());
    let barred = move || {
        overlay.with(|overlay| {
            let listed = overlay.ready()?.get(&key)?;
            let (words, reason) = match (listed.offered, listed.may_run) {
                (true, true) => return None,
                (false, _) => ("Not offered here", listed.reason.clone()),
                (true, false) => ("Not open to you", listed.reason.clone()),
            };
            let reason = reason.unwrap_or_default();
            Some(view! {
                <p class="small dim row row--line">
                    {icon("lock", "icon")}
                    <span>
                        {words}
                        {(!reason.is_empty()).then(|| format!(": {reason}"))}
                    </span>
                </p>
            })
        })
    };
    let approvals = match card.approvals.unwrap_or(0) {
        0 => "none".to_owned(),
        n => n.to_string(),
    };
    let href = paths::workflow(&card.namespace, &card.workflow_type);
    let team = card.team_name.clone().unwrap_or_else(|| card.team.clone());
    let name = card.name.clone();
    view! {
        class = SCOPE,
        <li class="card">
            <div class="card__head">
                <h3 class="card__title" title=card.name>
                    <Link class="card__link" href=href>
                        <bdi>{name}</bdi>
                    </Link>
                </h3>
            </div>
            <p class="card__text lines-2">{card.description}</p>
            <div class="stack stack--tight card__end">
                {barred}
                <div class="row row--tight">
                    {card
                        .destructive
                        .then(|| view! { <span class="tag tag--bad">{icon("alert", "icon")} "Destructive"</span> })}
                    {card.tags.into_iter().map(|tag| view! { <span class="tag">{tag}</span> }).collect_view()}
                </div>
                <div class="card__foot">
                    <span>{team}</span>
                    <span title="Approvals">
                        {icon("shield", "icon")}<span class="sr">"Approvals: "</span>{approvals}
                    </span>
                </div>
            </div>
        </li>
    }
    .into_any()
}
