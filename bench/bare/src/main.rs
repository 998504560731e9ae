//! A bare axum handler that answers every POST with the bytes of a file: `portico-bare <address> <file> <etag>`. The
//! bench measures it beside the gateway, which answers with the same bytes from memory.

use std::env;
use std::fs;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let mut next = || args.next().context("usage: portico-bare <address> <file> <etag>");
    let listener = TcpListener::bind(next()?).await?;
    let bytes = Bytes::from(fs::read(next()?)?);
    let tag = HeaderValue::try_from(next()?)?;
    let answer = move |asked: HeaderMap, _: Bytes| async move { respond(&asked, &bytes, &tag) };
    axum::serve(listener, Router::new().fallback(answer)).await?;
    Ok(())
}

fn respond(asked: &HeaderMap, bytes: &Bytes, tag: &HeaderValue) -> Response {
    let etag = (header::ETAG, tag.clone());
    if asked.get(header::IF_NONE_MATCH) == Some(tag) {
        return (StatusCode::NOT_MODIFIED, [etag]).into_response();
    }
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    ([etag, json], bytes.clone()).into_response()
}
