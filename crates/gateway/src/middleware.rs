//! What every request passes through, outermost first: request id, metrics, security headers,
//! hosts and origins, panics; under `/api` also identity and rate limit.

pub(crate) mod hosts;
pub(crate) mod identity;
pub(crate) mod metrics;
pub(crate) mod panics;
pub(crate) mod rate_limit;
pub(crate) mod request_id;
pub(crate) mod security_headers;
