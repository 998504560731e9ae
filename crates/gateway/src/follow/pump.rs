use std::time::Duration;

use tokio::sync::mpsc;

use super::closing::Closing;
use super::message::{Message, Side};
use crate::temporal::{Page, Temporal};

/// First pause after a failed read; each further one is twice as long, up to [`MAX_PAUSE`].
const PAUSE: Duration = Duration::from_millis(200);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// Reads a history from its first event to its end and waits for each next event, through every
/// run that goes on in place of the one before.
pub(super) async fn pump(
    temporal: Temporal,
    side: Side,
    namespace: String,
    workflow_id: String,
    mut run_id: String,
    messages: mpsc::Sender<Message>,
) {
    let mut token = Vec::new();
    let mut pause = PAUSE;
    let mut next_run = None;
    loop {
        let message = match temporal
            .history(&namespace, &workflow_id, &run_id, Page::Wait(token.clone()))
            .await
        {
            Ok(page) => {
                pause = PAUSE;
                token = page.next_page_token;
                let events = page.history.map(|history| history.events).unwrap_or_default();
                if let Some(closing) = events.last().and_then(Closing::read) {
                    next_run = closing.next_run;
                }
                Message::Events(side, events)
            }
            Err(error) if error.is_transient() => {
                if messages.send(Message::Trouble(side)).await.is_err() {
                    return;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(MAX_PAUSE);
                continue;
            }
            Err(error) => {
                // The receiver is gone when nobody looks any more.
                let _ = messages.send(Message::Lost(side, error)).await;
                return;
            }
        };
        if messages.send(message).await.is_err() {
            return;
        }
        if token.is_empty() {
            match next_run.take() {
                Some(next) => run_id = next,
                None => return,
            }
        }
    }
}
