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
    pub sign_in: Box<dyn SignIn>,
    /// Hosts and origins that are answered.
    pub allowed: Allowed,
    /// The Content-Security-Policy.
    pub policy: HeaderValue,
    /// Requests per caller.
    pub rate_limit: RateLimit,
    /// The workflows.
    pub catalog: Arc<CatalogStore>,
    /// The cluster.
    pub temporal: Temporal,
    /// The list of runs.
    pub index: Index,
    /// Runs that somebody looks at.
    pub followers: Followers,
    /// The built portal, where it is served.
    pub portal: Option<Portal>,
    /// Cancelled when the gateway is told to stop, so that streams end.
    pub stopping: CancellationToken,
}
