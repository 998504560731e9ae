//! GETs by the gateway, whose machine can reach what a publisher must not: only hosts that an operator listed, only
//! addresses that are not private unless listed as such, and the address that was checked is the one that is called.

mod address;
mod call;
mod host;
mod resolve;
mod tls;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use indexmap::IndexMap;
use url::Url;

pub use self::host::Host;

use self::address::check;
use self::call::{Answer, call};
use self::resolve::{Resolve, System};
use self::tls::Tls;
use super::fault::{Fault, FaultKind};

/// Redirects that are followed, each checked like the first address.
const MAX_HOPS: usize = 3;

/// Makes GETs to listed hosts.
pub(super) struct Web {
    hosts: Vec<Host>,
    resolve: Box<dyn Resolve>,
    tls: Tls,
}

impl Web {
    /// To these hosts alone.
    pub(super) fn new(hosts: Vec<Host>) -> Self {
        Self { hosts, resolve: Box::new(System), tls: Tls::default() }
    }

    /// The body of a successful answer. Secrets are read from the environment, and go to the URL's own origin only.
    pub(super) async fn get(
        &self,
        url: Url,
        secrets: &IndexMap<String, String>,
    ) -> Result<Bytes, Fault> {
        let origin = url.origin();
        let headers = self.headers(&url, secrets)?;
        let mut here = url;
        for _ in 0..=MAX_HOPS {
            let headers = if here.origin() == origin { headers.clone() } else { HeaderMap::new() };
            match self.hop(&here, headers).await? {
                Answer::Body(body) => return Ok(body),
                Answer::Redirect(to) => here = redirected(&here, &to)?,
            }
        }
        Err(FaultKind::Failed.with(format!("more than {MAX_HOPS} redirects")))
    }

    /// Calls one address: listed, looked up once, checked, and called at what was checked.
    async fn hop(&self, url: &Url, headers: HeaderMap) -> Result<Answer, Fault> {
        let host = self.listed(url)?;
        let name = url.host().ok_or_else(|| FaultKind::NotAllowed.with("a URL without a host"))?;
        let port = url.port_or_known_default().unwrap_or_default();
        let found = self.resolve.look_up(&name.to_owned(), port).await;
        let found = found.map_err(|error| {
            FaultKind::Unreachable.with(format!("looking up {name} failed: {error}"))
        })?;
        if found.is_empty() {
            return Err(FaultKind::Unreachable.with(format!("{name} has no address")));
        }
        // One forbidden address among several is reason enough: which of them is called would be a matter of luck.
        for address in &found {
            check(address.ip(), host).map_err(|reason| {
                FaultKind::NotAllowed.with(format!("{name} is at {}, {reason}", address.ip()))
            })?;
        }
        call(url, &found, headers, &self.tls).await
    }

    fn listed(&self, url: &Url) -> Result<&Host, Fault> {
        let host = self.hosts.iter().find(|host| host.fits(url));
        host.ok_or_else(|| {
            let (scheme, at) = (url.scheme(), url.host_str().unwrap_or_default());
            let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
            FaultKind::NotAllowed
                .with(format!("{scheme}://{at}{port} is not in PORTICO_OPTION_HOSTS"))
        })
    }

    /// The headers with their values from the environment.
    fn headers(&self, url: &Url, secrets: &IndexMap<String, String>) -> Result<HeaderMap, Fault> {
        let mut headers = HeaderMap::new();
        if secrets.is_empty() {
            return Ok(headers);
        }
        if url.scheme() != "https" && !self.listed(url)?.is_private() {
            let text = "a secret would travel in the clear: use https, or list the host as private";
            return Err(FaultKind::NotAllowed.with(text));
        }
        for (name, variable) in secrets {
            let name = HeaderName::from_bytes(name.as_bytes());
            let name = name.map_err(|_| FaultKind::NotSetUp.with("a header's name is none"))?;
            let value = std::env::var(variable)
                .map_err(|_| FaultKind::NotSetUp.with(format!("{variable} is not set")))?;
            // The error would hold no value either, and must not.
            let mut value = HeaderValue::from_str(value.trim()).map_err(|_| {
                FaultKind::NotSetUp.with(format!("{variable} holds what no header may"))
            })?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

/// Where a redirect leads; from https only to https.
fn redirected(from: &Url, to: &str) -> Result<Url, Fault> {
    let to =
        from.join(to).map_err(|error| FaultKind::Failed.with(format!("a redirect: {error}")))?;
    let is_web = matches!(to.scheme(), "http" | "https");
    if !is_web || from.scheme() == "https" && to.scheme() != "https" {
        return Err(FaultKind::NotAllowed.with(format!("a redirect to {}", to.scheme())));
    }
    Ok(to)
}

#[cfg(test)]
mod tests;
