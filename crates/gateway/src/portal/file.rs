use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portico_contract::http::{ConfigEnvironment, PortalConfig};
use sha2::{Digest, Sha256};

use super::names::{is_immutable, media_type, relative};
use crate::error::ApiError;
use crate::negotiate::{accepts, is_known};
use crate::settings::Settings;
use crate::state::AppState;

const INDEX: &str = "index.html";
const CONFIG: &str = "config.json";

/// A folder with the built portal.
#[derive(Debug)]
pub(crate) struct Portal {
    folder: PathBuf,
    /// `config.json` where the folder has none.
    own_config: Vec<u8>,
    /// Tags by file, worked out once per version of it.
    tags: Mutex<HashMap<PathBuf, (SystemTime, u64, HeaderValue)>>,
}

impl Portal {
    /// Serves this folder. Without a `config.json` in it, the portal is told of this gateway alone.
    pub(crate) fn new(folder: PathBuf, settings: &Settings) -> Self {
        let environment = settings.environment.to_string();
        let config = PortalConfig {
            environments: vec![ConfigEnvironment {
                name: environment.clone(),
                gateway: String::new(),
                temporal_ui: settings
                    .temporal_ui
                    .as_ref()
                    .map(|ui| ui.as_str().trim_end_matches('/').to_owned()),
            }],
            default: environment,
            catalog: "static".to_owned(),
        };
        let own_config = serde_json::to_vec(&config).unwrap_or_default();
        Self { folder, own_config, tags: Mutex::default() }
    }

    /// The gateways that `config.json` names; none where it cannot be read.
    pub(crate) fn gateways(&self) -> Vec<String> {
        let text =
            std::fs::read(self.folder.join(CONFIG)).unwrap_or_else(|_| self.own_config.clone());
        let config: Result<PortalConfig, _> = serde_json::from_slice(&text);
        config
            .map(|config| config.environments.into_iter().map(|e| e.gateway).collect())
            .unwrap_or_default()
    }

    async fn read(&self, relative: &str, accepts_brotli: bool) -> io::Result<Served> {
        let path = self.folder.join(relative);
        if accepts_brotli {
            let mut twin = path.clone().into_os_string();
            twin.push(".br");
            if let Ok(served) = self.open(Path::new(&twin), true).await {
                return Ok(served);
            }
        }
        self.open(&path, false).await
    }

    async fn open(&self, path: &Path, brotli: bool) -> io::Result<Served> {
        let about = tokio::fs::metadata(path).await?;
        if !about.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let content = tokio::fs::read(path).await?;
        let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let version = (changed, about.len());
        let known = {
            let tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
            tags.get(path)
                .filter(|(changed, length, _)| (*changed, *length) == version)
                .map(|(.., tag)| tag.clone())
        };
        let tag = match known {
            Some(tag) => tag,
            None => {
                let tag = tag(&content)?;
                let mut tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
                tags.insert(path.to_owned(), (version.0, version.1, tag.clone()));
                tag
            }
        };
        Ok(Served { content, tag, brotli })
    }
}

struct Served {
    content: Vec<u8>,
    tag: HeaderValue,
    brotli: bool,
}

/// Answers a GET or HEAD outside `/api`.
pub(crate) async fn serve(app: &AppState, request: &Parts) -> Response {
    let Some(portal) = &app.portal else {
        return ApiError::unknown_path(request.uri.path()).into_response();
    };
    let accepts_brotli = accepts(&request.headers, "br");
    if let Some(relative) = relative(request.uri.path()) {
        match portal.read(&relative, accepts_brotli).await {
            Ok(served) => return respond(request, &relative, served),
            Err(_) if relative == CONFIG => {
                let content = portal.own_config.clone();
                return match tag(&content) {
                    Ok(tag) => respond(request, CONFIG, Served { content, tag, brotli: false }),
                    Err(error) => ApiError::internal(error).into_response(),
                };
            }
            // A script or a hashed file that is gone must not be answered with the page.
            Err(_) if is_immutable(&relative) => {
                return match picture(app, portal, &relative).await {
                    Some(served) => respond(request, &relative, served),
                    None => ApiError::unknown_path(request.uri.path()).into_response(),
                };
            }
            Err(_) => {}
        }
    }
    match portal.read(INDEX, accepts_brotli).await {
        Ok(served) => respond(request, INDEX, served),
        Err(error) => ApiError::internal(format!("the portal's {INDEX}: {error}")).into_response(),
    }
}

/// A guide's picture that was added since the portal was built.
async fn picture(app: &AppState, portal: &Portal, relative: &str) -> Option<Served> {
    let path = app.catalog.image(relative)?;
    let served = portal.open(&path, false).await.ok()?;
    // It is kept for ever under this name: its content must be what the name was made of.
    let name = relative.rsplit('/').next()?.split('.').next()?;
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&served.content));
    digest.starts_with(name).then_some(served)
}

fn respond(request: &Parts, relative: &str, served: Served) -> Response {
    let cache = match relative {
        CONFIG => "no-store",
        name if is_immutable(name) => "public, max-age=31536000, immutable",
        _ => "no-cache",
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::ETAG, served.tag.clone());
    if is_known(&request.headers, &served.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(relative)));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(served.content.len()));
    if served.brotli {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let body =
        if request.method == Method::HEAD { Body::empty() } else { Body::from(served.content) };
    (headers, body).into_response()
}

/// A tag of the bytes as they are sent, so that a compressed file has another than the plain one.
fn tag(content: &[u8]) -> io::Result<HeaderValue> {
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(content)[..12]);
    HeaderValue::from_str(&format!("\"{digest}\"")).map_err(io::Error::other)
}
