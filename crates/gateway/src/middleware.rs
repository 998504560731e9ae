//! What every request passes through, outermost first: request id, metrics, panics, hosts and
//! origins, security headers; under `/api` also identity and rate limit.

pub mod hosts;
pub mod identity;
pub mod metrics;
pub mod panics;
pub mod rate_limit;
pub mod request_id;
pub mod security_headers;
