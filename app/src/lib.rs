//! The portal: it draws, fetches and routes, and decides nothing.
//!
//! Layers, each importing only from the ones before it: `ui` (knows nothing), `paths`, `address` and `api`, `form` (knows
//! schemas), `pages` (knows routes and the API).

#![expect(unreachable_pub, reason = "the component macro makes every component and its props pub")]
#![expect(
    clippy::needless_pass_by_value,
    reason = "components own their props: what they draw outlives the call"
)]

pub mod address;
pub mod api;
pub mod attempt;
pub mod drafts;
pub mod form;
pub mod packing;
// What is split off into a later part stays in every program that can reach it.
#[cfg(not(feature = "form-alone"))]
pub mod pages;
pub mod paths;
pub mod session;
pub mod storage;
pub mod stream;
pub mod ui;
