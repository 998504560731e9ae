//! What every page shares: the environment, its gateway, who is asking, and the catalog.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_contract::http::{Card, ConfigEnvironment, Count, First, Listed, Me, PortalConfig};

use crate::api::{ApiError, Gateway};
use crate::paths;

/// Something that is fetched once and drawn when it is there.
#[derive(Clone, Debug, Default)]
pub enum Load<T> {
    /// Not asked for, or on its way.
    #[default]
    Waiting,
    /// It did not come.
    Failed(ApiError),
    /// It is there.
    Ready(T),
}

impl<T> Load<T> {
    /// The value, where it is there.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<Result<T, ApiError>> for Load<T> {
    fn from(result: Result<T, ApiError>) -> Self {
        result.map_or_else(Self::Failed, Self::Ready)
    }
}

/// What the gateway says of each workflow, by namespace and type.
pub type OverlayMap = Arc<HashMap<(String, String), Listed>>;

/// Shared by all pages through the context.
#[derive(Clone)]
pub struct Session {
    /// The environment in use.
    pub environment: Arc<ConfigEnvironment>,
    /// All of `config.json`, in its order.
    pub environments: Arc<[ConfigEnvironment]>,
    /// Its gateway.
    pub gateway: Gateway,
    /// The catalog is read from static files; false = from the gateway alone.
    pub static_catalog: bool,
    /// Who is asking.
    pub me: RwSignal<Load<Me>>,
    /// The first cards and the counts.
    pub first: RwSignal<Load<Arc<First>>>,
    /// Every card, once somebody looks past the first ones.
    pub all: RwSignal<Load<Arc<Vec<Card>>>>,
    /// What the static catalog cannot know.
    pub overlay: RwSignal<Load<OverlayMap>>,
    /// Goes to another environment's address with what the page of now takes along; `None` = it takes nothing.
    pub along: StoredValue<Option<Callback<String>>>,
}

impl Session {
    /// Starts with nothing fetched, in one of the settings' environments.
    pub fn new(config: &PortalConfig, environment: ConfigEnvironment) -> Self {
        Self {
            gateway: Gateway::of(&environment),
            environment: Arc::new(environment),
            environments: config.environments.clone().into(),
            static_catalog: config.catalog != "gateway",
            me: RwSignal::default(),
            first: RwSignal::default(),
            all: RwSignal::default(),
            overlay: RwSignal::default(),
            along: StoredValue::new(None),
        }
    }

    /// The environment's name as its gateway says it, which knows better than config.json; until then as that does.
    pub fn environment_name(&self) -> Memo<String> {
        let (me, configured) = (self.me, self.environment.name.clone());
        Memo::new(move |_| {
            me.with(|me| me.ready().map(|me| me.environment.clone())).unwrap_or(configured.clone())
        })
    }

    /// Asks who is calling. These answers outlive a page, so nothing aborts them.
    pub fn load_me(&self) {
        let (gateway, me) = (self.gateway.clone(), self.me);
        spawn_local(async move { me.set(gateway.me().await.into()) });
    }

    /// Fetches the first cards and the overlay, unless they are there.
    pub fn load_catalog(&self) {
        let session = self.clone();
        spawn_local(async move {
            if session.static_catalog && session.first.with_untracked(|f| f.ready().is_none()) {
                let first = session.gateway.first().await;
                session.first.set(first.map(Arc::new).into());
            }
            // The larger of the two, and the cards can be used without it.
            if session.overlay.with_untracked(|o| o.ready().is_none()) {
                session.fetch_overlay().await;
            }
        });
    }

    /// Fetches every card, unless they are there.
    pub async fn load_all(&self) {
        if !self.static_catalog || self.all.with_untracked(|a| a.ready().is_some()) {
            return;
        }
        self.all.set(self.fetch_all().await.map(Arc::new).into());
    }

    async fn fetch_all(&self) -> Result<Vec<Card>, ApiError> {
        let names = self.gateway.names().await?;
        let search = self.gateway.search().await?;
        if names.len() == search.len() {
            Ok(join(names, search))
        } else {
            // The rows belong together by their place: files of two builds would mix workflows up.
            Err(ApiError::BrokenFile { path: paths::SEARCH.into() })
        }
    }

    async fn fetch_overlay(&self) {
        let overlay = match self.gateway.overlay(!self.static_catalog).await {
            Ok(overlay) => overlay,
            Err(error) => {
                if !self.static_catalog {
                    self.first.set(Load::Failed(error.clone()));
                }
                return self.overlay.set(Load::Failed(error));
            }
        };
        if !self.static_catalog {
            let cards: Vec<Card> = overlay.workflows.iter().filter_map(card_of).collect();
            let total = cards.len();
            self.first.set(Load::Ready(Arc::new(First {
                catalog: overlay.catalog,
                total,
                teams: teams(&cards),
                ..First::default()
            })));
            self.all.set(Load::Ready(Arc::new(cards)));
        }
        let map = overlay
            .workflows
            .into_iter()
            .map(|listed| ((listed.namespace.clone(), listed.workflow_type.clone()), listed))
            .collect();
        self.overlay.set(Load::Ready(Arc::new(map)));
    }
}

/// The session of the running portal.
pub fn use_session() -> Session {
    expect_context()
}

fn join(
    names: Vec<portico_contract::http::Name>,
    search: Vec<portico_contract::http::SearchEntry>,
) -> Vec<Card> {
    names
        .into_iter()
        .zip(search)
        .map(|(name, entry)| Card {
            namespace: name.namespace,
            workflow_type: name.workflow_type,
            name: name.name,
            description: Some(entry.description).filter(|d| !d.is_empty()),
            team: name.team,
            team_name: Some(entry.team_name).filter(|t| !t.is_empty()),
            tags: entry.tags,
            destructive: entry.destructive,
            approvals: Some(entry.approvals).filter(|a| *a > 0),
            file: name.file,
        })
        .collect()
}

/// Cards by team, in the order they come.
fn teams(cards: &[Card]) -> Vec<Count> {
    let mut teams: Vec<Count> = Vec::new();
    for card in cards {
        match teams.iter_mut().find(|team| team.name == card.team) {
            Some(team) => team.count += 1,
            None => teams.push(Count { name: card.team.clone(), count: 1 }),
        }
    }
    teams
}

/// A card as the gateway lists it, for portals that read only the API.
fn card_of(listed: &Listed) -> Option<Card> {
    let text = |key: &str| listed.card.get(key).and_then(|v| v.as_str()).map(str::to_owned);
    Some(Card {
        namespace: listed.namespace.clone(),
        workflow_type: listed.workflow_type.clone(),
        name: text("name")?,
        description: text("description"),
        team: text("team").unwrap_or_default(),
        team_name: text("team_name"),
        tags: listed
            .card
            .get("tags")
            .and_then(|v| v.as_array())
            .map(|tags| tags.iter().filter_map(|t| t.as_str().map(str::to_owned)).collect())
            .unwrap_or_default(),
        destructive: listed.card.get("destructive").is_some_and(|v| v == true),
        approvals: listed
            .card
            .get("approvals")
            .and_then(serde_json::Value::as_u64)
            .map(|n| n as u32),
        file: String::new(),
    })
}
