//! The gateway's calls, one function each.

use std::sync::Arc;

use gloo_net::http::Method;
use portico_contract::http::{
    ConfigEnvironment, DirectStart, First, GuideWord, GuideWords, Listed, Me, Name, OptionsPage,
    OptionsRequest, Overlay, Pollers, PortalConfig, Preview, Run, RunList, SearchEntry,
    StartRequest, WorkflowDefinition,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use web_sys::RequestCache;

use super::read::Read;
use super::request::{Ask, fetch_text};
use super::{ApiError, elements};
use crate::paths;

/// A gateway, and the files beside the portal.
#[derive(Clone, Debug)]
pub struct Gateway {
    origin: Arc<str>,
}

/// What a workflow is for this caller now: the part of `ListedDefinition` beside the definition, read on its own
/// because a flattened struct would put a second copy of the definition's parser into the wasm.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Offer {
    /// It exists in this environment.
    pub offered: bool,
    /// The caller may start it.
    pub may_run: bool,
    /// Why not: which rule, and whom to ask.
    pub reason: Option<String>,
    /// Who polls its endpoint's queue now.
    #[serde(default)]
    pub pollers: Option<Pollers>,
    /// Where the caller can start it past the gateway.
    #[serde(default)]
    pub direct: Option<DirectStart>,
}

/// A workflow as the gateway has it now.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkflowAnswer {
    /// Its definition.
    pub definition: WorkflowDefinition,
    /// What it is for this caller.
    pub offer: Offer,
}

/// Why the portal does not know its gateways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// `config.json` did not come.
    Call(ApiError),
    /// It came and cannot be used; why.
    Wrong(String),
}

/// What is said of JSON that is no config.
const WANTED: &str = "a key is missing or has another type than it should: it needs “default”, and “environments” with a “name” and a “gateway” each";

/// Reads `config.json`, never from a cache: which gateways there are, and the environment to begin with.
///
/// # Errors
/// When it is missing, unreadable, or names no default environment.
pub async fn load_config() -> Result<(PortalConfig, ConfigEnvironment), ConfigError> {
    let ask = Ask { cache: RequestCache::NoStore, ..Ask::get(paths::CONFIG) };
    let text = fetch_text(ask).await.map_err(|error| match error.status() {
        Some(404) => ConfigError::Wrong("there is no such file".into()),
        _ => ConfigError::Call(error),
    })?;
    config(&text)
}

fn config(text: &str) -> Result<(PortalConfig, ConfigEnvironment), ConfigError> {
    let config: Value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        ConfigError::Wrong(format!("it is not JSON at line {line}, column {column}"))
    })?;
    let config = PortalConfig::read(&config).ok_or_else(|| ConfigError::Wrong(WANTED.into()))?;
    match config.environments.iter().find(|e| e.name == config.default) {
        Some(environment) => {
            let environment = environment.clone();
            Ok((config, environment))
        }
        None => Err(ConfigError::Wrong(format!(
            "its default “{}” is none of its environments",
            config.default
        ))),
    }
}

impl Gateway {
    /// The gateway of an environment.
    pub fn of(environment: &ConfigEnvironment) -> Self {
        Self { origin: environment.gateway.trim_end_matches('/').into() }
    }

    /// The whole URL of an API path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The URL of an API path as other programs need it: absolute, even where the gateway serves the portal.
    pub fn absolute_url(&self, path: &str) -> String {
        if self.origin.is_empty() {
            let origin = leptos::prelude::window().location().origin().unwrap_or_default();
            format!("{origin}{path}")
        } else {
            self.url(path)
        }
    }

    /// Who is asking.
    pub async fn me(&self) -> Result<Me, ApiError> {
        self.read(paths::API_ME).await
    }

    /// What the static catalog cannot know; `cards` = with what it would know.
    pub async fn overlay(&self, cards: bool) -> Result<Overlay, ApiError> {
        let path = if cards { paths::API_CARDS } else { paths::API_WORKFLOWS };
        let text = fetch_text(Ask::get(&self.url(path))).await?;
        let mut workflows = Vec::new();
        let take = |listed: Value| {
            let listed = Listed::read(&listed);
            let is_read = listed.is_some();
            workflows.extend(listed);
            is_read
        };
        let overlay: Option<Overlay> = long(&text, "workflows", take, read).await;
        let overlay = overlay.ok_or(ApiError::Unreadable { status: 200 })?;
        Ok(Overlay { workflows, ..overlay })
    }

    /// The first cards and the counts.
    pub async fn first(&self) -> Result<First, ApiError> {
        let text = file_text(paths::FIRST).await?;
        read(&text).ok_or_else(|| broken(paths::FIRST))
    }

    /// All names.
    pub async fn names(&self) -> Result<Vec<Name>, ApiError> {
        rows(paths::NAMES).await
    }

    /// What search reads besides names, in their order.
    pub async fn search(&self) -> Result<Vec<SearchEntry>, ApiError> {
        rows(paths::SEARCH).await
    }

    /// The words of guides, one by one to `take`, which says whether it can be one; for the catalog of this digest.
    pub async fn guide_words(
        &self,
        catalog: &str,
        take: impl FnMut(GuideWord) -> bool,
    ) -> Result<(), ApiError> {
        let text = file_text(paths::GUIDES).await?;
        let guides: Option<GuideWords> = long(&text, "words", take, json).await;
        match guides {
            Some(guides) if guides.catalog == catalog => Ok(()),
            _ => Err(broken(paths::GUIDES)),
        }
    }

    /// A workflow's built definition.
    pub async fn definition(&self, name: &str) -> Result<WorkflowDefinition, ApiError> {
        file(&paths::definition_file(name)).await
    }

    /// A workflow as the gateway has it now.
    pub async fn workflow(
        &self,
        namespace: &str,
        workflow_type: &str,
    ) -> Result<WorkflowAnswer, ApiError> {
        let url = self.url(&paths::api_workflow(namespace, workflow_type));
        let text = fetch_text(Ask::get(&url)).await?;
        Ok(WorkflowAnswer { definition: parse(&text)?, offer: parse(&text)? })
    }

    /// What a start would call.
    pub async fn preview(
        &self,
        namespace: &str,
        workflow_type: &str,
        request: &StartRequest,
    ) -> Result<Preview, ApiError> {
        let path = paths::api_start(namespace, workflow_type);
        parse(&self.post(&path, body(request), None).await?)
    }

    /// Starts a run; the same key again answers the first one.
    pub async fn start(
        &self,
        namespace: &str,
        workflow_type: &str,
        request: &StartRequest,
        key: &str,
    ) -> Result<Run, ApiError> {
        let path = paths::api_start(namespace, workflow_type);
        parse(&self.post(&path, body(request), Some(key)).await?)
    }

    /// The choices of a dynamic field. The question is no secret, but too long for a URL.
    pub async fn options(
        &self,
        namespace: &str,
        workflow_type: &str,
        question: &OptionsRequest,
    ) -> Result<OptionsPage, ApiError> {
        let path = paths::api_options(namespace, workflow_type);
        let body = serde_json::to_string(question).unwrap_or_default();
        let text = self.post(&path, body, None).await?;
        let mut items = Vec::new();
        let take = |item| {
            items.push(item);
            true
        };
        let page: Option<OptionsPage> = long(&text, "items", take, json).await;
        let page = page.ok_or(ApiError::Unreadable { status: 200 })?;
        Ok(OptionsPage { items, ..page })
    }

    /// A page of runs, newest first; the filters are the API's.
    pub async fn runs(&self, filters: &[(&str, &str)]) -> Result<RunList, ApiError> {
        self.get(&paths::api_runs(filters)).await
    }

    /// The caller's newest runs of a type, in any namespace.
    pub async fn runs_of(&self, workflow_type: &str) -> Result<RunList, ApiError> {
        self.get(&paths::api_runs(&[("mine", "true"), ("workflow_type", workflow_type)])).await
    }

    /// One run.
    pub async fn run(&self, workflow_id: &str) -> Result<Run, ApiError> {
        self.get(&paths::api_run(workflow_id)).await
    }

    /// Asks for a run to be cancelled.
    pub async fn cancel(&self, workflow_id: &str) -> Result<Run, ApiError> {
        parse(&self.post(&paths::api_cancel(workflow_id), "{}".into(), None).await?)
    }

    async fn read<T: Read>(&self, path: &str) -> Result<T, ApiError> {
        let text = fetch_text(Ask::get(&self.url(path))).await?;
        read(&text).ok_or(ApiError::Unreadable { status: 200 })
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        parse(&fetch_text(Ask::get(&self.url(path))).await?)
    }

    async fn post(&self, path: &str, body: String, key: Option<&str>) -> Result<String, ApiError> {
        let url = self.url(path);
        let key = key.map(|key| [("idempotency-key", key)]);
        let headers = key.as_ref().map_or(&[][..], |k| &k[..]);
        fetch_text(Ask { method: Method::POST, headers, body: Some(body), ..Ask::get(&url) }).await
    }
}

/// A built file beside the portal.
async fn file<T: DeserializeOwned>(path: &str) -> Result<T, ApiError> {
    json(&file_text(path).await?).ok_or_else(|| broken(path))
}

/// A built file that is an array, which may be long.
async fn rows<T: DeserializeOwned>(path: &str) -> Result<Vec<T>, ApiError> {
    elements::list(&file_text(path).await?).await.ok_or_else(|| broken(path))
}

async fn file_text(path: &str) -> Result<String, ApiError> {
    match fetch_text(Ask::get(path)).await {
        Err(error) if error.status() == Some(404) => Err(broken(path)),
        answer => answer,
    }
}

fn broken(path: &str) -> ApiError {
    ApiError::BrokenFile { path: path.to_owned() }
}

/// An answer with a long array under `key`: its elements go to `take`, and the rest, with an empty array, is read as one.
async fn long<E: DeserializeOwned, T>(
    text: &str,
    key: &str,
    take: impl FnMut(E) -> bool,
    rest: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let around = elements::each(text, &format!("\"{key}\":["), take).await?;
    rest(&around)
}

fn read<T: Read>(text: &str) -> Option<T> {
    T::read(&serde_json::from_str(text).ok()?)
}

fn json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn body(request: &StartRequest) -> String {
    serde_json::to_string(request).unwrap_or_default()
}

/// Text, never JS objects: integers stay exact.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    json(text).ok_or(ApiError::Unreadable { status: 200 })
}

#[cfg(test)]
mod tests {
    use super::{ConfigError, WANTED, config};

    #[test]
    fn a_config_that_cannot_be_used_says_why() {
        let wrong = |text: &str| match config(text) {
            Err(ConfigError::Wrong(why)) => why,
            other => format!("{other:?}"),
        };
        assert_eq!(wrong("{\n  nonsense"), "it is not JSON at line 2, column 3");
        assert_eq!(wrong(r#"{"environments":[]}"#), WANTED);
        assert_eq!(
            wrong(r#"{"environments":[],"default":"local"}"#),
            "its default “local” is none of its environments"
        );
        assert!(config(r#"{"environments":[{"name":"a","gateway":""}],"default":"a"}"#).is_ok());
    }
}
