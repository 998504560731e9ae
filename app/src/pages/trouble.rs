//! What a page shows when a call failed.

use leptos::prelude::*;
use portico_contract::http::ErrorCode;

use crate::api::ApiError;
use crate::paths;
use crate::ui::empty::Empty;
use crate::ui::notice::{Notice, Tone};
use portico_contract::words::sentence;

/// In place of content that did not come.
pub fn trouble(error: &ApiError, retry: impl Fn() + 'static) -> AnyView {
    let (title, text) = error.words();
    let text = sentence(&text);
    let reference = error.request_id().map(|id| format!("Reference {id}"));
    let again = error.passing().then(|| {
        view! {
            <button class="btn btn--sm" type="button" on:click=move |_| retry()>
                "Try again"
            </button>
        }
    });
    let reload = wants_reload(error).then(reload_button);
    let onward = elsewhere(error);
    view! {
        <Empty icon_name="error" title=title text=text>
            {again}
            {reload}
            {onward}
            {reference.map(|r| view! { <p class="tiny faint">{r}</p> })}
        </Empty>
    }
    .into_any()
}

/// Where to go on from what is not there.
fn elsewhere(error: &ApiError) -> Option<AnyView> {
    let (href, words) = match error.code()? {
        ErrorCode::UnknownWorkflow => (paths::CATALOG, "Browse the catalog"),
        ErrorCode::UnknownRun => (paths::RUNS, "Look at your runs"),
        _ => return None,
    };
    Some(view! { <a class="btn btn--sm" href=href>{words}</a> }.into_any())
}

/// Above content that is there but may be old, or before an action that failed.
pub fn trouble_notice(error: &ApiError, retry: Option<Callback<()>>) -> AnyView {
    let (title, text) = error.words();
    let text = sentence(&text);
    let reference = error.request_id().map(|id| format!(" Reference {id}."));
    let reload = wants_reload(error).then(reload_button);
    view! {
        <Notice tone=Tone::Bad title=title alert=true>
            <p>{text}{reference}</p>
            {reload.map(|button| view! { <p>{button}</p> })}
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

/// Whether a reload is the way on: to files of one build, or past what signs people in.
fn wants_reload(error: &ApiError) -> bool {
    matches!(error, ApiError::BrokenFile { .. }) || error.is_signed_out()
}

/// Gets the portal of now.
pub fn reload_button() -> AnyView {
    view! {
        <button class="btn btn--sm" type="button" on:click=|_| drop(window().location().reload())>
            "Reload"
        </button>
    }
    .into_any()
}
