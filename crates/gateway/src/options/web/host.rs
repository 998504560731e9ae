use std::net::IpAddr;
use std::str::FromStr;

use url::Url;

/// A host that may be asked for options, as `PORTICO_OPTION_HOSTS` lists it: `host`, `host:port`, `host=private` or
/// `host:port=private`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    name: url::Host<String>,
    /// `None` = the port of the scheme.
    port: Option<u16>,
    private: bool,
}

impl Host {
    /// Whether a URL leads to it.
    pub(super) fn fits(&self, url: &Url) -> bool {
        let default = match url.scheme() {
            "https" => 443,
            "http" => 80,
            _ => return false,
        };
        url.host().is_some_and(|host| host.to_owned() == self.name)
            && url.port_or_known_default() == Some(self.port.unwrap_or(default))
    }

    /// Whether its addresses may be private.
    pub(super) fn is_private(&self) -> bool {
        self.private
    }

    /// The address it is listed by, which is allowed whatever it is.
    pub(super) fn address(&self) -> Option<IpAddr> {
        match self.name {
            url::Host::Ipv4(address) => Some(address.into()),
            url::Host::Ipv6(address) => Some(address.into()),
            url::Host::Domain(_) => None,
        }
    }
}

/// The text is no host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no host: write it as host, host:port, or host:port=private where its addresses are private"
)]
pub struct MalformedHost(String);

impl FromStr for Host {
    type Err = MalformedHost;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || MalformedHost(text.to_owned());
        let (at, private) = match text.trim().split_once('=') {
            None => (text.trim(), false),
            Some((at, "private")) => (at.trim(), true),
            Some(_) => return Err(malformed()),
        };
        // The scheme is one without a port of its own, so that every port that is written is kept.
        let url = Url::parse(&format!("portico://{at}")).map_err(|_| malformed())?;
        let plain = url.path().is_empty()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let host = url.host_str().filter(|host| plain && !host.is_empty() && !host.contains('*'));
        // Hosts of URLs are read the same way: in lower case, in Punycode, addresses in their one form.
        let name = url::Host::parse(host.ok_or_else(malformed)?).map_err(|_| malformed())?;
        Ok(Self { name, port: url.port(), private })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(listed: &str, url: &str, expected: bool) {
        let host: Host = listed.parse().unwrap();
        assert_eq!(host.fits(&Url::parse(url).unwrap()), expected, "{listed} {url}");
    }

    #[test]
    fn hosts_fit_urls() {
        check("api.example.com", "https://api.example.com/x", true);
        check("api.example.com", "http://api.example.com/x", true);
        check("API.example.com", "https://api.EXAMPLE.com/x", true);
        check("api.example.com", "https://api.example.com:8443/x", false);
        check("api.example.com:8443", "https://api.example.com:8443/x", true);
        check("api.example.com:8443", "https://api.example.com/x", false);
        check("api.example.com:443", "https://api.example.com/x", true);
        check("api.example.com", "https://evil.example.com/x", false);
        check("api.example.com", "https://api.example.com.evil.org/x", false);
        check("api.example.com", "https://evil.org@api.example.com/x", true);
        check("api.example.com", "https://api.example.com@evil.org/x", false);
        check("api.example.com", "https://api.example.com./x", false);
        check("api.example.com", "ftp://api.example.com/x", false);
        check("bücher.example", "https://xn--bcher-kva.example/x", true);
        check("10.1.2.3:80", "http://10.1.2.3/x", true);
        check("10.1.2.3", "http://0x0a.1.2.3/x", true);
        check("[::1]:8080", "http://[0:0::1]:8080/x", true);
    }

    #[test]
    fn private_is_said() {
        let is_private = |text: &str| text.parse::<Host>().map(|host| host.private);
        assert_eq!(is_private("a.example:80=private"), Ok(true));
        assert_eq!(is_private("a.example"), Ok(false));
        for wrong in [
            "",
            "*",
            "*.example.com",
            "https://a.example",
            "a.example/path",
            "a b",
            "u@a.example",
            "a=public",
            "a:x",
            "?",
            "[::1",
        ] {
            assert_eq!(is_private(wrong), Err(MalformedHost(wrong.into())), "{wrong}");
        }
    }
}
