//! A workflow: its guide beside the form that starts it.

mod about;
mod beginning;
mod begun;
mod differences;
mod keeper;
mod loader;
mod panel;
mod review;
mod sentences;
mod share;
mod under_way;

use std::sync::Arc;

use leptos::prelude::*;
use portico_contract::http::WorkflowDefinition;
use stylers_macro::style_sheet;

use self::about::about;
use self::loader::Loader;
use self::panel::FormPanel;
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
                            <section class="stack stack--wide" aria-label="About this workflow">
                                {move || definition.get().map(|d| guide(&d))}
                                {move || definition.get().map(|d| about(&d))}
                            </section>
                            <FormPanel loader=loader errors=errors />
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
    let team_catalog = paths::catalog("", "", std::slice::from_ref(&definition.team), &[]);
    let jump = |event: web_sys::MouseEvent| {
        event.prevent_default();
        focus_id("h-form");
    };
    let name = definition.name.clone();
    view! {
        class = SCOPE,
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                <li>
                    <a href=paths::CATALOG>"Catalog"</a>
                </li>
                <li>
                    <a href=team_catalog>{definition.team.clone()}</a>
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
                    {definition.tags.iter().map(|tag| view! { <span class="tag">{tag.clone()}</span> }).collect_view()}
                    <span>{team}</span>
                    {definition.region.clone().map(|r| view! { <span class="faint">{r}</span> })}
                </div>
            </div>
            <div class="row">
                <a class="btn btn--primary btn--sm jump" href="#h-form" on:click=jump>
                    "Start a run"
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// The guide: HTML that the catalog crate made from Markdown and cleaned.
fn guide(definition: &WorkflowDefinition) -> AnyView {
    view! { <div class="prose guide" inner_html=definition.guide.html.clone()></div> }.into_any()
}
