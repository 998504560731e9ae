//! What the second part of the wasm draws. The first part, which every visit loads, has the frame and the catalog's
//! cards; the second is fetched once the cards can be used, or when one of its pages is opened.

#![expect(
    clippy::unnecessary_wraps,
    clippy::unit_arg,
    reason = "the splitter tells a part that did not load by a result, also of what cannot fail"
)]

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use super::catalog::{Chips, Filters, Found, Listing, Query, RecentRuns};
use super::palette::Palette;
use super::run::RunPage;
use super::runs::RunsPage;
use super::shell::Page;
use super::workflow::WorkflowPage;
use crate::api::ApiError;
use crate::session::{Load, Session};
use crate::ui::empty::Empty;
use crate::ui::skeleton::Skeleton;

/// A view of the second part.
#[derive(Clone)]
pub enum Later {
    /// The caller's newest runs, above the catalog's cards.
    Recent,
    /// The filters beside the catalog's cards.
    Filters {
        /// The page they belong to.
        listing: Listing,
    },
    /// What finds the cards that somebody looks for.
    Found {
        /// The page they are looked for on.
        listing: Listing,
    },
    /// The chosen filters, above the cards.
    Chips {
        /// What is looked for.
        query: RwSignal<Query>,
    },
    /// The palette over every page.
    Palette {
        /// Asked to close.
        on_close: Callback<()>,
    },
    /// `/workflows/{namespace}/{workflow_type}`
    Workflow {
        /// Prod namespace.
        namespace: String,
        /// Workflow type.
        workflow_type: String,
    },
    /// `/runs`
    Runs,
    /// `/runs/{workflow_id}`
    Run {
        /// The RouterWorkflow's id.
        workflow_id: String,
    },
}

/// All that only this function calls is cut off into the second part; awaiting it fetches that part first.
#[wasm_split(later, wasm_split_path = leptos::wasm_split, preload(fetch), fallible)]
fn draw(page: Later) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Later::Recent => view! { <RecentRuns /> }.into_any(),
        Later::Filters { listing } => view! { <Filters listing=listing /> }.into_any(),
        Later::Found { listing } => view! { <Found listing=listing /> }.into_any(),
        Later::Chips { query } => view! { <Chips query=query /> }.into_any(),
        Later::Palette { on_close } => view! { <Palette on_close=on_close /> }.into_any(),
        Later::Workflow { namespace, workflow_type } => {
            view! { <WorkflowPage namespace=namespace workflow_type=workflow_type /> }.into_any()
        }
        Later::Runs => view! { <RunsPage /> }.into_any(),
        Later::Run { workflow_id } => view! { <RunPage id=workflow_id /> }.into_any(),
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Coming,
    Here,
    Missing,
}

impl Later {
    /// A page; without its code it says so.
    pub fn page(self) -> AnyView {
        self.view(
            || {
                view! { <main class="page" id="main" tabindex="-1"><Skeleton lines=9 /></main> }
                    .into_any()
            },
            missing,
        )
    }

    /// A part of the catalog, which does without it until its code is there.
    pub fn beside(self) -> AnyView {
        self.beside_or(|| ().into_any())
    }

    /// The same, and what is shown instead when its code does not come.
    pub fn beside_or(self, missing: impl Fn() -> AnyView + Copy + Send + 'static) -> AnyView {
        self.view(|| ().into_any(), missing)
    }

    fn view(
        self,
        coming: fn() -> AnyView,
        missing: impl Fn() -> AnyView + Copy + Send + 'static,
    ) -> AnyView {
        let here = at_once(fetch()).is_some_and(|fetched| fetched.is_ok());
        let part = RwSignal::new(if here { Part::Here } else { Part::Coming });
        if !here {
            spawn_local(async move {
                let came = if fetch().await.is_ok() { Part::Here } else { Part::Missing };
                let _ = part.try_set(came);
            });
        }
        let view = move || match part.get() {
            Part::Coming => coming(),
            Part::Here => at_once(draw(self.clone())).and_then(Result::ok).unwrap_or_else(missing),
            Part::Missing => missing(),
        };
        view.into_any()
    }
}

type Cards = Pin<Box<dyn Future<Output = ()>>>;

#[wasm_split(later, wasm_split_path = leptos::wasm_split, return_wrapper(let cards = _; { Ok(cards?.await) } -> Result<(), SplitLoaderError>), fallible)]
fn fetch_cards(session: Session) -> Result<Cards, SplitLoaderError> {
    Ok(Box::pin(async move { session.load_all().await }))
}

/// Fetches every card, unless they are there.
pub async fn all_cards(session: Session) {
    let all = session.all;
    if fetch_cards(session).await.is_err() {
        all.set(Load::Failed(ApiError::Unreachable));
    }
}

/// What a future gives without waiting.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

fn missing() -> AnyView {
    let reload = |_| drop(window().location().reload());
    view! {
        <Page title=Signal::stored("Not loaded".to_owned())>
            <h1 tabindex="-1">"This page did not load"</h1>
            <div role="alert">
                <Empty
                    icon_name="error"
                    title="A part of Portico is missing"
                    text="The connection was lost, or Portico was updated just now. Nothing you submitted is lost."
                >
                    <button class="btn btn--sm btn--primary" type="button" on:click=reload>
                        "Reload"
                    </button>
                </Empty>
            </div>
        </Page>
    }
    .into_any()
}
