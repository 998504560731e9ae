use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{BoxFuture, Shared};
use futures_util::{FutureExt, future};
use jiff::Timestamp;
use portico_contract::http::SearchMode;
use tokio::time::Instant;

use super::answer::read;
use super::cache::Cache;
use super::fault::{Fault, FaultKind};
use super::gate::Gates;
use super::gather::Gather;
use super::list::List;
use super::question::{Key, Question};
use super::sources::Ask;
use crate::start::apart;

/// How long a source has to answer; a person waits.
pub(super) const BUDGET: Duration = Duration::from_secs(3);
/// What all lists together may take of the memory, in bytes.
const CACHE: usize = 32 << 20;
/// Lists that are asked for at the same time.
const FLIGHTS: usize = 256;
/// Pages of which a list is put together where the browser shall have the whole.
const PAGES: usize = 100;

/// Answers questions for lists: from memory, or by asking once for everybody who waits.
#[derive(Clone)]
pub(crate) struct Options(Arc<Inner>);

struct Inner {
    sources: Box<dyn Ask>,
    budget: Duration,
    clock: Clock,
    cache: Mutex<Cache>,
    flights: Mutex<HashMap<Key, Flight>>,
    gates: Gates,
}

/// Tells the time by which lists age.
#[derive(Default)]
struct Clock {
    /// How far a test has put it forward, in seconds.
    #[cfg(test)]
    ahead: std::sync::atomic::AtomicU64,
}

impl Clock {
    fn now(&self) -> Instant {
        let now = Instant::now();
        #[cfg(test)]
        let now = now + Duration::from_secs(self.ahead.load(std::sync::atomic::Ordering::SeqCst));
        now
    }
}

/// A question under way, which any number of requests wait for.
type Flight = Shared<BoxFuture<'static, Result<Arc<List>, Fault>>>;

/// A list, and why it is not the newest there could be.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The list.
    pub(crate) list: Arc<List>,
    /// Why the source could not be asked again though the list is older than lists are believed.
    pub(crate) stale: Option<Fault>,
}

impl Options {
    /// Asks these sources.
    pub(crate) fn new(sources: impl Ask + 'static) -> Self {
        Self::with(sources, BUDGET)
    }

    fn with(sources: impl Ask + 'static, budget: Duration) -> Self {
        Self(Arc::new(Inner {
            sources: Box::new(sources),
            budget,
            clock: Clock::default(),
            cache: Mutex::new(Cache::new(CACHE)),
            flights: Mutex::default(),
            gates: Gates::default(),
        }))
    }

    /// The list that answers a question: one that is believed, else the source's, else the last one known. A list that
    /// will soon not be believed any more is asked for in the background.
    pub(crate) async fn list(&self, question: Question) -> Result<Listed, Fault> {
        let (key, kind) = (question.key(), question.field.source.kind());
        let max_age = question.field.max_age;
        let known = self.cache().get(&key, self.0.clock.now());
        if let Some(list) = &known {
            let age = list.age(self.0.clock.now());
            if age < max_age {
                if age >= max_age * 3 / 4 {
                    // Nobody waits for it: the flight goes on by itself.
                    drop(self.flight(key, question, known.as_ref()));
                }
                count(kind, "cached");
                return Ok(Listed { list: list.clone(), stale: None });
            }
        }
        match (self.flight(key, question, known.as_ref()).await, known) {
            (Ok(list), _) => {
                count(kind, "asked");
                Ok(Listed { list, stale: None })
            }
            (Err(fault), Some(list)) => {
                count(kind, "stale");
                Ok(Listed { list, stale: Some(fault) })
            }
            (Err(fault), None) => {
                count(kind, "failed");
                Err(fault)
            }
        }
    }

    /// The question under way, begun now if nobody asks it yet. `known` is the list that is too old.
    fn flight(&self, key: Key, question: Question, known: Option<&Arc<List>>) -> Flight {
        let mut flights = self.flights();
        if let Some(flight) = flights.get(&key) {
            return flight.clone();
        }
        // A list is kept before its flight ends: one that came since the look into the cache is seen here.
        let come = self.cache().get(&key, self.0.clock.now());
        if let Some(list) = come.filter(|list| known.is_none_or(|known| known.asked < list.asked)) {
            return future::ready(Ok(list)).boxed().shared();
        }
        if flights.len() >= FLIGHTS {
            let fault = FaultKind::Busy.with("too many lists are asked for at the same time");
            return future::ready(Err(fault)).boxed().shared();
        }
        let options = self.clone();
        let asking = tokio::spawn(async move {
            let question = Arc::new(question);
            let asked = tokio::spawn(ask(options.0.clone(), question.clone())).await;
            let asked = asked.unwrap_or_else(|error| Err(FaultKind::Internal.with(error)));
            let asked = asked.map(Arc::new).inspect_err(|fault| log(&question, fault));
            if let Ok(list) = &asked {
                options.keep(key, list.clone());
            }
            options.flights().remove(&key);
            asked
        });
        let ended = |ended: Result<_, tokio::task::JoinError>| {
            ended.unwrap_or_else(|error| Err(FaultKind::Internal.with(error)))
        };
        let flight = asking.map(ended).boxed().shared();
        flights.insert(key, flight.clone());
        flight
    }

    fn keep(&self, key: Key, list: Arc<List>) {
        let mut cache = self.cache();
        cache.put(key, list);
        metrics::gauge!("portico_option_cache_bytes").set(cache.bytes() as f64);
        metrics::gauge!("portico_option_lists").set(cache.len() as f64);
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.0.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Key, Flight>> {
        self.0.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks the source, unless it is left alone, and notes how it fared.
async fn ask(inner: Arc<Inner>, question: Arc<Question>) -> Result<List, Fault> {
    let gate = inner.gates.of(&question.field.source_id);
    let begun = inner.clock.now();
    gate.admit(begun)?;
    let until = Instant::now() + inner.budget;
    // Whoever has to wait for others too long says nothing of the source.
    let Ok(_place) = tokio::time::timeout_at(until, gate.places.acquire()).await else {
        return Err(FaultKind::Busy.with("too many questions are before it"));
    };
    let asking = gathered(&*inner.sources, &question, begun);
    let asked = tokio::time::timeout_at(until, asking).await;
    let asked = asked.unwrap_or_else(|_| Err(FaultKind::Timeout.with("the budget is used up")));
    let kind = question.field.source.kind();
    metrics::histogram!("portico_option_source_seconds", "kind" => kind)
        .record((inner.clock.now() - begun).as_secs_f64());
    let fared = asked.as_ref().map(drop).map_err(|fault| fault.kind);
    if gate.note(fared, inner.clock.now()) {
        metrics::counter!("portico_option_source_rests_total", "kind" => kind).increment(1);
        tracing::warn!(
            option.field = %question.field.pointer,
            option.source = %question.field.source.name(),
            "A source of options failed several times in a row and is left alone"
        );
    }
    asked
}

/// The whole list, or the page that is asked for.
async fn gathered(
    sources: &dyn Ask,
    question: &Arc<Question>,
    asked: Instant,
) -> Result<List, Fault> {
    let now = Timestamp::now();
    let is_whole = question.field.search == SearchMode::Client;
    let mut gather = Gather::new(question.clone());
    let mut cursor = question.cursor.clone();
    // A list is as old as its oldest page, and no source knows the future.
    let mut as_of = now;
    for _ in 0..PAGES {
        let answer = sources.ask(question, cursor.as_deref()).await?;
        let mut filled = gather;
        let read = apart(answer.len(), move || (read(&answer, &mut filled), filled)).await;
        let (rest, filled) = read.ok_or_else(|| FaultKind::Internal.with("a reader panicked"))?;
        let rest = rest.map_err(|error| FaultKind::Shape.with(error))?;
        gather = filled;
        as_of = as_of.min(rest.as_of.unwrap_or(as_of));
        cursor = rest.cursor;
        if !is_whole || cursor.is_none() || gather.truncated {
            break;
        }
    }
    gather.truncated |= is_whole && cursor.is_some();
    let cursor = gather.own_cursor().or(cursor).filter(|_| !is_whole);
    let is_all = cursor.is_none() && question.cursor.is_none() && !gather.truncated;
    if gather.duplicates > 0 || gather.valueless > 0 || gather.truncated {
        tracing::info!(
            option.field = %question.field.pointer,
            option.kept = gather.kept,
            option.duplicates = gather.duplicates,
            option.valueless = gather.valueless,
            option.truncated = gather.truncated,
            "A list of options was not taken as it came"
        );
    }
    let (total, size) = (is_all.then_some(gather.kept), gather.json.len());
    let list = apart(size, move || List::new(gather, cursor, total, as_of, asked)).await;
    list.ok_or_else(|| FaultKind::Internal.with("a writer panicked"))
}

fn log(question: &Question, fault: &Fault) {
    let (kind, name) = (question.field.source.kind(), fault.kind.name());
    metrics::counter!("portico_option_source_failures_total", "kind" => kind, "fault" => name)
        .increment(1);
    if matches!(fault.kind, FaultKind::Resting(_)) {
        return;
    }
    tracing::warn!(
        option.field = %question.field.pointer,
        option.source = %question.field.source.name(),
        option.fault = name,
        error.text = %fault.internal,
        "A source of options failed"
    );
}

fn count(kind: &'static str, outcome: &'static str) {
    metrics::counter!("portico_option_answers_total", "kind" => kind, "outcome" => outcome)
        .increment(1);
}

#[cfg(test)]
mod tests;
