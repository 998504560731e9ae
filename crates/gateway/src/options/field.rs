use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use indexmap::IndexMap;
use portico_catalog::{Names, OptionItems, OptionSource};
use portico_contract::http::{SearchMode, WorkflowDefinition};
use portico_form::label::of_html;
use sha2::{Digest, Sha256};
use url::Url;

use super::label::label;
use super::mapping::Mapping;

/// A dynamic field of a workflow, as this gateway's environment has it.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its pointer, as the config spells it.
    pub(crate) pointer: String,
    /// What people call it.
    pub(crate) label: String,
    /// Parameter name to pointer of the field it is read from.
    pub(crate) params: IndexMap<String, String>,
    /// Who filters.
    pub(crate) search: SearchMode,
    /// A value outside the list is accepted.
    pub(crate) allow_other: bool,
    /// One person's list is kept from another.
    pub(super) per_caller: bool,
    /// How long a list is believed.
    pub(super) max_age: Duration,
    /// How an item becomes a choice.
    pub(super) mapping: Mapping,
    /// Who is asked.
    pub(super) source: Source,
    /// Tells sources apart.
    pub(super) source_id: Digest32,
    /// Tells sources with what is made of their answers apart.
    pub(super) list_id: Digest32,
}

impl Field {
    /// The list stands in the config: nobody has to be asked for it.
    pub(super) fn is_static(&self) -> bool {
        matches!(self.source, Source::Static { .. })
    }
}

/// A SHA-256.
pub(super) type Digest32 = [u8; 32];

/// Who answers, with the names of this environment: lists of one are never another's.
#[derive(Debug)]
pub(super) enum Source {
    /// A Query on a workflow of the team.
    Query { namespace: String, workflow_id: String, query_type: String },
    /// A synchronous Nexus operation, through OptionsWorkflow.
    Nexus { endpoint: String, service: Option<String>, operation: String },
    /// A GET; header names to the variables with their values.
    Http { url: Url, headers: IndexMap<String, String> },
    /// A list in the config, as JSON.
    Static { items: Bytes },
}

impl Source {
    fn new(source: &OptionSource, names: &Names) -> Result<Self, String> {
        Ok(match source {
            OptionSource::Query { workflow_id, query_type } => Self::Query {
                namespace: names.namespace.clone(),
                workflow_id: workflow_id.clone(),
                query_type: query_type.clone(),
            },
            OptionSource::Nexus { operation, service } => {
                let service = service.as_ref().unwrap_or(&names.service);
                Self::Nexus {
                    endpoint: names.endpoint.clone(),
                    service: Some(service.clone()).filter(|service| *service != names.endpoint),
                    operation: operation.clone(),
                }
            }
            OptionSource::Http { url, headers } => Self::Http {
                url: Url::parse(url).map_err(|error| format!("the source's URL: {error}"))?,
                headers: headers.clone(),
            },
            OptionSource::Static { items } => Self::Static {
                items: serde_json::to_vec(items).map_err(|error| error.to_string())?.into(),
            },
        })
    }

    /// Names it in the log. A URL's query stays out: keys have been found in some.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Query { namespace, workflow_id, query_type } => {
                format!("query {query_type} of {workflow_id} in {namespace}")
            }
            Self::Nexus { endpoint, operation, .. } => {
                format!("operation {operation} of {endpoint}")
            }
            Self::Http { url, .. } => {
                format!("GET {}{}", url.origin().ascii_serialization(), url.path())
            }
            Self::Static { .. } => "the config".to_owned(),
        }
    }

    /// What people are told that its list is called. Where a service is, and which workflow answers, stays in the log.
    pub(super) fn list_name(&self) -> String {
        match self {
            Self::Query { query_type: list, .. } | Self::Nexus { operation: list, .. } => {
                format!("the team's list {list}")
            }
            Self::Http { .. } => "the service's list".to_owned(),
            Self::Static { .. } => "the config's list".to_owned(),
        }
    }

    /// Who has that list, as people are told: its name, and not where it is.
    pub(super) fn list_holder(&self) -> String {
        match self {
            Self::Query { query_type: list, .. } => {
                format!("the team's workflow that has the list {list}")
            }
            Self::Nexus { operation: list, .. } => {
                format!("the team's operation that has the list {list}")
            }
            Self::Http { .. } => "the service that has the list".to_owned(),
            Self::Static { .. } => "the config".to_owned(),
        }
    }

    /// The source's kind, as configs spell it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Query { .. } => "query",
            Self::Nexus { .. } => "nexus",
            Self::Http { .. } => "http",
            Self::Static { .. } => "static",
        }
    }
}

/// The dynamic fields of a workflow, in the config's order.
pub(crate) fn fields(
    definition: &WorkflowDefinition,
    items: &IndexMap<String, OptionItems>,
    names: &Names,
) -> Result<IndexMap<String, Arc<Field>>, String> {
    let known =
        definition.options.iter().filter_map(|(to, option)| Some((to, option, items.get(to)?)));
    known
        .map(|(to, option, items)| {
            let source = Source::new(&items.source, names)?;
            let mapping = Mapping::new(items);
            let source_id = digest(&[&format!("{source:?}")]);
            let how = format!("{mapping:?} {:?}", option.search);
            let list_id = digest(&[&format!("{source_id:?}"), &how]);
            let named = label(&definition.schema, &definition.ui, to);
            let field = Field {
                pointer: to.clone(),
                label: definition.titles.get(&named).map_or(named, |html| of_html(html)),
                params: option.params.clone(),
                search: option.search,
                allow_other: option.allow_other,
                per_caller: items.per_caller,
                max_age: Duration::from_secs(items.max_age_seconds),
                mapping,
                source,
                source_id,
                list_id,
            };
            Ok((to.clone(), Arc::new(field)))
        })
        .collect()
}

/// SHA-256 over parts; with its length in front no part can pass for the end of the one before.
pub(super) fn digest(parts: &[impl AsRef<[u8]>]) -> Digest32 {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.as_ref().len() as u64).to_be_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}
