//! Headers that every answer carries.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::state::AppState;

/// Adds the Content-Security-Policy and its companions.
pub(super) fn add(app: &AppState, is_api: bool, headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, app.policy.clone());
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
