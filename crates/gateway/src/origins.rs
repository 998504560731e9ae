//! Which hosts and origins this gateway answers: a page of another site must not reach it through
//! a name that resolves here (DNS rebinding).

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use url::Url;

/// A web origin: scheme, host and port, written as browsers do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// As a browser writes it in the `Origin` header.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and, unless it is the scheme's own, port: as a browser writes it in the `Host` header.
    fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
    }
}

/// The text is no origin.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no origin: write it as https://portal.example.com, without a path")]
pub struct MalformedOrigin(String);

impl FromStr for Origin {
    type Err = MalformedOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(|_| MalformedOrigin(text.to_owned()))?;
        let bare = matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if bare {
            Ok(Self(url.origin().ascii_serialization()))
        } else {
            Err(MalformedOrigin(text.to_owned()))
        }
    }
}

/// The hosts and origins that are answered.
#[derive(Clone, Debug)]
pub(crate) struct Allowed {
    hosts: Vec<String>,
    own: Vec<String>,
    cross: Vec<Origin>,
}

impl Allowed {
    /// The gateway's own address, under the names a browser may give it, and the configured origins.
    pub(crate) fn new(bind: SocketAddr, origins: &[Origin]) -> Self {
        let mut hosts: Vec<String> = Vec::new();
        match bind.ip() {
            ip if ip.is_loopback() || ip.is_unspecified() => {
                hosts.extend(
                    ["127.0.0.1", "localhost", "[::1]"].map(|name| with_port(name, bind.port())),
                );
            }
            IpAddr::V4(ip) => hosts.push(with_port(&ip.to_string(), bind.port())),
            IpAddr::V6(ip) => hosts.push(with_port(&format!("[{ip}]"), bind.port())),
        }
        let own = hosts.iter().map(|host| format!("http://{host}")).collect();
        hosts.extend(origins.iter().map(|origin| origin.host().to_owned()));
        Self { hosts, own, cross: origins.to_vec() }
    }

    /// Whether this `Host` header names us.
    pub(crate) fn host(&self, host: &str) -> bool {
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }

    /// Whether a page of this origin may call us, and if so, whether it needs CORS headers to read the answer.
    pub(crate) fn origin(&self, origin: &str) -> Option<Cors> {
        if self.cross.iter().any(|allowed| allowed.as_str() == origin) {
            Some(Cors::Needed)
        } else if self.own.iter().any(|own| own == origin) {
            Some(Cors::SameOrigin)
        } else {
            None
        }
    }
}

/// Whether an answer needs CORS headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cors {
    /// The page is the gateway's own.
    SameOrigin,
    /// The page was loaded from a configured origin.
    Needed,
}

fn with_port(host: &str, port: u16) -> String {
    if port == 80 { host.to_owned() } else { format!("{host}:{port}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed() -> Allowed {
        let origins =
            ["https://portal.example.com", "http://localhost:9000"].map(|o| o.parse().unwrap());
        Allowed::new("127.0.0.1:8080".parse().unwrap(), &origins)
    }

    #[test]
    fn only_configured_hosts_are_ours() {
        for (host, expected) in [
            ("127.0.0.1:8080", true),
            ("LOCALHOST:8080", true),
            ("[::1]:8080", true),
            ("portal.example.com", true),
            ("localhost:9000", true),
            ("localhost", false),
            ("evil.example:8080", false),
            ("portal.example.com.evil.example", false),
            ("", false),
        ] {
            assert_eq!(allowed().host(host), expected, "{host}");
        }
    }

    #[test]
    fn only_configured_origins_may_call() {
        for (origin, expected) in [
            ("http://127.0.0.1:8080", Some(Cors::SameOrigin)),
            ("https://portal.example.com", Some(Cors::Needed)),
            ("http://portal.example.com", None),
            ("https://127.0.0.1:8080", None),
            ("https://evil.example", None),
            ("null", None),
        ] {
            assert_eq!(allowed().origin(origin), expected, "{origin}");
        }
    }

    #[test]
    fn origins_have_no_path() {
        assert_eq!(
            "https://A.example:443/".parse::<Origin>().unwrap().as_str(),
            "https://a.example"
        );
        for wrong in
            ["a.example", "ftp://a.example", "https://a.example/x", "https://a.example?x", ""]
        {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
