//! Fetches a workflow: the built file for a quick first drawing, the gateway for what only it knows.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped_with_cancellation;
use portico_contract::http::{ErrorCode, WorkflowDefinition};

use crate::api::{ApiError, Offer};
use crate::session::{Load, Session};

/// What is known of one workflow. Copies are the same.
#[derive(Clone, Copy)]
pub struct Loader {
    session: StoredValue<Session>,
    namespace: StoredValue<String>,
    workflow_type: StoredValue<String>,
    /// Its definition.
    pub definition: RwSignal<Load<Arc<WorkflowDefinition>>>,
    /// What it is for the caller now.
    pub offer: RwSignal<Load<Offer>>,
    asked: RwSignal<u32>,
}

impl Loader {
    /// Starts fetching.
    pub fn new(session: Session, namespace: String, workflow_type: String) -> Self {
        let loader = Self {
            session: StoredValue::new(session),
            namespace: StoredValue::new(namespace),
            workflow_type: StoredValue::new(workflow_type),
            definition: RwSignal::default(),
            offer: RwSignal::default(),
            asked: RwSignal::new(0),
        };
        Effect::new(move || {
            loader.asked.track();
            if loader.session.with_value(|s| s.static_catalog) {
                spawn_local_scoped_with_cancellation(loader.fetch_files());
            }
            spawn_local_scoped_with_cancellation(loader.fetch_from_gateway());
        });
        loader
    }

    /// Fetches again.
    pub fn load(self) {
        self.offer.set(Load::Waiting);
        self.asked.update(|n| *n += 1);
    }

    /// The session it belongs to.
    pub fn session(self) -> Session {
        self.session.get_value()
    }

    /// Namespace and type.
    pub fn names(self) -> (String, String) {
        (self.namespace.get_value(), self.workflow_type.get_value())
    }

    async fn fetch_files(self) {
        let session = self.session();
        let definition = match self.file(&session).await {
            Ok(Some(file)) => session.gateway.definition(&file).await,
            Ok(None) => return,
            Err(error) => Err(error),
        };
        // The gateway's is newer: what it said stays.
        if self.definition.with_untracked(|d| d.ready().is_none())
            && let Ok(definition) = definition
        {
            self.definition.set(Load::Ready(Arc::new(definition)));
        }
    }

    async fn file(self, session: &Session) -> Result<Option<String>, ApiError> {
        let (namespace, workflow_type) = self.names();
        let known = session.first.with_untracked(|f| f.ready().cloned());
        let first = match known {
            Some(first) => first,
            None => {
                let first = Arc::new(session.gateway.first().await?);
                session.first.set(Load::Ready(Arc::clone(&first)));
                first
            }
        };
        let card = first
            .cards
            .iter()
            .find(|c| c.namespace == namespace && c.workflow_type == workflow_type);
        if card.is_some() || first.total <= first.cards.len() {
            return Ok(card.map(|c| c.file.clone()));
        }
        let names = session.gateway.names().await?;
        Ok(names
            .into_iter()
            .find(|n| n.namespace == namespace && n.workflow_type == workflow_type)
            .map(|n| n.file))
    }

    async fn fetch_from_gateway(self) {
        let (namespace, workflow_type) = self.names();
        match self.session().gateway.workflow(&namespace, &workflow_type).await {
            Ok(answer) => {
                let same = self.definition.with_untracked(|d| {
                    d.ready().is_some_and(|d| d.definition == answer.definition.definition)
                });
                if !same {
                    self.definition.set(Load::Ready(Arc::new(answer.definition)));
                }
                self.offer.set(Load::Ready(answer.offer));
            }
            Err(error) => {
                // What the caller may not see is not there for them, whatever the static files hold.
                let gone = error.code() == Some(ErrorCode::UnknownWorkflow);
                if gone || self.definition.with_untracked(|d| d.ready().is_none()) {
                    self.definition.set(Load::Failed(error.clone()));
                }
                self.offer.set(Load::Failed(error));
            }
        }
    }
}
