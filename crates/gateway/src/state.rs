use std::sync::Arc;

use axum::http::HeaderValue;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::catalog::{CatalogStore, watch};
use crate::follow::Followers;
use crate::identity::SignIn;
use crate::index::{Index, Keeper};
use crate::middleware::rate_limit::RateLimit;
use crate::options::Options;
use crate::origins::Allowed;
use crate::portal::Portal;
use crate::routes::events::Streams;
use crate::settings::Settings;
use crate::temporal::Temporal;

/// What handlers share; cheap to clone.
pub type App = Arc<AppState>;

/// The gateway's parts.
pub struct AppState {
    /// The settings it was started with.
    pub settings: Settings,
    /// Proves callers.
    pub(crate) sign_in: Box<dyn SignIn>,
    /// Hosts and origins that are answered.
    pub(crate) allowed: Allowed,
    /// The Content-Security-Policy.
    pub(crate) policy: HeaderValue,
    /// Requests per caller.
    pub(crate) rate_limit: RateLimit,
    /// The workflows.
    pub(crate) catalog: Arc<CatalogStore>,
    /// The cluster.
    pub(crate) temporal: Temporal,
    /// The choices of dynamic fields.
    pub(crate) options: Options,
    /// The list of runs.
    pub(crate) index: Index,
    /// Runs that somebody looks at.
    pub(crate) followers: Followers,
    /// Event streams that are open.
    pub(crate) streams: Streams,
    /// The built portal, where it is served.
    pub(crate) portal: Option<Portal>,
    /// Cancelled when the gateway is told to stop, so that streams end.
    pub(crate) stopping: CancellationToken,
}

impl AppState {
    /// What keeps the index like Temporal.
    pub fn keeper(&self) -> Keeper {
        Keeper {
            index: self.index.clone(),
            temporal: self.temporal.clone(),
            catalog: self.catalog.clone(),
        }
    }

    /// Reads the catalog again whenever its folders change, until the handle is aborted.
    pub fn watch_catalog(&self) -> Result<JoinHandle<()>, notify::Error> {
        watch(self.catalog.clone())
    }

    /// Ends event streams, so that the process can stop.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    /// Returns when everything learned so far is on disk.
    pub async fn settle(&self) {
        self.index.flush().await;
    }
}
