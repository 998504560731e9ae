//! What a page shows when a call failed.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::ui::empty::Empty;
use crate::ui::notice::{Notice, Tone};

/// In place of content that did not come.
pub fn trouble(error: &ApiError, retry: impl Fn() + 'static) -> AnyView {
    let (title, text) = error.words();
    let reference = error.request_id().map(|id| format!("Reference {id}"));
    let again = error.passing().then(|| {
        view! {
            <button class="btn btn--sm" type="button" on:click=move |_| retry()>
                "Try again"
            </button>
        }
    });
    view! {
        <Empty icon_name="error" title=title text=text>
            {again}
            {reference.map(|r| view! { <p class="tiny faint">{r}</p> })}
        </Empty>
    }
    .into_any()
}

/// Above content that is there but may be old, or before an action that failed.
pub fn trouble_notice(error: &ApiError, retry: Option<Callback<()>>) -> AnyView {
    let (title, text) = error.words();
    let reference = error.request_id().map(|id| format!(" Reference {id}."));
    view! {
        <Notice tone=Tone::Bad title=title alert=true>
            <p>{text}{reference}</p>
            {retry
                .map(|retry| {
                    view! {
                        <p>
                            <button class="btn btn--sm" type="button" on:click=move |_| retry.run(())>
                                "Try again"
                            </button>
                        </p>
                    }
                })}
        </Notice>
    }
    .into_any()
}
