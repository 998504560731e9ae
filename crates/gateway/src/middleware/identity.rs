//! Under `/api` somebody must be signed in.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::App;

/// Proves the caller once per request; handlers take them as an argument.
pub(crate) async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    match app.sign_in.caller(request.headers()) {
        Some(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        None => ApiError::unauthenticated().into_response(),
    }
}
