//! Reads config.json, then draws the routes: nothing else can be fetched before the gateway is known.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use super::catalog::CatalogPage;
use super::later::Later;
use super::not_found::NotFound;
use super::shell::Shell;
use super::trouble::trouble;
use crate::api::{ConfigError, load_config};
use crate::session::Session;
use crate::ui::empty::Empty;

/// The whole portal.
#[component]
pub fn Portal() -> impl IntoView {
    let session = RwSignal::new_local(None);
    let load = move || {
        spawn_local(async move {
            let config = load_config().await;
            session.set(Some(config.map(|(config, default)| Session::new(&config, default))));
        });
    };
    load();
    move || match session.get() {
        None => ().into_any(),
        Some(Err(error)) => no_config(&error, load),
        Some(Ok(session)) => {
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
                    <Route path=path!("/workflows/:namespace/:workflow_type") view=|| Later::Workflow.page() />
                    <Route path=path!("/runs") view=|| Later::Runs.page() />
                    <Route path=path!("/runs/:workflow_id") view=|| Later::Run.page() />
                </FlatRoutes>
            </Shell>
        </Router>
    }
    .into_any()
}

fn no_config(error: &ConfigError, retry: impl Fn() + Copy + Send + 'static) -> AnyView {
    document().set_title("Portico cannot start - Portico");
    let body = match error {
        ConfigError::Call(error) => trouble(error, retry),
        ConfigError::Wrong(why) => view! {
            <Empty
                icon_name="error"
                title="config.json cannot be used"
                text=format!(
                    "The file /config.json says which gateway this portal belongs to, and {why}. Whoever runs the portal mends it: docs/http-api.md has its format.",
                )
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
