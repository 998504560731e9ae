//! Parts of a request, read so that every mistake ends in the one error envelope.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::error::{ApiError, ApiResult};
use crate::strict::nearest;

/// Largest body, in bytes.
pub(crate) const MAX_BODY: usize = 1 << 20;
/// A larger body is read and dropped up to this, so that its sender can read the answer.
const MAX_DRAINED: usize = 32 << 20;
/// Dropping a body ends after this.
const DRAIN: Duration = Duration::from_secs(10);
/// Sending a body ends after this.
const READ: Duration = Duration::from_secs(30);

/// The named segments of the path, percent-decoded.
#[derive(Debug)]
pub(crate) struct Segments<T>(pub(crate) T);

impl<T, S> FromRequestParts<S> for Segments<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(_) => Err(ApiError::malformed(
                "the address is no UTF-8: percent-encode each id in it as UTF-8",
            )),
        }
    }
}

/// What a query may say.
pub(crate) trait Query: Default {
    /// Every parameter's name.
    const NAMES: &'static [&'static str];

    /// Takes one of them over, or says what is wrong with its value.
    fn set(&mut self, name: &str, value: &str) -> Result<(), String>;
}

/// The query, read strictly: a misspelt parameter would change what is answered.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T: Query, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> ApiResult<Self> {
        let query = parts.uri.query().unwrap_or_default();
        read_query(query).map(Self).map_err(ApiError::malformed)
    }
}

/// Reads a query, or says what is wrong with it.
pub(crate) fn read_query<T: Query>(query: &str) -> Result<T, String> {
    let mut read = T::default();
    let mut seen = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let Some(known) = T::NAMES.iter().find(|known| **known == name) else {
            let shown: String = name.chars().take(60).collect();
            let instead = match nearest(&shown, T::NAMES.iter().copied()) {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => format!("leave it out, or send {}", T::NAMES.join(", ")),
            };
            return Err(format!("there is no parameter \"{shown}\" here: {instead}"));
        };
        if seen.contains(known) {
            return Err(format!("the parameter {known} stands twice: send it once"));
        }
        seen.push(*known);
        read.set(known, &value)?;
    }
    Ok(read)
}

/// A parameter that is true or false.
pub(crate) fn truth(name: &str, value: &str) -> Result<bool, String> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!("{name} must be true or false")),
    }
}

/// A JSON body, still as text.
#[derive(Debug)]
pub(crate) struct JsonText(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> ApiResult<Self> {
        let readable = plain_json(request.headers());
        let announced = announced(&request);
        let waits_for_leave = request.headers().contains_key(header::EXPECT);
        if waits_for_leave && announced.is_some_and(|bytes| bytes > MAX_BODY) {
            return Err(ApiError::too_large(MAX_BODY));
        }
        // The body is read even where it is refused: closing the connection on a sender hides the answer from it.
        let body = tokio::time::timeout(READ, read(request)).await;
        readable?;
        body.unwrap_or_else(|_| {
            Err(ApiError::malformed(format!(
                "the body did not come to its end within {} s: send it again, whole",
                READ.as_secs()
            )))
        })
        .map(Self)
    }
}

/// Refuses what is no JSON, in UTF-8, as it is.
fn plain_json(headers: &HeaderMap) -> ApiResult<()> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let coding = text(header::CONTENT_ENCODING).unwrap_or_default().trim();
    if !coding.is_empty() && !coding.eq_ignore_ascii_case("identity") {
        return Err(ApiError::unsupported_media_type(
            "the body is encoded: send it as it is, without the header `content-encoding`",
        ));
    }
    let mut parts = text(header::CONTENT_TYPE).unwrap_or_default().split(';').map(str::trim);
    if !parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(ApiError::unsupported_media_type(
            "send JSON with the header `content-type: application/json`",
        ));
    }
    let mut charsets = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    if !charsets.all(|charset| charset.eq_ignore_ascii_case("utf-8")) {
        return Err(ApiError::unsupported_media_type(
            "the body is in another charset: send UTF-8 with the header `content-type: application/json`",
        ));
    }
    Ok(())
}

fn announced(request: &Request) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read(request: Request) -> ApiResult<Bytes> {
    let mut body = Vec::with_capacity(announced(&request).unwrap_or_default().min(MAX_BODY));
    let mut stream = request.into_body().into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk =
            chunk.map_err(|_| ApiError::malformed("the body was cut off: send it again, whole"))?;
        if body.len() + chunk.len() > MAX_BODY {
            let mut drained = body.len() + chunk.len();
            drop(body);
            let drain = async {
                while let Some(Ok(chunk)) = stream.next().await {
                    drained += chunk.len();
                    if drained > MAX_DRAINED {
                        break;
                    }
                }
            };
            // Whoever goes on sending for longer gets no answer.
            let _ = tokio::time::timeout(DRAIN, drain).await;
            return Err(ApiError::too_large(MAX_BODY));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.into())
}
