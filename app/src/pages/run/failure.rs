//! Why a run failed, in the team workflow's own words, and whom to ask.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::{Failure, Owner};

use super::summary::details;
use super::{Live, SCOPE};
use crate::session::use_session;
use crate::ui::code::Code;
use crate::ui::copy::CopyButton;
use crate::ui::icon::icon;
use crate::ui::json;

/// The failure, its causes, and its owner.
pub fn failure(failure: Failure, namespace: String, workflow_type: String, live: Live) -> AnyView {
    let session = use_session();
    let owner = RwSignal::new(None::<(Owner, String)>);
    spawn_local_scoped_with_cancellation(async move {
        if let Ok(answer) = session.gateway.workflow(&namespace, &workflow_type).await {
            let team = answer.definition.team;
            owner.set(Some((answer.definition.owner.unwrap_or_default(), team)));
        }
    });
    let text = Signal::derive(move || {
        let address = window().location().href().unwrap_or_default();
        live.run.with(|run| run.as_ref().map(|run| details(run, &address)).unwrap_or_default())
    });
    let links =
        failure.chain().into_iter().enumerate().map(|(depth, f)| link(depth, f)).collect_view();
    view! {
        class = SCOPE,
        <section class="panel panel--bad" aria-labelledby="p-failure">
            <div class="panel__head">
                <h2 id="p-failure" class="grow">
                    "Why it failed"
                </h2>
                <CopyButton label="Copy details" words=true text=text />
            </div>
            <div class="panel__body stack">
                <ol class="chain stack stack--tight">{links}</ol>
                {move || owner.get().map(|(owner, team)| whom(owner, team))}
            </div>
        </section>
    }
    .into_any()
}

fn link(depth: usize, failure: &Failure) -> AnyView {
    let details = failure.details.as_ref().map(|value| {
        view! { <Code label="Failure details" tokens=Signal::stored(json::tokens(value)) short=true /> }
    });
    let kind =
        failure.r#type.clone().map(|t| view! { <span class="mono small dim wrap">{t}</span> });
    view! {
        class = SCOPE,
        <li class="stack stack--tight chain__link">
            {(depth > 0).then(|| view! { <span class="tiny faint">"Caused by"</span> })}
            <p class="chain__message">{failure.message.clone()}</p>
            {kind}
            {details}
        </li>
    }
    .into_any()
}

fn whom(owner: Owner, team: String) -> AnyView {
    let name = owner.team.unwrap_or(team);
    let mail = owner.email.map(|email| {
        let href = format!("mailto:{email}");
        view! { <a href=href>{email}</a> }
    });
    view! {
        <p class="row small">
            {icon("chat", "icon")} <span>"Owner: " <strong>{name}</strong></span>
            {owner.slack.map(|s| view! { <span class="mono">{s}</span> })} {mail}
        </p>
    }
    .into_any()
}
