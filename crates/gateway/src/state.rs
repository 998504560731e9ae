use std::sync::Arc;

use axum::http::HeaderValue;
use tokio_util::sync::CancellationToken;

use crate::catalog::CatalogStore;
use crate::follow::Followers;
use crate::identity::SignIn;
use crate::index::Index;
use crate::middleware::rate_limit::RateLimit;
use crate::origins::Allowed;
use crate::portal::Portal;
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
    /// The list of runs.
    pub(crate) index: Index,
    /// Runs that somebody looks at.
    pub(crate) followers: Followers,
    /// The built portal, where it is served.
    pub(crate) portal: Option<Portal>,
    /// Cancelled when the gateway is told to stop, so that streams end.
    pub(crate) stopping: CancellationToken,
}
