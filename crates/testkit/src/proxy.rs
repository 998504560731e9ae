//! A Temporal frontend that behaves as a test says: refuses, waits, or never answers.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};

use crate::raw::Raw;

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It reaches the server, and the answer the caller.
    Pass,
    /// The same, once nobody holds [`Proxy::hold`].
    Wait,
    /// The caller is told so, and the server hears nothing.
    Refuse(Code),
    /// The server hears nothing, and the caller neither.
    Swallow,
    /// The server does it, and the caller never hears of it.
    SwallowAnswer,
    /// The server does it, and the caller is told that it did not.
    RefuseAnswer(Code),
}

type Rule = dyn Fn(&str, &str) -> Fate + Send + Sync;

/// Stands between a client and the server; stops when dropped.
pub struct Proxy {
    address: String,
    rule: Arc<Mutex<Arc<Rule>>>,
    /// While somebody holds it, calls whose fate is [`Fate::Wait`] go no further.
    pub hold: Arc<tokio::sync::Mutex<()>>,
    serving: JoinHandle<()>,
}

impl Proxy {
    /// Passes everything on to the server at `host:port`.
    pub async fn start(server: &str) -> Result<Self> {
        let channel = Endpoint::from_shared(format!("http://{server}"))?.connect_lazy();
        let rule: Arc<Mutex<Arc<Rule>>> = Arc::new(Mutex::new(Arc::new(|_, _| Fate::Pass)));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let hold: Arc<tokio::sync::Mutex<()>> = Arc::default();
        let (rules, held) = (rule.clone(), hold.clone());
        let router = Router::new().fallback(move |request: Request| {
            answer(channel.clone(), rules.clone(), held.clone(), request)
        });
        let serving = tokio::spawn(async move {
            // A test that still needs it will say so itself.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, rule, hold, serving })
    }

    /// `host:port` of the frontend it plays.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// From now on calls fare as `rule` says, by the RPC's name and the namespace in the request.
    pub fn rule(&self, rule: impl Fn(&str, &str) -> Fate + Send + Sync + 'static) {
        *self.rule.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(rule);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    channel: Channel,
    rules: Arc<Mutex<Arc<Rule>>>,
    hold: Arc<tokio::sync::Mutex<()>>,
    request: Request,
) -> Response {
    let path = request.uri().path_and_query().cloned();
    let path = path.unwrap_or_else(|| PathAndQuery::from_static("/"));
    let service = tower::service_fn(move |call: tonic::Request<Vec<u8>>| {
        let (channel, path, hold) = (channel.clone(), path.clone(), hold.clone());
        let rule = rules.lock().unwrap_or_else(PoisonError::into_inner).clone();
        async move {
            let rpc = path.path().rsplit('/').next().unwrap_or_default();
            let fate = rule(rpc, &namespace(call.get_ref()));
            match fate {
                Fate::Refuse(code) => return Err(Status::new(code, "refused by the test")),
                Fate::Swallow => std::future::pending().await,
                Fate::Wait => drop(hold.lock().await),
                Fate::Pass | Fate::SwallowAnswer | Fate::RefuseAnswer(_) => {}
            }
            let mut grpc = Grpc::new(channel);
            grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
            let answer = grpc.unary(call, path, Raw).await;
            match fate {
                Fate::SwallowAnswer => std::future::pending().await,
                Fate::RefuseAnswer(code) => Err(Status::new(code, "lost by the test")),
                _ => answer,
            }
        }
    });
    tonic::server::Grpc::new(Raw).unary(service, request).await.map(Body::new)
}

/// The first field of most requests.
fn namespace(message: &[u8]) -> String {
    match message {
        [0x0a, length @ ..=0x7f, rest @ ..] => {
            let name = rest.get(..usize::from(*length)).unwrap_or_default();
            String::from_utf8_lossy(name).into_owned()
        }
        _ => String::new(),
    }
}
