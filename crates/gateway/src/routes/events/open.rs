//! Streams that are open, counted by caller: one caller cannot take the places of all others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{ApiError, ApiResult};

/// Streams of one caller, in all their browsers.
const MOST: usize = 100;
/// Seconds after which one of them may be free.
const LATER: u64 = 5;

/// The open streams.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<String, usize>>>);

impl Streams {
    /// Counts one more until what it gives is dropped.
    pub(crate) fn open(&self, caller: &str) -> ApiResult<Open> {
        let mut callers = self.callers();
        let count = callers.entry(caller.to_owned()).or_default();
        if *count >= MOST {
            return Err(ApiError::rate_limited(LATER));
        }
        *count += 1;
        metrics::gauge!("portico_event_streams").increment(1.0);
        Ok(Open { streams: self.clone(), caller: caller.to_owned() })
    }

    fn callers(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An open stream.
#[derive(Debug)]
pub(crate) struct Open {
    streams: Streams,
    caller: String,
}

impl Drop for Open {
    fn drop(&mut self) {
        metrics::gauge!("portico_event_streams").decrement(1.0);
        let mut callers = self.streams.callers();
        if let Some(count) = callers.get_mut(&self.caller) {
            *count -= 1;
            if *count == 0 {
                callers.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_callers_streams_are_not_anothers() {
        let streams = Streams::default();
        let mut open: Vec<Open> = (0..MOST).map(|_| streams.open("a").unwrap()).collect();
        assert!(streams.open("a").is_err() && streams.open("b").is_ok());
        open.pop();
        assert!(streams.open("a").is_ok());
        drop(open);
        assert!(streams.callers().is_empty());
    }
}
