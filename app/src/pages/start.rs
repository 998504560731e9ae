//! Reads config.json, then draws the routes: nothing else can be fetched before the gateway is known.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::catalog::{CatalogPage, Place};
use super::later::Later;
use super::not_found::NotFound;
use super::shell::Shell;
use super::trouble::trouble;
use crate::address::Address;
use crate::api::{ConfigError, load_config};
use crate::favourites::Favourites;
use crate::paths::Route;
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
    let address = Address::follow();
    let route = address.route;
    provide_context(address);
    provide_context(Favourites::load());
    let page = move || match route.get() {
        Route::Catalog => view! { <CatalogPage /> }.into_any(),
        Route::Team { team } => view! { <CatalogPage place=Place::Team(team) /> }.into_any(),
        Route::Tag { tag } => view! { <CatalogPage place=Place::Tag(tag) /> }.into_any(),
        Route::Workflow { namespace, workflow_type } => {
            Later::Workflow { namespace, workflow_type }.page()
        }
        Route::Runs => Later::Runs.page(),
        Route::Run { workflow_id } => Later::Run { workflow_id }.page(),
        Route::Nowhere => view! { <NotFound /> }.into_any(),
    };
    view! { <Shell>{page}</Shell> }.into_any()
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
