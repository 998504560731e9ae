//! A service outside, as http sources ask one.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, Uri};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

type Answer = dyn Fn(&Uri) -> Response + Send + Sync;

/// Answers as a test says, and remembers what it was asked. A test that is over ends it.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<Uri>>>,
    answer: Arc<Mutex<Arc<Answer>>>,
    /// While somebody holds it, nobody is answered.
    pub(crate) hold: Arc<tokio::sync::Mutex<()>>,
}

impl Service {
    /// One that answers with an empty list.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            port: listener.local_addr().unwrap().port(),
            asked: Arc::default(),
            answer: Arc::new(Mutex::new(Arc::new(|_: &Uri| "[]".into_response()))),
            hold: Arc::default(),
        };
        let answering = service.clone();
        let router = axum::Router::new().fallback(move |request: Request<Body>| {
            let service = answering.clone();
            async move {
                service.asked.lock().unwrap().push(request.uri().clone());
                drop(service.hold.lock().await);
                let answer = service.answer.lock().unwrap().clone();
                answer(request.uri())
            }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    /// From now on it answers so.
    pub(crate) fn answers(&self, answer: impl Fn(&Uri) -> Response + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }

    /// From now on it answers with this text.
    pub(crate) fn says(&self, text: impl Into<String>) {
        let text = text.into();
        self.answers(move |_| text.clone().into_response());
    }

    /// What it was asked, as path and query.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(Uri::to_string).collect()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// As `PORTICO_OPTION_HOSTS` lists it.
    pub(crate) fn host(&self) -> String {
        format!("--option-hosts=127.0.0.1:{}", self.port)
    }
}
