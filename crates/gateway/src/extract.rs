//! Parts of a request, read so that every mistake ends in the one error envelope.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header;
use axum::http::request::Parts;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use crate::error::{ApiError, ApiResult};

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
            Err(_) => Err(ApiError::malformed("the address is no percent-encoded UTF-8")),
        }
    }
}

/// The query, strict about its keys if `T` is.
#[derive(Debug)]
pub(crate) struct Parameters<T>(pub(crate) T);

impl<T, S> FromRequestParts<S> for Parameters<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(parameters)) => Ok(Self(parameters)),
            Err(error) => {
                Err(ApiError::malformed(format!("the query cannot be read: {}", error.body_text())))
            }
        }
    }
}

/// A JSON body, still as text.
#[derive(Debug)]
pub(crate) struct JsonText(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for JsonText {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> ApiResult<Self> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        let announced = announced(&request);
        let waits_for_leave = request.headers().contains_key(header::EXPECT);
        if waits_for_leave && announced.is_some_and(|bytes| bytes > MAX_BODY) {
            return Err(ApiError::too_large(MAX_BODY));
        }
        // The body is read even where it is refused: closing the connection on a sender hides the answer from it.
        let body = tokio::time::timeout(READ, read(request)).await;
        if !is_json {
            return Err(ApiError::unsupported_media_type());
        }
        body.unwrap_or_else(|_| {
            Err(ApiError::malformed("the body did not come to its end in time"))
        })
        .map(Self)
    }
}

fn announced(request: &Request) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read(request: Request) -> ApiResult<Bytes> {
    let mut body = Vec::with_capacity(announced(&request).unwrap_or_default().min(MAX_BODY));
    let mut stream = request.into_body().into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| ApiError::malformed("the body was cut off"))?;
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
