//! A workflow: its guide beside the form that starts it.

mod about;
mod beginning;
mod begun;
mod beside;
mod differences;
mod guide;
mod keeper;
mod loader;
mod panel;
mod review;
mod runs;
mod sentences;
mod share;
mod snippets;
mod under_way;

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::WorkflowDefinition;
use stylers_macro::style_sheet;

use self::beside::Beside;
use self::loader::Loader;
use self::panel::FormPanel;
use super::catalog::{Starrable, star};
use super::link::Link;
use super::shell::Page;
use super::trouble::{trouble, trouble_notice};
use crate::paths;
use crate::session::{Load, use_session};
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::skeleton::Skeleton;

const SCOPE: &str = style_sheet!("./app/src/pages/workflow.css");
/// The macro reads the sheet without telling cargo; this makes a change of it a change of this file.
const _: &str = include_str!("workflow.css");

/// The page `/workflows/{namespace}/{workflow_type}`.
#[component]
pub fn WorkflowPage(
    /// Prod namespace.
    namespace: String,
    /// Workflow type.
    workflow_type: String,
) -> impl IntoView {
    let loader = Loader::new(use_session(), namespace, workflow_type.clone());
    let errors = RwSignal::new(0_usize);
    let form = RwSignal::new(None);
    let title = Signal::derive(move || {
        let name = loader
            .definition
            .with(|d| d.ready().map(|d| d.name.clone()))
            .unwrap_or(workflow_type.clone());
        if errors.get() > 0 { format!("Error: {name}") } else { name }
    });
    let drawn = Memo::new(move |_| loader.definition.with(|d| d.ready().is_some()));
    let drawn_from = Signal::derive(move || {
        loader.definition.with(|d| d.ready().map(|d| d.definition.clone())).unwrap_or_default()
    });
    let failed = move || {
        loader.definition.with(|d| match d {
            Load::Failed(error) => trouble(error, move || loader.load()),
            _ => view! { <Skeleton lines=9 /> }.into_any(),
        })
    };
    view! {
        <Page title=title drawn=drawn_from>
            {move || {
                if drawn.get() {
                    let definition = Memo::new(move |_| {
                        loader.definition.with(|d| d.ready().map(Arc::clone))
                    });
                    view! {
                        {move || definition.get().map(|d| head(&d))}
                        {move || {
                            loader
                                .offer
                                .with(|offer| match offer {
                                    Load::Failed(error) => {
                                        Some(trouble_notice(error, Some(Callback::new(move |()| loader.load()))))
                                    }
                                    _ => None,
                                })
                        }}
                        <div class="split">
                            <Beside loader=loader definition=definition form=form.read_only() />
                            <FormPanel loader=loader errors=errors open=form />
                        </div>
                    }
                    .into_any()
                } else {
                    view! {
                        <h1 tabindex="-1">
                            <bdi>{title}</bdi>
                        </h1>
                        {failed}
                    }
                    .into_any()
                }
            }}
        </Page>
    }
    .into_any()
}

fn head(definition: &WorkflowDefinition) -> AnyView {
    let team = definition
        .owner
        .as_ref()
        .and_then(|o| o.team.clone())
        .unwrap_or_else(|| definition.team.clone());
    let (folder, team_page) = (definition.team.clone(), paths::team(&definition.team));
    let jump = |event: web_sys::MouseEvent| {
        event.prevent_default();
        focus_id("h-form");
    };
    let name = definition.name.clone();
    let starrable = StoredValue::new(Starrable {
        namespace: definition.namespace.clone(),
        workflow_type: definition.workflow_type.clone(),
        name: name.clone(),
    });
    view! {
        class = SCOPE,
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                <li>
                    <a href=paths::CATALOG>"Catalog"</a>
                </li>
                <li>
                    <Link href=team_page.clone()>{folder}</Link>
                </li>
                <li aria-current="page">
                    <bdi>{name.clone()}</bdi>
                </li>
            </ol>
        </nav>
        <div class="page__head under-crumbs">
            <div>
                <h1 tabindex="-1">
                    <bdi>{name}</bdi>
                </h1>
                <div class="row small dim marks">
                    {definition
                        .danger
                        .is_some()
                        .then(|| view! { <span class="tag tag--bad">{icon("alert", "icon")} "Destructive"</span> })}
                    {definition
                        .tags
                        .iter()
                        .cloned()
                        .map(|tag| view! { <Link class="tag" href=paths::tag(&tag)>{tag}</Link> })
                        .collect_view()}
                    <Link href=team_page>{team}</Link>
                    {definition.region.clone().map(|r| view! { <span class="faint">{r}</span> })}
                </div>
            </div>
            <div class="row">
                {star(move || starrable.get_value())}
                <a class="btn btn--primary btn--sm jump" href="#h-form" on:click=jump>
                    "Start a run"
                </a>
            </div>
        </div>
    }
    .into_any()
}
