//! The portal: it draws, fetches and routes, and decides nothing.
//!
//! Layers, each importing only from the ones before it: `ui` (knows nothing), `paths` and `api`, `form` (knows
//! schemas), `pages` (knows routes and the API).

pub mod api;
pub mod form;
pub mod paths;
pub mod ui;
