//! What surrounds every page: the top bar, its menu on phones, and what a change of page does for a screen reader.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use crate::paths;
use crate::session::use_session;
use crate::ui::hold::focus_id;
use crate::ui::icon::icon;
use crate::ui::theme::ThemeSwitch;

thread_local! {
    /// The first page keeps the browser's own focus; each later one takes it to its heading.
    static NAVIGATED: Cell<bool> = const { Cell::new(false) };
}

/// The pages that exist: words, path.
const PAGES: [(&str, &str); 2] = [("Catalog", paths::CATALOG), ("Runs", paths::RUNS)];

/// The frame around the routes.
#[component]
pub fn Shell(
    /// The routes.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    let open = RwSignal::new(false);
    let path = use_location().pathname;
    Effect::new(move || {
        path.track();
        open.set(false);
    });
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            focus_id("menu-button");
        }
    };
    // The gateway knows better than config.json which environment it serves.
    let me = session.me;
    let configured = session.environment.name.clone();
    let environment = Memo::new(move |_| {
        me.with(|me| me.ready().map(|me| me.environment.clone())).unwrap_or(configured.clone())
    });
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
                    {nav_links(path)}
                </nav>
                <span class="topbar__gap"></span>
                <span class="env" data-env=environment>
                    <span class="sr">"Environment: "</span>
                    {environment}
                </span>
                <ThemeSwitch />
                <span class="topbar__account">{account}</span>
            </div>
            <div class="drawer" id="menu" hidden=move || !open.get()>
                <nav class="drawer__nav" aria-label="Menu">
                    {nav_links(path)}
                </nav>
                <ThemeSwitch />
                {account}
            </div>
        </header>
        {children()}
    }
    .into_any()
}

fn nav_links(path: Memo<String>) -> AnyView {
    PAGES
        .iter()
        .map(|(words, href)| {
            let current = move || {
                let path = path.get();
                let here = if *href == paths::CATALOG {
                    path == "/" || path.starts_with("/workflows")
                } else {
                    path.starts_with(href)
                };
                here.then_some("page")
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
    /// The page.
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<html::Main>::new();
    Effect::new(move || document().set_title(&format!("{} - Portico", title.get())));
    Effect::new(move || {
        let Some(main) = main.get() else { return };
        if NAVIGATED.replace(true)
            && let Ok(Some(heading)) = main.query_selector("h1")
            && let Ok(heading) = heading.dyn_into::<web_sys::HtmlElement>()
        {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = heading.focus_with_options(&options);
        }
    });
    view! {
        <main class="page" id="main" tabindex="-1" node_ref=main>
            {children()}
        </main>
    }
    .into_any()
}
