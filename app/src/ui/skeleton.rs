//! What stands for content that is loading, in its size. Shown after 200 ms only, so that quick answers do not flash.

use std::time::Duration;

use leptos::prelude::*;

/// A panel of bones.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 5)]
    lines: usize,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    if let Ok(handle) = set_timeout_with_handle(move || shown.set(true), Duration::from_millis(200))
    {
        on_cleanup(move || handle.clear());
    }
    view! {
        <div class="panel panel__body stack" aria-busy="true" class:quiet=move || !shown.get()>
            <span class="sr">"Loading"</span>
            {(0..lines)
                .map(|line| view! { <span class=["bone bone--long", "bone", "bone bone--short"][line % 3]></span> })
                .collect_view()}
        </div>
    }
    .into_any()
}
