use std::sync::Arc;

use indexmap::IndexMap;
use portico_catalog::{Environment, Names};
use portico_contract::http::{FieldProblem, OnConflict};
use portico_contract::nexus::{HEADER_ON_CONFLICT, HEADER_WORKFLOW_ID, RouterInput};
use portico_form::target_id::target_id;
use serde_json::Value;

use super::envelope::Envelope;
use crate::catalog::{CatalogStore, Entry, Prepared};
use crate::error::{ApiError, ApiResult};
use crate::extract::MAX_BODY;
use crate::follow::segment;
use crate::identity::Caller;
use crate::policy::{refusal, whom_to_ask};

/// A start that was judged and found good, or its preview.
#[derive(Debug)]
pub(crate) struct Order {
    /// The workflow.
    pub(crate) entry: Arc<Entry>,
    /// The workflow, made ready.
    pub(crate) prepared: Arc<Prepared>,
    /// The names in use here.
    pub(crate) names: Names,
    /// The input as it is sent.
    pub(crate) input: Value,
    /// The target's id where the config's template makes one.
    pub(crate) target_id: Option<String>,
}

impl Order {
    /// Judges a start by every rule, in the order a person can do something about it.
    pub(crate) fn judge(
        catalog: &CatalogStore,
        environment: Environment,
        entry: Arc<Entry>,
        caller: &Caller,
        envelope: Envelope,
    ) -> ApiResult<Self> {
        if let Some(reason) = refusal(&entry, caller, environment) {
            return Err(ApiError::forbidden(reason));
        }
        let names = entry
            .names()
            .cloned()
            .ok_or_else(|| ApiError::internal("an offered workflow has no names"))?;
        let prepared = catalog.prepare(&entry).map_err(ApiError::internal)?;
        let input = with_requester(envelope.input, &prepared, caller);
        if prepared.approval(&input).is_some() && environment != Environment::Local {
            return Err(ApiError::approvals_not_available(format!(
                "{} needs approvals, which {environment} cannot collect yet (rule approval): ask {}",
                entry.name,
                whom_to_ask(&entry)
            )));
        }
        if !prepared.validator.is_valid(&input) {
            let problems = prepared.validator.problems_drawn(&input, &envelope.branches);
            return Err(ApiError::invalid_input(problems));
        }
        // Temporal takes no input that is much larger than the body may be.
        if input.to_string().len() > MAX_BODY {
            return Err(ApiError::input_too_large(MAX_BODY));
        }
        let template = prepared.definition.workflow_id.as_deref();
        let target_id = template
            .map(|template| target_id(template, &input))
            .transpose()
            .map_err(|problem| ApiError::invalid_input(vec![problem]))?;
        if !envelope.preview {
            confirmed(&prepared, &input, envelope.confirm.as_deref())?;
        }
        Ok(Self { entry, prepared, names, input, target_id })
    }

    /// What the router gets.
    pub(crate) fn router_input(&self, caller: &Caller) -> RouterInput {
        let mut headers = IndexMap::new();
        if let Some(id) = &self.target_id {
            headers.insert(HEADER_WORKFLOW_ID.to_owned(), segment(id));
        }
        let on_conflict = match self.prepared.definition.on_conflict {
            OnConflict::Fail => "fail",
            OnConflict::Attach => "attach",
        };
        headers.insert(HEADER_ON_CONFLICT.to_owned(), on_conflict.to_owned());
        RouterInput {
            workflow_type: self.entry.workflow_type.clone(),
            workflow_input_data: self.input.clone(),
            namespace: self.names.namespace.clone(),
            nexus_endpoint: self.names.endpoint.clone(),
            requester_email: caller.email.clone(),
            nexus_service: Some(self.names.service.clone())
                .filter(|service| *service != self.names.endpoint),
            nexus_headers: headers,
        }
    }

    /// The input without its secrets.
    pub(crate) fn masked_input(&self) -> Value {
        portico_form::mask_secrets(&self.prepared.definition.schema, &self.input)
    }
}

/// The input with the caller where the config wants them, whatever was sent there.
pub(super) fn with_requester(mut input: Value, prepared: &Prepared, caller: &Caller) -> Value {
    if let (Some(field), Value::Object(fields)) = (&prepared.definition.requester_field, &mut input)
    {
        fields.insert(field.clone(), caller.email.clone().into());
    }
    input
}

/// The field's value must have been typed again, as text.
fn confirmed(prepared: &Prepared, input: &Value, typed: Option<&str>) -> ApiResult<()> {
    let danger = prepared.definition.danger.as_ref();
    let Some(pointer) = danger.and_then(|danger| danger.confirm.as_deref()) else { return Ok(()) };
    let expected = match input.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => {
            let message = "must be filled in, so that it can be confirmed".to_owned();
            let problem = FieldProblem { pointer: pointer.to_owned(), keyword: None, message };
            return Err(ApiError::invalid_input(vec![problem]));
        }
    };
    if typed == Some(expected.as_str()) { Ok(()) } else { Err(ApiError::confirm_required(pointer)) }
}
