use indexmap::IndexMap;
use portico_contract::http::{OptionField, SearchMode};

use crate::author::{OptionConfig, Search, Source};
use crate::duration::seconds;
use crate::workflow::{OptionItems, OptionSource};

/// How long a list is believed unless the config says otherwise, in seconds.
const DEFAULT_MAX_AGE: u64 = 60;

/// Dynamic fields as the portal may know them.
pub(super) fn fields(options: &IndexMap<String, OptionConfig>) -> IndexMap<String, OptionField> {
    let field = |option: &OptionConfig| OptionField {
        params: option.params.clone(),
        search: match option.search {
            Search::Client => SearchMode::Client,
            Search::Server => SearchMode::Server,
        },
        allow_other: option.allow_other,
        fixed: matches!(option.source, Source::Static(_)),
    };
    options.iter().map(|(to, option)| (to.clone(), field(option))).collect()
}

/// Their sources, which only the gateway knows.
pub(super) fn items(options: &IndexMap<String, OptionConfig>) -> IndexMap<String, OptionItems> {
    let items = |option: &OptionConfig| OptionItems {
        source: source(&option.source),
        value: option.value.clone(),
        label: option.label.clone(),
        hint: option.hint.clone(),
        group: option.group.clone(),
        disabled: option.disabled.clone(),
        reason: option.reason.clone(),
        max_age_seconds: option.max_age.as_deref().and_then(seconds).unwrap_or(DEFAULT_MAX_AGE),
        per_caller: option.per_caller,
    };
    options.iter().map(|(to, option)| (to.clone(), items(option))).collect()
}

fn source(source: &Source) -> OptionSource {
    match source {
        Source::Query(query) => OptionSource::Query {
            workflow_id: query.workflow_id.clone(),
            query_type: query.query_type.clone(),
        },
        Source::Nexus(nexus) => OptionSource::Nexus {
            operation: nexus.operation.clone(),
            service: nexus.service.clone(),
        },
        Source::Http(get) => OptionSource::Http {
            url: get.url.clone(),
            headers: get.headers.iter().map(|(name, s)| (name.clone(), s.env.clone())).collect(),
        },
        Source::Static(list) => OptionSource::Static { items: list.items.clone() },
    }
}
