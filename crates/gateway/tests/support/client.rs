//! Requests to a gateway in this process.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use portico_gateway::{App, Caller, SignIn, app};
use portico_testkit::until;
use serde_json::Value;
use tower::ServiceExt;

/// Header by which a test says who asks.
const AS: &str = "x-test-caller";

/// Everybody is who they say they are: for tests alone, which is why it lives here.
pub(crate) struct Anybody;

impl SignIn for Anybody {
    fn caller(&self, headers: &HeaderMap) -> Option<Caller> {
        let text = headers.get(AS)?.to_str().ok()?;
        let (email, groups) = text.split_once(';').unwrap_or((text, ""));
        let groups =
            groups.split(',').filter(|group| !group.is_empty()).map(str::to_owned).collect();
        Some(Caller {
            email: email.to_owned(),
            name: email.to_owned(),
            groups,
            verified_by: "test",
        })
    }
}

/// A client over real connections.
pub(crate) fn http() -> reqwest::Client {
    // Another package of the workspace has reqwest leave the choice to its caller.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// A gateway and who is asking it.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) state: App,
    router: Router,
    caller: Option<String>,
}

impl Client {
    pub(crate) fn new(state: App) -> Self {
        Self { router: app(state.clone()), state, caller: Some("ann@example.com".to_owned()) }
    }

    /// The same gateway, asked by `email;group,group`.
    pub(crate) fn by(&self, caller: &str) -> Self {
        Self { caller: Some(caller.to_owned()), ..self.clone() }
    }

    /// The same gateway, asked by nobody.
    pub(crate) fn by_nobody(&self) -> Self {
        Self { caller: None, ..self.clone() }
    }

    /// A request with the headers every good client sends.
    pub(crate) fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let request =
            Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080");
        match &self.caller {
            Some(caller) => request.header(AS, caller),
            None => request,
        }
    }

    /// Sends a request and reads its whole answer.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_keyed(path, None, body).await
    }

    pub(crate) async fn post_keyed(&self, path: &str, key: Option<&str>, body: &Value) -> Answer {
        let mut request =
            self.request("POST", path).header(header::CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    /// Asks for a run until it is as wished.
    #[track_caller]
    pub(crate) fn run_until<'a>(
        &'a self,
        workflow_id: &'a str,
        wish: impl Fn(&Value) -> bool + 'a,
    ) -> impl Future<Output = Value> + 'a {
        until(async move || {
            let answer = self.get(&format!("/api/v1/runs/{workflow_id}")).await;
            let run = answer.json();
            if answer.status == StatusCode::OK && wish(&run) {
                Ok(run)
            } else {
                Err(format!("{run:#}"))
            }
        })
    }
}

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {:?}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of an error, which must be a whole envelope.
    #[track_caller]
    pub(crate) fn error(&self) -> (u16, String) {
        let json = self.json();
        let error = &json["error"];
        assert_eq!(error["request_id"], self.header("x-request-id"), "{json}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{json}");
        (self.status.as_u16(), error["code"].as_str().unwrap_or_default().to_owned())
    }

    /// The error, without what differs each time.
    #[track_caller]
    pub(crate) fn error_without_id(&self) -> Value {
        self.error();
        let mut error = self.json()["error"].take();
        error.as_object_mut().unwrap().shift_remove("request_id");
        error
    }

    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, code: &str) {
        assert_eq!(self.error(), (status, code.to_owned()), "{}", self.text);
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }
}
