//! Somebody who looks at a run: what they are sent, and how often.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::Event;
use futures_util::{Stream, stream};
use portico_contract::http::Run;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::end;
use crate::follow::Seen;

/// Between two events of one stream.
const PACE: Duration = Duration::from_millis(250);

pub(super) struct Viewer<M> {
    pub(super) receiver: watch::Receiver<Seen>,
    /// Id of the last event sent, or seen before.
    pub(super) last: Option<String>,
    /// Asked before each event: rights may be lost while a stream is open.
    pub(super) may_see: M,
    pub(super) stopping: CancellationToken,
}

/// What a stream does next.
enum Next {
    Wait,
    Send(Event),
    Last(Event),
    Close,
}

impl<M: Fn(&Run) -> bool + Send + 'static> Viewer<M> {
    /// The events of this viewer's stream, [`PACE`] apart. It ends after `end`; or without it, so that its client
    /// comes again, to this gateway or another.
    pub(super) fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send {
        stream::unfold(Some((self, Instant::now())), |open| async move {
            let (mut viewer, not_before) = open?;
            tokio::time::sleep_until(not_before).await;
            loop {
                match viewer.next() {
                    Next::Send(event) => {
                        return Some((Ok(event), Some((viewer, Instant::now() + PACE))));
                    }
                    Next::Last(event) => return Some((Ok(event), None)),
                    Next::Close => return None,
                    Next::Wait => {}
                }
                tokio::select! {
                    changed = viewer.receiver.changed() => if changed.is_err() { return None },
                    () = viewer.stopping.cancelled() => return None,
                }
            }
        })
    }

    /// Only the newest state is sent, however many there were since.
    fn next(&mut self) -> Next {
        let seen = self.receiver.borrow_and_update().clone();
        match seen {
            // Whoever lost the right to see the run since is told so when they come again.
            Seen::Run(snapshot) if !(self.may_see)(&snapshot.run) => Next::Close,
            Seen::Run(snapshot) if self.last.as_ref() != Some(&snapshot.id) => {
                self.last = Some(snapshot.id.clone());
                let text = String::from_utf8_lossy(&snapshot.json);
                Next::Send(Event::default().event("run").id(&snapshot.id).data(text))
            }
            Seen::Run(snapshot) if snapshot.finished => Next::Last(end()),
            Seen::Unknown | Seen::Failed(_) => Next::Close,
            Seen::Run(_) | Seen::Nothing => Next::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::Bytes;
    use futures_util::StreamExt;
    use serde_json::json;

    use super::*;
    use crate::follow::Snapshot;

    fn seen(id: usize) -> Seen {
        let run = json!({
            "workflow_id": "w", "run_id": "r", "namespace": "n", "workflow_type": "T", "name": "N", "environment": "local",
            "status": "running", "requester": "me@example.com", "requester_verified": true, "started_at": "2026-01-01T00:00:00Z",
            "dry_run": false, "input": {}, "input_hash": "", "steps": [], "links": []
        });
        let run: Run = serde_json::from_value(run).unwrap();
        let json = Bytes::from_static(b"{}");
        Seen::Run(Arc::new(Snapshot { run, json, id: id.to_string(), finished: false }))
    }

    fn viewer(receiver: watch::Receiver<Seen>) -> Viewer<impl Fn(&Run) -> bool + Send + 'static> {
        Viewer { receiver, last: None, may_see: |_: &Run| true, stopping: CancellationToken::new() }
    }

    #[tokio::test]
    async fn however_often_a_run_changes_its_events_are_paced() {
        let (sender, receiver) = watch::channel(seen(0));
        let changing = tokio::spawn(async move {
            let mut count = 0;
            while !sender.is_closed() {
                count += 1;
                sender.send_replace(seen(count));
                tokio::task::yield_now().await;
            }
            count
        });
        let begun = Instant::now();
        let events: Vec<_> = viewer(receiver).events().take(4).collect().await;
        assert_eq!(events.len(), 4);
        // A slow machine takes longer, never less.
        assert!(begun.elapsed() >= 3 * PACE, "{:?}", begun.elapsed());
        assert!(changing.await.unwrap() > 4, "states between two events are left out");
    }

    #[tokio::test]
    async fn who_may_no_longer_see_a_run_is_sent_nothing_more() {
        let (_sender, receiver) = watch::channel(seen(0));
        let blind = Viewer {
            may_see: |_: &Run| false,
            receiver,
            last: None,
            stopping: CancellationToken::new(),
        };
        assert_eq!(blind.events().count().await, 0);
    }
}
