use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::breaker::Breaker;
use super::fault::{Fault, FaultKind};
use super::field::Digest32;

/// Questions one source is asked at the same time: a workflow answers one after the other anyway.
const PLACES: usize = 8;
/// Sources remembered before all are forgotten: more than a catalog has.
const MOST: usize = 20_000;

/// What stands between the questions and one source.
#[derive(Debug)]
pub(super) struct Gate {
    breaker: Mutex<Breaker>,
    /// Room for questions under way.
    pub(super) places: Semaphore,
}

impl Gate {
    fn new() -> Self {
        Self { breaker: Mutex::default(), places: Semaphore::new(PLACES) }
    }

    /// Lets a question through.
    pub(super) fn admit(&self, now: Instant) -> Result<(), Fault> {
        self.breaker().admit(now).map_err(|rest| {
            FaultKind::Resting(rest.as_secs().max(1)).with("it failed several times in a row")
        })
    }

    /// Notes how it fared; answers whether the gate closed by that.
    pub(super) fn note(&self, fared: Result<(), FaultKind>, now: Instant) -> bool {
        let mut breaker = self.breaker();
        let was_closed = breaker.is_closed();
        breaker.note(fared.is_err_and(FaultKind::counts), now);
        was_closed && !breaker.is_closed()
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The gates of all sources.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<HashMap<Digest32, Arc<Gate>>>);

impl Gates {
    pub(super) fn of(&self, source: &Digest32) -> Arc<Gate> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if gates.len() >= MOST {
            gates.clear();
        }
        gates.entry(*source).or_insert_with(|| Arc::new(Gate::new())).clone()
    }
}
