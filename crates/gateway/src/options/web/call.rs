use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use futures_util::StreamExt;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use url::Url;

use super::tls::Tls;
use crate::options::fault::{Fault, FaultKind};

/// Largest answer that is read, in bytes.
const MAX_ANSWER: usize = 8 << 20;
/// Largest head of an answer, in bytes.
const MAX_HEAD: usize = 64 << 10;
/// An address that does not answer gives way to the next after this.
const CONNECT: Duration = Duration::from_secs(1);

/// What came back.
pub(super) enum Answer {
    /// The body of a success.
    Body(Bytes),
    /// Look there.
    Redirect(String),
}

/// Makes one GET at one of these addresses, and at no other.
pub(super) async fn call(
    url: &Url,
    addresses: &[SocketAddr],
    headers: HeaderMap,
    tls: &Tls,
) -> Result<Answer, Fault> {
    let request = request(url, headers)?;
    let stream = connect(addresses).await.map_err(|error| FaultKind::Unreachable.with(error))?;
    match (url.scheme(), url.host()) {
        ("https", Some(host)) => {
            let stream = tls.prove(host, stream).await;
            let stream =
                stream.map_err(|error| FaultKind::Unreachable.with(format!("TLS: {error}")))?;
            exchange(TokioIo::new(stream), request).await
        }
        _ => exchange(TokioIo::new(stream), request).await,
    }
}

fn request(url: &Url, headers: HeaderMap) -> Result<Request<Body>, Fault> {
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let request = Request::get(target).header(header::HOST, host).body(Body::empty());
    let mut request = request.map_err(|error| FaultKind::Internal.with(error))?;
    *request.headers_mut() = {
        let mut all = headers;
        all.extend(std::mem::take(request.headers_mut()));
        all.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        all.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        all.insert(header::USER_AGENT, HeaderValue::from_static("portico-gateway"));
        all
    };
    Ok(request)
}

async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut failed = io::Error::other("no address");
    for address in addresses {
        match tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failed = error,
            Err(_) => failed = io::ErrorKind::TimedOut.into(),
        }
    }
    Err(failed)
}

async fn exchange(
    stream: impl Read + Write + Unpin + Send + 'static,
    request: Request<Body>,
) -> Result<Answer, Fault> {
    let broken = |error: hyper::Error| FaultKind::Unreachable.with(error);
    let handshake = http1::Builder::new().max_buf_size(MAX_HEAD).handshake(stream);
    let (mut sender, connection) = handshake.await.map_err(broken)?;
    // Ends with this call, whatever is still on its way.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let response = sender.send_request(request).await.map_err(broken)?;
    let status = response.status();
    if status.is_redirection() {
        let location = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let location = location.ok_or_else(|| FaultKind::Failed.with("a redirect to nowhere"))?;
        return Ok(Answer::Redirect(location.to_owned()));
    }
    match status {
        StatusCode::OK => body(response).await.map(Answer::Body),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            Err(FaultKind::Failed.with(status))
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(FaultKind::NotSetUp.with(status)),
        status if status.is_client_error() => Err(FaultKind::Refused.with(status)),
        status => Err(FaultKind::Failed.with(status)),
    }
}

/// Reads until the end or the limit; no more is taken from the wire than that.
async fn body(response: Response<Incoming>) -> Result<Bytes, Fault> {
    let too_large = || FaultKind::TooLarge.with(format!("more than {MAX_ANSWER} bytes"));
    if response.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(FaultKind::Shape.with("the answer is encoded, which was not asked for"));
    }
    let announced = response.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MAX_ANSWER) {
        return Err(too_large());
    }
    let mut read = Vec::with_capacity(announced.unwrap_or_default());
    let mut stream = Body::new(response.into_body()).into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| FaultKind::Unreachable.with(error))?;
        if read.len() + chunk.len() > MAX_ANSWER {
            return Err(too_large());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.into())
}
