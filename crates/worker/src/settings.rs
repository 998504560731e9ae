//! The worker's settings, as flags and environment variables.

use portico_contract::nexus::GATEWAY_STAGE_NAMESPACE;

/// Where the router worker works.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Settings {
    /// Temporal's gRPC frontend, `host:port` or a URL.
    #[arg(long, env = "PORTICO_TEMPORAL_ADDRESS", default_value = "127.0.0.1:7233")]
    pub temporal_address: String,
    /// The namespace whose runs it carries.
    #[arg(long = "namespace", env = "PORTICO_GATEWAY_NAMESPACE", default_value = GATEWAY_STAGE_NAMESPACE)]
    pub namespace: String,
}

impl Settings {
    /// The address as a URL; without a scheme it is plain HTTP.
    pub(crate) fn url(&self) -> Result<url::Url, url::ParseError> {
        if self.temporal_address.contains("://") {
            self.temporal_address.parse()
        } else {
            format!("http://{}", self.temporal_address).parse()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let url = |address: &str| {
            let settings = Settings { temporal_address: address.into(), namespace: "ns".into() };
            settings.url().map(String::from).map_err(|error| error.to_string())
        };
        assert_eq!(url("127.0.0.1:7233"), Ok("http://127.0.0.1:7233/".into()));
        assert_eq!(url("https://temporal.example:443"), Ok("https://temporal.example/".into()));
        assert_eq!(url(""), Err("empty host".into()));
    }
}
