//! One request: credentials, a time limit, and an abort when nobody waits for the answer any more.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use web_sys::{AbortController, RequestCache, RequestCredentials};

use super::ApiError;

/// A byte order mark.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Aborts the request when dropped, be it finished or not, and when its time is up.
pub(super) struct Guard {
    controller: Option<AbortController>,
    timer: Cell<Option<TimeoutHandle>>,
    expired: Rc<Cell<bool>>,
}

impl Guard {
    pub(super) fn new() -> Self {
        Self {
            controller: AbortController::new().ok(),
            timer: Cell::new(None),
            expired: Rc::default(),
        }
    }

    /// Aborts the request unless this is called again within `limit`.
    pub(super) fn limit(&self, limit: Duration) {
        self.stop();
        let (controller, expired) = (self.controller.clone(), Rc::clone(&self.expired));
        let fire = move || {
            expired.set(true);
            if let Some(controller) = &controller {
                controller.abort();
            }
        };
        self.timer.set(set_timeout_with_handle(fire, limit).ok());
    }

    pub(super) fn controller(&self) -> Option<AbortController> {
        self.controller.clone()
    }

    pub(super) fn error(&self) -> ApiError {
        if self.expired.get() { ApiError::TimedOut } else { ApiError::Unreachable }
    }

    fn stop(&self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.stop();
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

/// What to ask.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) url: &'a str,
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: Option<String>,
    pub(super) limit: Duration,
    pub(super) cache: RequestCache,
}

impl<'a> Ask<'a> {
    pub(super) fn get(url: &'a str) -> Self {
        Self {
            method: Method::GET,
            url,
            headers: &[],
            body: None,
            limit: Duration::from_secs(20),
            cache: RequestCache::Default,
        }
    }
}

/// Sends and waits for the head of the answer.
pub(super) async fn send(ask: Ask<'_>, guard: &Guard) -> Result<Response, ApiError> {
    guard.limit(ask.limit);
    let signal = guard.controller().map(|c| c.signal());
    let mut builder = RequestBuilder::new(ask.url)
        .method(ask.method)
        .credentials(RequestCredentials::Include)
        .cache(ask.cache)
        .abort_signal(signal.as_ref());
    for (name, value) in ask.headers {
        builder = builder.header(name, value);
    }
    let request: Request = match ask.body {
        Some(body) => builder.header("content-type", "application/json").body(body),
        None => builder.build(),
    }
    .map_err(|_| ApiError::Unreachable)?;
    request.send().await.map_err(|_| guard.error())
}

/// The text that bytes stand for, as a browser reads it: without a byte order mark, whatever they are.
fn text_of(mut bytes: Vec<u8>) -> String {
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    String::from_utf8(bytes)
        .unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned())
}

/// The text of a successful answer, else the error it is.
pub(super) async fn fetch_text(ask: Ask<'_>) -> Result<String, ApiError> {
    let guard = Guard::new();
    let response = send(ask, &guard).await?;
    // As text it would be copied letter by letter, which takes as long as several frames where there are megabytes.
    let text = text_of(response.binary().await.map_err(|_| guard.error())?);
    if response.ok() {
        Ok(text)
    } else {
        let retry_after = response.headers().get("retry-after");
        Err(ApiError::from_answer(response.status(), &text, retry_after.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn bytes_are_read_as_a_browser_reads_them() {
        for (bytes, text) in [
            (&b""[..], ""),
            ("é\u{feff}".as_bytes(), "é\u{feff}"),
            (&b"\xef\xbb\xbf{}"[..], "{}"),
            (&b"a\xffb"[..], "a\u{fffd}b"),
        ] {
            assert_eq!(text_of(bytes.to_vec()), text);
        }
    }
}
