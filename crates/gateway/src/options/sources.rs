//! Who answers: each source is asked for one page, and says it as JSON.

mod http;
mod nexus;
mod query;

use axum::body::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::fault::Fault;
use super::field::Source;
use super::question::Question;
use super::web::{Host, Web};
use crate::temporal::Temporal;

/// Choices on a page of a source that filters itself.
pub(crate) const PAGE: u32 = 200;

/// Somebody who can be asked.
pub(crate) trait Ask: Send + Sync {
    /// A page of the answer, as the JSON that was said.
    fn ask<'a>(
        &'a self,
        question: &'a Question,
        cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Bytes, Fault>>;
}

/// The sources of configs.
pub(crate) struct Sources {
    temporal: Temporal,
    web: Web,
}

impl Sources {
    /// Queries and operations through this cluster, and GETs to these hosts alone.
    pub(crate) fn new(temporal: Temporal, hosts: Vec<Host>) -> Self {
        Self { temporal, web: Web::new(hosts) }
    }
}

impl Ask for Sources {
    fn ask<'a>(
        &'a self,
        question: &'a Question,
        cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Bytes, Fault>> {
        match &question.field.source {
            Source::Query { namespace, workflow_id, query_type } => {
                query::ask(&self.temporal, namespace, workflow_id, query_type, question, cursor)
                    .boxed()
            }
            Source::Nexus { endpoint, service, operation } => {
                nexus::ask(&self.temporal, endpoint, service.as_ref(), operation, question, cursor)
                    .boxed()
            }
            Source::Http { url, headers } => {
                http::ask(&self.web, url, headers, question, cursor).boxed()
            }
            Source::Static { items } => std::future::ready(Ok(items.clone())).boxed(),
        }
    }
}
