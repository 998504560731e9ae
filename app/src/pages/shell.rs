//! What surrounds every page: the top bar, its menu on phones, and what a change of page does for a screen reader.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::address::use_address;
use crate::paths::{self, Route};
use crate::session::{Session, use_session};
use crate::ui::hold::{focus_id, focused};
use crate::ui::icon::icon;
use crate::ui::theme::ThemeSwitch;

thread_local! {
    /// The first page keeps the browser's own focus; each later one takes it to its heading.
    static NAVIGATED: Cell<bool> = const { Cell::new(false) };
}

/// The pages that exist: words, path.
const PAGES: [(&str, &str); 2] = [("Catalog", paths::CATALOG), ("Runs", paths::RUNS)];

/// What a screen reader says when a page has come, and whenever its title changes.
#[derive(Clone, Copy)]
struct Announced(RwSignal<String>);

/// The frame around the routes.
#[component]
pub fn Shell(
    /// The routes.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    let announced = RwSignal::new(String::new());
    provide_context(Announced(announced));
    let open = RwSignal::new(false);
    let route = use_address().route;
    Effect::new(move || {
        route.track();
        open.set(false);
    });
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            focus_id("menu-button");
        }
    };
    let me = session.me;
    let environment = session.environment_name();
    let account = move || {
        me.with(|me| {
            me.ready().map(|me| {
                let groups =
                    if me.groups.is_empty() { "none".to_owned() } else { me.groups.join(", ") };
                let title =
                    format!("Signed in as {} ({}). Groups: {groups}", me.email, me.verified_by);
                view! {
                    <span class="account row row--tight small dim" title=title>
                        {icon("user", "icon")}
                        <span class="sr">"Signed in as "</span>
                        <span class="clip">{me.email.clone()}</span>
                    </span>
                }
                .into_any()
            })
        })
    };
    view! {
        <a class="skip" href="#main" on:click=skip>
            "Skip to content"
        </a>
        <header class="topbar" data-env=environment on:keydown=escape>
            <div class="topbar__in">
                <button
                    class="btn btn--ghost btn--icon topbar__menu"
                    id="menu-button"
                    type="button"
                    aria-label="Menu"
                    aria-controls="menu"
                    aria-expanded=move || open.get().to_string()
                    on:click=move |_| open.update(|o| *o = !*o)
                >
                    {icon("menu", "icon")}
                </button>
                <a class="topbar__brand" href=paths::CATALOG>
                    {icon("logo", "icon")}
                    "Portico"
                </a>
                <nav class="topbar__nav" aria-label="Main">
                    {nav_links(route)}
                </nav>
                <span class="topbar__gap"></span>
                {environments(&session, environment)}
                <ThemeSwitch />
                <span class="topbar__account">{account}</span>
            </div>
            <div class="drawer" id="menu" hidden=move || !open.get()>
                <nav class="drawer__nav" aria-label="Menu">
                    {nav_links(route)}
                </nav>
                <ThemeSwitch />
                {account}
            </div>
        </header>
        <p class="sr" role="status">
            {announced}
        </p>
        {children()}
    }
    .into_any()
}

fn nav_links(route: Memo<Route>) -> AnyView {
    PAGES
        .iter()
        .map(|(words, href)| {
            let current = move || {
                let within = route.with(|route| match route {
                    Route::Catalog | Route::Workflow { .. } => paths::CATALOG,
                    Route::Runs | Route::Run { .. } => paths::RUNS,
                    Route::Nowhere => "",
                });
                (within == *href).then_some("page")
            };
            view! {
                <a href=*href aria-current=current>
                    {*words}
                </a>
            }
        })
        .collect::<Vec<_>>()
        .into_any()
}

/// The environment's label; where config.json names several, the way to the others.
fn environments(session: &Session, environment: Memo<String>) -> AnyView {
    if session.environments.len() < 2 {
        return view! {
            <span class="env" data-env=environment>
                <span class="sr">"Environment: "</span>
                {environment}
            </span>
        }
        .into_any();
    }
    let here = session.environment.name.clone();
    let options = session
        .environments
        .iter()
        .map(|e| {
            let (name, current) = (e.name.clone(), e.name == here);
            view! {
                <option value=name selected=current>
                    {name.clone()}
                </option>
            }
        })
        .collect_view();
    let (all, along) = (Arc::clone(&session.environments), session.along);
    let change = move |event: web_sys::Event| {
        let chosen = event_target_value(&event);
        // Whoever comes back to this page finds it in its own environment.
        event_target::<web_sys::HtmlSelectElement>(&event).set_value(&here);
        let location = window().location();
        if let Some(other) = all.iter().find(|e| e.name == chosen) {
            let (path, query) =
                (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
            let href = paths::elsewhere(&other.gateway, &path, &query);
            match along.get_value() {
                Some(go) => go.run(href),
                None => drop(location.assign(&href)),
            }
        }
    };
    view! {
        <label class="env" data-env=environment>
            <span class="sr">"Environment"</span>
            <select class="env__select" on:change=change>
                {options}
            </select>
            {icon("down", "icon")}
        </label>
    }
    .into_any()
}

/// Moves the focus itself: the router would take the fragment for a page.
fn skip(event: web_sys::MouseEvent) {
    event.prevent_default();
    focus_id("main");
}

/// A page's main part: its title in the tab, and the focus on its heading once somebody has moved between pages.
#[component]
pub fn Page(
    /// The tab's title, before the product's name.
    #[prop(into)]
    title: Signal<String>,
    /// Names what is drawn: when it changes, the heading is another one.
    #[prop(optional, into)]
    drawn: Signal<String>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    let Announced(announced) = expect_context();
    let here = RwSignal::new(false);
    let environment = use_session().environment_name();
    Effect::new(move || {
        let title = title.get();
        // Of several tabs, those in which a run is for good are told apart.
        let product = if environment.get() == "prod" { "Portico prod" } else { "Portico" };
        document().set_title(&format!("{title} - {product}"));
        if here.get() {
            announced.set(title);
        }
    });
    // Whether somebody came to this page from another one.
    Effect::new(move |arrived: Option<Option<bool>>| {
        let arrived = arrived.flatten();
        drawn.track();
        let main = main.get()?;
        let first = arrived.is_none();
        if !arrived.unwrap_or_else(|| NAVIGATED.replace(true)) {
            return Some(false);
        }
        // What is drawn now is in the page after this task.
        let arrive = move || {
            let lost = focused().is_none_or(|at| at.tag_name() == "BODY" || !at.is_connected());
            if (lost || first) && focus_heading(&main) {
                let _ = here.try_set(true);
            }
        };
        set_timeout(arrive, Duration::ZERO);
        Some(true)
    });
    view! {
        <main class="page" id="main" tabindex="-1" node_ref=main>
            {children()}
        </main>
    }
    .into_any()
}

/// Whether there was a heading to focus. The page stays where it is scrolled to.
fn focus_heading(main: &web_sys::HtmlElement) -> bool {
    let heading = main.query_selector("h1").ok().flatten();
    let Some(heading) = heading.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    heading.focus_with_options(&options).is_ok()
}
