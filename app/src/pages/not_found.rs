//! For an address that leads nowhere.

use leptos::prelude::*;

use super::shell::Page;
use crate::paths;
use crate::ui::empty::Empty;

/// The page for an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Page title=Signal::stored("Not found".to_owned())>
            <h1 tabindex="-1">"Page not found"</h1>
            <Empty icon_name="search" title="Nothing lives at this address" text="The link may be old, or cut short.">
                <a class="btn btn--sm" href=paths::CATALOG>
                    "Browse the catalog"
                </a>
            </Empty>
        </Page>
    }
    .into_any()
}
