//! Connections: accepted, bounded in number and time, and let go in order.

use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// What connections are held to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// A connection on which no whole request head has come for this long is closed: one that never sends any, one that
    /// sends it byte by byte, and one that idles between two requests. Bodies have a limit of their own.
    pub(crate) head: Duration,
    /// A connection whose client has taken nothing for this long of what waits for it is closed.
    pub(crate) unread: Duration,
    /// Connections at the same time, each of which takes a file descriptor, and memory for what comes and goes on it.
    /// Further ones wait in the kernel's backlog until one of these ends.
    pub(crate) most: usize,
}

/// Enough connections for forty callers with all the event streams they may have.
pub(crate) const LIMITS: Limits =
    Limits { head: Duration::from_secs(20), unread: Duration::from_secs(60), most: 4_096 };
/// When the gateway stops, requests under way may take this long to end.
const FAREWELL: Duration = Duration::from_secs(30);
/// Pause after the system refused a connection, as when there are no more file descriptors.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves a router over HTTP/1.1 until it is told to stop, then lets requests end.
pub(crate) async fn listen(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stopping: CancellationToken,
) {
    let mut connections = JoinSet::new();
    loop {
        metrics::gauge!("portico_connections").set(connections.len() as f64);
        let accepted = tokio::select! {
            accepted = listener.accept(), if connections.len() < limits.most => accepted,
            Some(_) = connections.join_next() => continue,
            () = stopping.cancelled() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(serve(stream, router.clone(), limits, stopping.clone()));
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                tracing::error!(error.text = %error, "A connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    let ends = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, ends).await.is_err() {
        tracing::warn!("Requests were cut off, as they did not end in time");
    }
}

async fn serve(stream: TcpStream, router: Router, limits: Limits, stopping: CancellationToken) {
    // Answers and events are small and must not wait for more to come.
    let _ = stream.set_nodelay(true);
    // Linux alone can tell; elsewhere a proxy in front has to.
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(&stream).set_tcp_user_timeout(Some(limits.unread));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    // How a connection ends is its client's affair.
    let _ = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
}

/// The client went away between its call and ours.
fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const SHORT: Duration = Duration::from_millis(200);
    const ENOUGH: Duration = Duration::from_secs(10);

    type Started = (TcpStream, CancellationToken, tokio::task::JoinHandle<()>);

    async fn start(head: Duration) -> Started {
        start_with(Limits { head, ..LIMITS }).await
    }

    async fn start_with(limits: Limits) -> Started {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stopping = CancellationToken::new();
        let router = Router::new()
            .route("/", get(|| async { "here" }))
            .route("/large", get(|| async { vec![b'a'; 64 << 20] }));
        let serving = tokio::spawn(listen(listener, router, limits, stopping.clone()));
        (TcpStream::connect(address).await.unwrap(), stopping, serving)
    }

    /// What the gateway says until it closes the connection.
    async fn rest(stream: &mut TcpStream) -> String {
        let mut said = Vec::new();
        tokio::time::timeout(ENOUGH, stream.read_to_end(&mut said)).await.unwrap().unwrap();
        String::from_utf8(said).unwrap()
    }

    #[tokio::test]
    async fn whoever_sends_no_whole_head_is_let_go() {
        for sent in ["", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: "] {
            let (mut stream, ..) = start(SHORT).await;
            stream.write_all(sent.as_bytes()).await.unwrap();
            let said = rest(&mut stream).await;
            assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{sent:?}: {said}");
        }
    }

    #[tokio::test]
    async fn an_idle_connection_is_let_go_after_its_answer() {
        let (mut stream, ..) = start(SHORT).await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        assert!(rest(&mut stream).await.ends_with("here"));
    }

    #[tokio::test]
    async fn a_connection_too_many_waits_until_another_ends() {
        let (mut first, ..) = start_with(Limits { most: 1, head: ENOUGH * 6, ..LIMITS }).await;
        let mut second = TcpStream::connect(first.peer_addr().unwrap()).await.unwrap();
        for stream in [&mut first, &mut second] {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        }
        let mut some = [0; 8];
        first.read_exact(&mut some).await.unwrap();
        let early = tokio::time::timeout(SHORT, second.read(&mut some)).await;
        assert!(early.is_err(), "{early:?}");
        drop(first);
        tokio::time::timeout(ENOUGH, second.read_exact(&mut some)).await.unwrap().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn whoever_does_not_read_holds_no_place() {
        let limits = Limits { most: 1, head: ENOUGH * 6, unread: SHORT };
        let (mut first, ..) = start_with(limits).await;
        first.write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut second = TcpStream::connect(first.peer_addr().unwrap()).await.unwrap();
        second.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut some = [0; 8];
        tokio::time::timeout(ENOUGH * 3, second.read_exact(&mut some)).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn stopping_ends_connections_that_idle() {
        let (mut stream, stopping, serving) = start(ENOUGH * 6).await;
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut some = [0; 8];
        stream.read_exact(&mut some).await.unwrap();
        stopping.cancel();
        rest(&mut stream).await;
        tokio::time::timeout(ENOUGH, serving).await.unwrap().unwrap();
    }
}
