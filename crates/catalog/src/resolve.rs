//! From what a publisher wrote to what the system uses.

use indexmap::IndexMap;
use portico_contract::http::{self, GuidePage, WorkflowDefinition};
use portico_contract::nexus::DEFAULT_NEXUS_TASK_QUEUE;
use serde_json::{Value, json};

use crate::author::{self, Config, Source};
use crate::schema::each;
use crate::{Access, Names, Notify, NotifyOn, OptionItems, OptionSource, Workflow, guide, hash};

/// How long a list of options is believed unless the config says otherwise, in seconds.
const MAX_AGE: u64 = 60;

/// The workflow a checked config and its rendered guide publish.
pub(crate) fn workflow(
    config: Config,
    schema: Value,
    guide: GuidePage,
    page: &str,
    config_path: String,
) -> Workflow {
    let team = page.split('/').next().unwrap_or_default().to_owned();
    let names = |namespace: String, endpoint: String| Names {
        namespace,
        service: config.nexus_service.clone().unwrap_or_else(|| endpoint.clone()),
        endpoint,
    };
    let prod = names(config.namespace.clone(), config.nexus_endpoint.clone());
    let stage = config
        .stage_namespace
        .clone()
        .zip(config.stage_nexus_endpoint.clone())
        .map(|(namespace, endpoint)| names(namespace, endpoint));
    let environments: &[&str] = if stage.is_some() { &["prod", "stage", "local"] } else { &["prod"] };
    let nexus_task_queue = config.nexus_task_queue.unwrap_or_else(|| DEFAULT_NEXUS_TASK_QUEUE.into());
    let (sources, fields) = options(config.options);
    let mut definition = WorkflowDefinition {
        namespace: config.namespace,
        workflow_type: config.workflow_type,
        name: config.name,
        description: config.description,
        team,
        tags: config.tags,
        owner: config.owner.map(|o| http::Owner { team: o.team, slack: o.slack, email: o.email, group: o.group }),
        environments: environments.iter().map(|&e| e.to_owned()).collect(),
        definition: String::new(),
        region: config.region,
        task_queue: config.task_queue,
        workflow_id: config.workflow_id,
        on_conflict: match config.on_conflict {
            author::OnConflict::Fail => http::OnConflict::Fail,
            author::OnConflict::Attach => http::OnConflict::Attach,
        },
        requester_field: config.requester_field,
        danger: config.danger.map(|d| http::Danger { text: d.text, confirm: d.confirm }),
        ui: ui(config.ui),
        options: fields,
        approval: config.approval.map(|a| http::Approval {
            approvers: a.approvers,
            count: a.count,
            allow_self: a.allow_self,
            expires: a.expires,
            signal: a.signal,
            when: a.when,
        }),
        schedule: config.schedule.map(|s| http::Schedule { allowed: s.allowed }),
        links: config.links.into_iter().map(|l| http::LinkTemplate { title: l.title, url: l.url }).collect(),
        markdown: markdown(&schema),
        schema,
        guide,
    };
    definition.definition = hash::name(&json!({
        "environments": definition.environments, "workflow_id": definition.workflow_id,
        "on_conflict": definition.on_conflict, "requester_field": definition.requester_field,
        "danger": definition.danger, "ui": definition.ui, "options": definition.options,
        "approval": definition.approval, "schema": definition.schema,
        "prod": [prod.namespace, prod.endpoint, prod.service],
        "stage": stage.as_ref().map(|names| [&names.namespace, &names.endpoint, &names.service]),
    }));
    Workflow {
        file: hash::name(&definition),
        definition,
        prod,
        stage,
        nexus_task_queue,
        access: Access { run: config.access.run, see: config.access.see },
        notify: config.notify.map(notify),
        options: sources,
        config_path,
        guide_path: format!("guides/{page}.md"),
    }
}

fn notify(notify: author::Notify) -> Notify {
    let on = notify.on.into_iter().map(|on| match on {
        author::NotifyOn::Started => NotifyOn::Started,
        author::NotifyOn::Waiting => NotifyOn::Waiting,
        author::NotifyOn::Completed => NotifyOn::Completed,
        author::NotifyOn::Failed => NotifyOn::Failed,
    });
    Notify { slack: notify.slack, on: on.collect() }
}

type Options = (IndexMap<String, OptionItems>, IndexMap<String, http::OptionField>);

/// What the gateway knows of dynamic fields, and what the portal does.
fn options(options: IndexMap<String, author::OptionConfig>) -> Options {
    let mut sources = IndexMap::new();
    let mut fields = IndexMap::new();
    for (pointer, option) in options {
        let search = match option.search {
            author::Search::Client => http::SearchMode::Client,
            author::Search::Server => http::SearchMode::Server,
        };
        let field = http::OptionField { params: option.params, search, allow_other: option.allow_other };
        fields.insert(pointer.clone(), field);
        let items = OptionItems {
            source: match option.source {
                Source::Query(q) => OptionSource::Query { workflow_id: q.workflow_id, query_type: q.query_type },
                Source::Nexus(o) => OptionSource::Nexus { operation: o.operation, service: o.service },
                Source::Http(get) => OptionSource::Http { url: get.url },
                Source::Static(items) => OptionSource::Static { items: items.items },
            },
            value: option.value,
            label: option.label,
            hint: option.hint,
            group: option.group,
            disabled: option.disabled,
            reason: option.reason,
            max_age_seconds: option.max_age.as_deref().and_then(seconds).unwrap_or(MAX_AGE),
            per_caller: option.per_caller,
        };
        sources.insert(pointer, items);
    }
    (sources, fields)
}

/// `60s`, `5m`, `1h` in seconds.
fn seconds(text: &str) -> Option<u64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

fn ui(ui: author::Ui) -> http::Ui {
    let hint = |hint: author::Hint| http::UiHint {
        widget: hint.widget.map(widget),
        placeholder: hint.placeholder,
        help: hint.help,
        label: hint.label,
        help_when: hint.help_when.map(|h| http::HelpWhen { schema: h.schema, text: h.text }),
        order: hint.order,
        columns: hint.columns,
        collapsed: hint.collapsed,
    };
    http::Ui {
        pages: ui.pages.into_iter().map(|p| http::Page { title: p.title, fields: p.fields }).collect(),
        fields: ui.fields.into_iter().map(|(pointer, h)| (pointer, hint(h))).collect(),
    }
}

fn widget(widget: author::Widget) -> http::Widget {
    match widget {
        author::Widget::Textarea => http::Widget::Textarea,
        author::Widget::Radio => http::Widget::Radio,
        author::Widget::Select => http::Widget::Select,
        author::Widget::Switch => http::Widget::Switch,
        author::Widget::Slider => http::Widget::Slider,
        author::Widget::Password => http::Widget::Password,
        author::Widget::Tags => http::Widget::Tags,
        author::Widget::File => http::Widget::File,
        author::Widget::Code => http::Widget::Code,
        author::Widget::Hidden => http::Widget::Hidden,
    }
}

/// Descriptions whose Markdown says more than their text, by their text.
fn markdown(schema: &Value) -> IndexMap<String, String> {
    let mut rendered = IndexMap::new();
    each(schema, "", &mut |_, schema| {
        if let Some(text) = schema.get("description").and_then(Value::as_str)
            && let Some(html) = guide::description(text)
        {
            rendered.insert(text.to_owned(), html);
        }
    });
    rendered
}
