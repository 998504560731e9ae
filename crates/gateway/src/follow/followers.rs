use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::follower::Follower;
use super::snapshot::Snapshot;
use crate::catalog::CatalogStore;
use crate::error::{ApiError, ApiResult};
use crate::index::Index;
use crate::settings::Settings;
use crate::temporal::{CallError, Temporal};

/// How long a request waits for the first look at a run.
const FIRST_LOOK: Duration = Duration::from_secs(5);
/// Runs followed at the same time; each costs two long polls, of which the server allows 1,200 per namespace.
const MAX_FOLLOWED: usize = 500;

/// What is known of a run somebody looks at.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    /// Not looked yet.
    Nothing,
    /// This.
    Run(Arc<Snapshot>),
    /// Temporal has no such run.
    Unknown,
    /// Temporal could not be asked.
    Failed(CallError),
}

/// What followers work with.
pub(super) struct Tools {
    pub(super) settings: Settings,
    pub(super) temporal: Temporal,
    pub(super) catalog: Arc<CatalogStore>,
    pub(super) index: Index,
}

/// A run that is followed.
#[derive(Clone)]
pub(super) struct Followed {
    pub(super) sender: watch::Sender<Seen>,
    /// Somebody looked since the follower last asked. Whoever polls holds no receiver in between.
    pub(super) looked: Arc<AtomicBool>,
}

/// The runs that somebody looks at.
#[derive(Clone)]
pub(crate) struct Followers {
    tools: Arc<Tools>,
    runs: Arc<Mutex<HashMap<String, Followed>>>,
}

impl Followers {
    /// Nobody looks at anything yet.
    pub(crate) fn new(
        settings: Settings,
        temporal: Temporal,
        catalog: Arc<CatalogStore>,
        index: Index,
    ) -> Self {
        Self { tools: Arc::new(Tools { settings, temporal, catalog, index }), runs: Arc::default() }
    }

    /// Looks at a run; it is followed for as long as the receiver lives, and a little longer.
    pub(crate) fn watch(&self, workflow_id: &str) -> ApiResult<watch::Receiver<Seen>> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(followed) = runs.get(workflow_id) {
            followed.looked.store(true, Ordering::Relaxed);
            return Ok(followed.sender.subscribe());
        }
        if runs.len() >= MAX_FOLLOWED {
            return Err(ApiError::rate_limited(5));
        }
        let (sender, receiver) = watch::channel(Seen::Nothing);
        let followed = Followed { sender, looked: Arc::default() };
        runs.insert(workflow_id.to_owned(), followed.clone());
        metrics::gauge!("portico_followed_runs").set(runs.len() as f64);
        let followers = self.clone();
        let workflow_id = workflow_id.to_owned();
        tokio::spawn(async move {
            let follower =
                Follower::new(followers.tools.clone(), workflow_id.clone(), followed.clone());
            follower.run(|leaving| followers.leave(&workflow_id, &followed.sender, leaving)).await;
        });
        Ok(receiver)
    }

    /// The run as it is now; waits for the first look at it.
    pub(crate) async fn snapshot(&self, workflow_id: &str) -> ApiResult<Arc<Snapshot>> {
        let mut receiver = self.watch(workflow_id)?;
        let looked = receiver.wait_for(|seen| !matches!(seen, Seen::Nothing));
        match tokio::time::timeout(FIRST_LOOK, looked).await {
            Ok(Ok(seen)) => seen.clone().into_result(workflow_id),
            Ok(Err(_)) => Err(ApiError::internal("a follower ended before it looked")),
            Err(_) => Err(ApiError::temporal_unavailable("no look at the run in time")),
        }
    }

    /// Takes a follower out, unless somebody still looks at what it follows; answers whether it is out.
    fn leave(&self, workflow_id: &str, follower: &watch::Sender<Seen>, last: Leaving) -> bool {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        // Receivers are made under this lock, so nobody can come in between.
        if last == Leaving::IfAlone && follower.receiver_count() > 0 {
            return false;
        }
        if runs.get(workflow_id).is_some_and(|followed| followed.sender.same_channel(follower)) {
            runs.remove(workflow_id);
        }
        metrics::gauge!("portico_followed_runs").set(runs.len() as f64);
        true
    }
}

/// Why a follower leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Nobody seems to look at its run any more.
    IfAlone,
    /// It cannot follow its run.
    Now,
}

impl Seen {
    /// The run, or why there is none.
    pub(crate) fn into_result(self, workflow_id: &str) -> ApiResult<Arc<Snapshot>> {
        match self {
            Self::Run(snapshot) => Ok(snapshot),
            Self::Unknown => Err(ApiError::unknown_run(workflow_id)),
            Self::Failed(error) => Err(error.into()),
            Self::Nothing => {
                Err(ApiError::internal("a run was answered before anybody looked at it"))
            }
        }
    }
}
