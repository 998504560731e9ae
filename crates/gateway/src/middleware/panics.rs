//! A panic in a handler becomes the envelope of an internal error.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// For `tower_http`'s `CatchPanicLayer`. A panic's text may quote input, so only its kind is logged.
pub(crate) fn answer(panic: Box<dyn Any + Send>) -> Response {
    drop(panic);
    ApiError::internal("a handler panicked").into_response()
}
