use std::sync::Arc;

use anyhow::{Context, Result};
use axum::http::HeaderValue;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::catalog::CatalogStore;
use crate::follow::Followers;
use crate::identity::{NoSignIn, SignIn};
use crate::index::Index;
use crate::listen::{LIMITS, listen};
use crate::middleware::rate_limit::RateLimit;
use crate::options::{Options, Sources};
use crate::origins::Allowed;
use crate::portal::Portal;
use crate::router::app;
use crate::routes::events::Streams;
use crate::routes::probes::recorder;
use crate::settings::Settings;
use crate::state::{App, AppState};
use crate::temporal::Temporal;

/// Puts the parts together. Temporal need not be there yet.
pub async fn build(settings: Settings, sign_in: Box<dyn SignIn>) -> Result<App> {
    settings.check()?;
    recorder();
    let temporal = Temporal::new(&settings.temporal_address, settings.router_namespace())
        .with_context(|| format!("Temporal's address {:?}", settings.temporal_address))?;
    let index = Index::open(&settings.database).await?;
    let (environment, configs, guides) =
        (settings.environment, settings.configs.clone(), settings.guides.clone());
    let catalog =
        tokio::task::spawn_blocking(move || CatalogStore::open(environment, configs, guides))
            .await?;
    let catalog = Arc::new(catalog);
    let portal = settings.portal.clone().map(|folder| Portal::new(folder, &settings));
    let gateways = portal.as_ref().map(Portal::gateways).unwrap_or_default();
    let policy = portico_contract::csp::policy(gateways.iter().map(String::as_str));
    Ok(Arc::new(AppState {
        sign_in,
        allowed: Allowed::new(settings.bind, &settings.origins),
        policy: HeaderValue::from_str(&policy).context("the Content-Security-Policy")?,
        rate_limit: RateLimit::per_second(settings.rate_limit),
        followers: Followers::new(
            settings.clone(),
            temporal.clone(),
            catalog.clone(),
            index.clone(),
        ),
        catalog,
        options: Options::new(Sources::new(temporal.clone(), settings.option_hosts.clone())),
        temporal,
        index,
        streams: Streams::default(),
        portal,
        stopping: CancellationToken::new(),
        settings,
    }))
}

/// Serves until the process is told to stop, then lets requests end.
pub async fn serve(settings: Settings) -> Result<()> {
    let sign_in: Box<dyn SignIn> = match settings.dev_identity.clone() {
        Some(identity) => Box::new(identity),
        None => Box::new(NoSignIn),
    };
    let state = build(settings, sign_in).await?;
    let keeper = state.keeper().keep();
    // Without its folders there is no catalog to watch; readiness says so.
    let watching = state
        .watch_catalog()
        .inspect_err(
            |error| tracing::error!(error.text = %error, "Changes of the catalog are not noticed"),
        )
        .ok();
    let bind = state.settings.bind;
    let listener = TcpListener::bind(bind).await.with_context(|| format!("listen on {bind}"))?;
    tracing::info!(
        environment = %state.settings.environment,
        address = %listener.local_addr()?,
        workflows = state.catalog.current().entries().len(),
        "Serving"
    );
    let stopping = state.clone();
    tokio::spawn(async move {
        stop_signal().await;
        stopping.stop();
    });
    listen(listener, app(state.clone()), LIMITS, state.stopping.clone()).await;
    keeper.abort();
    if let Some(watching) = watching {
        watching.abort();
    }
    state.settle().await;
    Ok(())
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
