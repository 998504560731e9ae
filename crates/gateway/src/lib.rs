//! The HTTP gateway: proves who asks, checks policy, validates, starts and follows runs.
//! All routes are in `router`; [`app`] builds them from an [`App`], [`serve`] runs them.

mod catalog;
mod error;
mod extract;
mod follow;
mod gzip;
mod identity;
mod index;
mod listen;
mod middleware;
mod negotiate;
mod options;
mod origins;
mod policy;
mod portal;
mod router;
mod routes;
mod serve;
mod settings;
mod start;
mod state;
mod strict;
mod temporal;

pub use identity::{Caller, DevIdentity, NoSignIn, SignIn};
pub use middleware::panics::log_panics;
pub use options::Host as OptionHost;
pub use router::app;
pub use routes::documents::openapi_document;
pub use serve::{build, serve};
pub use settings::{Settings, SettingsError};
pub use state::{App, AppState};
