//! Answers made smaller on their way.

use std::io::Write as _;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use crate::error::{ApiError, ApiResult};
use crate::negotiate::accepts;

/// Bytes from which compressing saves more than it costs.
const WORTH_COMPRESSING: usize = 1 << 10;

/// The bytes compressed, where that makes them smaller. Fast rather than small: it is made while somebody waits.
pub(crate) fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < WORTH_COMPRESSING {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().filter(|made| made.len() < bytes.len())
}

/// A value as JSON, compressed for whoever reads that.
pub(crate) fn json(asked: &HeaderMap, value: &impl Serialize) -> ApiResult<Response> {
    let text = serde_json::to_vec(value).map_err(ApiError::internal)?;
    let plain = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    match gzip(&text).filter(|_| accepts(asked, "gzip")) {
        Some(small) => Ok((plain, [(header::CONTENT_ENCODING, "gzip")], small).into_response()),
        None => Ok((plain, text).into_response()),
    }
}
