//! The gateway's calls: the one module of this program that speaks HTTP.

mod error;
mod follow;
mod patience;

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use portico_contract::http::{
    ListedDefinition, Me, OptionsPage, OptionsRequest, Preview, Run, RunList, StartRequest,
};
use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, Response, Url, redirect};
use serde::de::DeserializeOwned;

pub(crate) use error::CallError;
pub(crate) use follow::{Followed, follow};
pub(crate) use patience::patiently;

use crate::exit::Stop;

/// How long one answer may take; the gateway's own limits are shorter.
const ANSWER: Duration = Duration::from_secs(30);
/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;
/// What a path segment may hold as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Where the gateway is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct GatewayArgs {
    /// Address of the gateway.
    #[arg(
        long,
        value_name = "URL",
        default_value = "http://127.0.0.1:8080",
        env = "PORTICO_GATEWAY",
        hide_env_values = true
    )]
    pub(crate) gateway: String,
}

/// A gateway.
#[derive(Clone, Debug)]
pub(crate) struct Gateway {
    base: String,
    http: Client,
}

impl Gateway {
    /// A gateway at an address; nothing is asked yet.
    pub(crate) fn at(args: &GatewayArgs) -> anyhow::Result<Self> {
        let wrong = |what: &str| {
            let message =
                format!("--gateway {what}: write an address such as https://portico.example.com");
            Stop::usage(message)
        };
        let url: Url = args.gateway.parse().map_err(|_| wrong("is no URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("is neither http nor https").into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("holds a name or a password, which would be printed").into());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has a query or a fragment").into());
        }
        // Fails only when somebody has chosen before; then theirs is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut http = Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .redirect(redirect::Policy::none())
            .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")));
        // A proxy of the environment knows nothing of what listens on this machine.
        if url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127.")) {
            http = http.no_proxy();
        }
        Ok(Self { base: url.as_str().trim_end_matches('/').to_owned(), http: http.build()? })
    }

    /// The address of a run's page.
    pub(crate) fn page(&self, workflow_id: &str) -> String {
        format!("{}/runs/{}", self.base, encoded(workflow_id))
    }

    /// Who is asking.
    pub(crate) async fn me(&self) -> Result<Me, CallError> {
        self.get("/me").await
    }

    /// A workflow as the gateway has it now.
    pub(crate) async fn workflow(
        &self,
        namespace: &str,
        workflow_type: &str,
    ) -> Result<ListedDefinition, CallError> {
        self.get(&workflow_path(namespace, workflow_type, "")).await
    }

    /// A page of a field's choices.
    pub(crate) async fn options(
        &self,
        namespace: &str,
        workflow_type: &str,
        request: &OptionsRequest,
    ) -> Result<OptionsPage, CallError> {
        let url = self.url(&workflow_path(namespace, workflow_type, "/options"));
        whole(self.http.post(url).json(request)).await
    }

    /// What a start would call.
    pub(crate) async fn preview(
        &self,
        namespace: &str,
        workflow_type: &str,
        request: &StartRequest,
    ) -> Result<Preview, CallError> {
        let url = self.url(&workflow_path(namespace, workflow_type, "/runs"));
        whole(self.http.post(url).json(request)).await
    }

    /// Starts a run; the same key again answers the first one.
    pub(crate) async fn start(
        &self,
        namespace: &str,
        workflow_type: &str,
        request: &StartRequest,
        key: &str,
    ) -> Result<Run, CallError> {
        let url = self.url(&workflow_path(namespace, workflow_type, "/runs"));
        whole(self.http.post(url).header("idempotency-key", key).json(request)).await
    }

    /// A page of runs, newest first; `query` holds the filters.
    pub(crate) async fn runs(&self, query: &[(&str, &str)]) -> Result<RunList, CallError> {
        let query: Vec<String> =
            query.iter().map(|(key, value)| format!("{key}={}", encoded(value))).collect();
        self.get(&format!("/runs?{}", query.join("&"))).await
    }

    /// One run.
    pub(crate) async fn run(&self, workflow_id: &str) -> Result<Run, CallError> {
        self.get(&format!("/runs/{}", encoded(workflow_id))).await
    }

    /// One run as it changes: the open stream, `None` when the run is closed and was seen whole.
    async fn events(
        &self,
        workflow_id: &str,
        last_id: Option<&str>,
    ) -> Result<Option<Response>, CallError> {
        let url = self.url(&format!("/runs/{}/events", encoded(workflow_id)));
        let mut request = self.http.get(url).header(ACCEPT, "text/event-stream");
        if let Some(id) = last_id {
            request = request.header("last-event-id", id);
        }
        let sent = tokio::time::timeout(ANSWER, request.send()).await;
        let response = sent.map_err(|_| CallError::Lost("no answer in time".into()))??;
        match response.status().as_u16() {
            204 => Ok(None),
            200 => Ok(Some(response)),
            _ => Err(refusal(response).await),
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallError> {
        whole(self.http.get(self.url(path))).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }
}

fn workflow_path(namespace: &str, workflow_type: &str, end: &str) -> String {
    format!("/workflows/{}/{}{end}", encoded(namespace), encoded(workflow_type))
}

fn encoded(segment: &str) -> String {
    utf8_percent_encode(segment, KEPT).to_string()
}

/// Sends and reads the whole answer. Text, so that integers stay exact.
async fn whole<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, CallError> {
    let response = request.timeout(ANSWER).send().await?;
    let status = response.status();
    if !status.is_success() {
        return Err(refusal(response).await);
    }
    let body = body(response).await?;
    serde_json::from_slice(&body).map_err(|_| CallError::Foreign { status: status.as_u16() })
}

async fn refusal(response: Response) -> CallError {
    let status = response.status().as_u16();
    let after = response.headers().get(RETRY_AFTER);
    let after = after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
    match body(response).await {
        Ok(body) => CallError::answered(status, &body, after),
        Err(error) => error,
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > LARGEST {
            return Err(CallError::Lost("the answer is larger than 64 MiB".into()));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(gateway: &str) -> anyhow::Result<Gateway> {
        Gateway::at(&GatewayArgs { gateway: gateway.into() })
    }

    #[test]
    fn any_name_is_one_segment() {
        let gateway = at("https://portico.example.com/base/").unwrap();
        assert_eq!(
            gateway.page("a/b ?#%é"),
            "https://portico.example.com/base/runs/a%2Fb%20%3F%23%25%C3%A9"
        );
        assert_eq!(workflow_path("n/1", "T", "/runs"), "/workflows/n%2F1/T/runs");
    }

    #[test]
    fn addresses_that_cannot_be_used() {
        for (address, expect) in [
            ("portico", "is no URL"),
            ("ftp://x", "neither http nor https"),
            ("https://me:pw@x", "holds a name or a password"),
            ("https://x?y", "has a query"),
        ] {
            let error = at(address).unwrap_err().to_string();
            assert!(error.contains(expect) && !error.contains("pw"), "{error}");
        }
    }
}
