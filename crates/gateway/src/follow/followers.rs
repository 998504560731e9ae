use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::Instant;

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
    /// When somebody last looked. Whoever polls holds no receiver in between.
    looked: Arc<Mutex<Instant>>,
}

impl Followed {
    fn new(sender: watch::Sender<Seen>) -> Self {
        Self { sender, looked: Arc::new(Mutex::new(Instant::now())) }
    }

    fn look(&self) {
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// How long nobody has looked; zero while somebody does.
    pub(super) fn unwatched(&self) -> Duration {
        if self.sender.receiver_count() > 0 {
            self.look();
        }
        self.looked().elapsed()
    }

    fn looked(&self) -> Instant {
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The runs that somebody looks at.
#[derive(Clone)]
pub(crate) struct Followers {
    tools: Arc<Tools>,
    runs: Arc<Mutex<HashMap<String, (Followed, AbortHandle)>>>,
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
        if let Some((followed, _)) = runs.get(workflow_id) {
            followed.look();
            return Ok(followed.sender.subscribe());
        }
        if runs.len() >= MAX_FOLLOWED && !make_room(&mut runs) {
            return Err(ApiError::rate_limited(5));
        }
        let (sender, receiver) = watch::channel(Seen::Nothing);
        let followed = Followed::new(sender);
        let task = {
            let (followers, followed) = (self.clone(), followed.clone());
            let workflow_id = workflow_id.to_owned();
            tokio::spawn(async move {
                let follower =
                    Follower::new(followers.tools.clone(), workflow_id.clone(), followed.clone());
                let leave = |leaving| followers.leave(&workflow_id, &followed.sender, leaving);
                follower.run(leave).await;
            })
        };
        runs.insert(workflow_id.to_owned(), (followed, task.abort_handle()));
        metrics::gauge!("portico_followed_runs").set(runs.len() as f64);
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
        if runs.get(workflow_id).is_some_and(|(followed, _)| followed.sender.same_channel(follower))
        {
            runs.remove(workflow_id);
        }
        metrics::gauge!("portico_followed_runs").set(runs.len() as f64);
        true
    }
}

/// Gives up the run that nobody has looked at for longest, so that one caller who asks for many runs once keeps
/// nobody else out; false where somebody looks at every one.
fn make_room(runs: &mut HashMap<String, (Followed, AbortHandle)>) -> bool {
    let idle = |(followed, _): &(Followed, AbortHandle)| followed.sender.receiver_count() == 0;
    let longest = runs
        .iter()
        .filter(|(_, run)| idle(run))
        .min_by_key(|(_, (followed, _))| followed.looked())
        .map(|(workflow_id, _)| workflow_id.clone());
    let Some((_, task)) = longest.and_then(|workflow_id| runs.remove(&workflow_id)) else {
        return false;
    };
    task.abort();
    true
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn room_is_made_by_the_run_nobody_has_looked_at_for_longest() {
        let mut runs = HashMap::new();
        let mut receivers = Vec::new();
        let begin = Instant::now();
        for (second, workflow_id) in ["watched", "old", "young"].into_iter().enumerate() {
            let (sender, receiver) = watch::channel(Seen::Nothing);
            let looked = Arc::new(Mutex::new(begin + Duration::from_secs(second as u64)));
            let task = tokio::spawn(std::future::pending::<()>()).abort_handle();
            runs.insert(workflow_id.to_owned(), (Followed { sender, looked }, task));
            receivers.extend((workflow_id == "watched").then_some(receiver));
        }
        let mut left = Vec::new();
        while make_room(&mut runs) {
            let mut names: Vec<_> = runs.keys().map(String::as_str).collect();
            names.sort_unstable();
            left.push(names.join(" "));
        }
        assert_eq!(left, ["watched young", "watched"]);
    }
}
