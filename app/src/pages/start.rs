//! Reads config.json, then draws the routes: nothing else can be fetched before the gateway is known.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use super::catalog::CatalogPage;
use super::not_found::NotFound;
use super::run::RunPage;
use super::runs::RunsPage;
use super::shell::Shell;
use super::trouble::trouble;
use super::workflow::WorkflowPage;
use crate::api::{ApiError, load_config};
use crate::session::{Load, Session};
use crate::ui::empty::Empty;

/// The whole portal.
#[component]
pub fn Portal() -> impl IntoView {
    let session = RwSignal::new_local(Load::Waiting);
    let load = move || {
        spawn_local(async move {
            let loaded = load_config().await.and_then(|config| {
                Session::new(&config).ok_or(ApiError::Unreadable { status: 200 })
            });
            session.set(loaded.into());
        });
    };
    load();
    move || match session.get() {
        Load::Waiting => ().into_any(),
        Load::Failed(error) => no_config(&error, load),
        Load::Ready(session) => {
            session.load_me();
            provide_context(session);
            routes()
        }
    }
}

fn routes() -> AnyView {
    view! {
        <Router>
            <Shell>
                <FlatRoutes fallback=|| view! { <NotFound /> }>
                    <Route path=path!("/") view=CatalogPage />
                    <Route path=path!("/workflows/:namespace/:workflow_type") view=WorkflowPage />
                    <Route path=path!("/runs") view=RunsPage />
                    <Route path=path!("/runs/:workflow_id") view=RunPage />
                </FlatRoutes>
            </Shell>
        </Router>
    }
    .into_any()
}

fn no_config(error: &ApiError, retry: impl Fn() + Copy + Send + 'static) -> AnyView {
    document().set_title("Portico cannot start - Portico");
    let body = match error {
        ApiError::Unreachable | ApiError::TimedOut => trouble(error, retry),
        _ => view! {
            <Empty
                icon_name="error"
                title="config.json cannot be read"
                text="This portal does not know its gateway. Whoever runs it finds the format of config.json in docs/http-api.md."
            >
                <button class="btn btn--sm" type="button" on:click=move |_| retry()>
                    "Try again"
                </button>
            </Empty>
        }
        .into_any(),
    };
    view! {
        <main class="page" id="main">
            <h1>"Portico cannot start"</h1>
            {body}
        </main>
    }
    .into_any()
}
