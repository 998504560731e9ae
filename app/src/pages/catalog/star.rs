//! The star that makes a workflow a favourite.

use leptos::prelude::*;

use crate::favourites::use_favourites;
use crate::ui::icon::icon;

/// A workflow as the star needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starrable {
    /// Prod namespace.
    pub namespace: String,
    /// Workflow type.
    pub workflow_type: String,
    /// Display name.
    pub name: String,
}

/// A button that is pressed while the workflow is a favourite.
pub fn star(workflow: impl Fn() -> Starrable + Copy + Send + Sync + 'static) -> AnyView {
    let favourites = use_favourites();
    let is_favourite = move || {
        let Starrable { namespace, workflow_type, .. } = workflow();
        favourites.has(&namespace, &workflow_type)
    };
    let toggle = move |_| {
        let Starrable { namespace, workflow_type, .. } = untrack(workflow);
        favourites.toggle(&namespace, &workflow_type);
    };
    view! {
        <button
            class="btn btn--ghost btn--sm btn--icon"
            type="button"
            aria-label=move || format!("Favourite {}", workflow().name)
            title="Favourite"
            aria-pressed=move || is_favourite().to_string()
            on:click=toggle
        >
            {icon("star", "icon btn__star")}
        </button>
    }
    .into_any()
}
