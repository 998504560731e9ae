//! A panic in a handler becomes the envelope of an internal error.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// Has panics logged by their place alone: their texts may quote input.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.location = %place, "Panicked");
    }));
}

/// For `tower_http`'s `CatchPanicLayer`; the panic itself is in the log already.
pub(crate) fn answer(panic: Box<dyn Any + Send>) -> Response {
    drop(panic);
    ApiError::internal("a handler panicked").into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::super::request_id;

    #[tokio::test]
    async fn a_panic_is_an_envelope_that_repeats_nothing() {
        async fn handler() {
            panic!("hunter22")
        }
        let router = Router::new()
            .route("/", get(handler))
            .layer(CatchPanicLayer::custom(super::answer))
            .layer(from_fn(|request: Request, next: Next| request_id::give(next.run(request))));
        let response = router.oneshot(Request::new(Body::empty())).await.unwrap();
        assert_eq!(response.status(), 500);
        let id = response.headers()[request_id::HEADER].to_str().unwrap().to_owned();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(
            text.contains(&id) && text.contains("\"internal\"") && !text.contains("hunter22"),
            "{text}"
        );
    }
}
