//! The team's workflows as Portico starts them: through the router and Nexus, from another namespace.

use indexmap::IndexMap;
use portico_contract::nexus::{
    HEADER_WORKFLOW_ID, OPTIONS_WORKFLOW, OptionsInput, OptionsQuestion, ROUTER_TASK_QUEUE,
    ROUTER_WORKFLOW, RouterInput,
};
use portico_testkit::{Background, unique, until};
use portico_worker::Settings;
use serde_json::{Value, json};
use temporalio_client::errors::WorkflowGetResultError;
use temporalio_client::{
    Client, ClientOptions, UntypedWorkflow, WorkflowCancelOptions, WorkflowGetResultOptions,
    WorkflowHandle, WorkflowStartOptions,
};
use temporalio_common::data_converters::{PayloadConverter, RawValue};

use crate::delete_dynamo;
use crate::support::{Outcome, Run, Team, has};

/// A router in a namespace of its own, and an endpoint that leads to the team.
struct Portico {
    gateway: Client,
    endpoint: String,
    _router: Background,
}

impl Portico {
    async fn before(team: &Team) -> Self {
        let server = team.server();
        let namespace = server.namespace("gateway").await.unwrap();
        let target = team.settings();
        let endpoint = server
            .endpoint("cloud-ops", &target.namespace, &target.nexus_task_queue)
            .await
            .unwrap();
        let gateway = Client::new(
            server.connect().await.unwrap(),
            ClientOptions::new(namespace.clone()).build(),
        )
        .unwrap();
        let settings = Settings { temporal_address: target.temporal_address, namespace };
        let router = Background::start(|stop| portico_worker::run(settings, stop));
        Self { gateway, endpoint, _router: router }
    }

    async fn start(
        &self,
        input: Value,
        target_id: &str,
    ) -> WorkflowHandle<Client, UntypedWorkflow> {
        let input = RouterInput {
            workflow_type: delete_dynamo::WORKFLOW.to_owned(),
            workflow_input_data: input,
            namespace: "cloud-ops-stage".to_owned(),
            nexus_endpoint: self.endpoint.clone(),
            requester_email: "dev@example.com".to_owned(),
            nexus_service: None,
            nexus_headers: IndexMap::from([(HEADER_WORKFLOW_ID.to_owned(), target_id.to_owned())]),
        };
        self.start_any(ROUTER_WORKFLOW, &input).await
    }

    async fn start_any(
        &self,
        workflow_type: &str,
        input: &(impl serde::Serialize + Send + Sync + 'static),
    ) -> WorkflowHandle<Client, UntypedWorkflow> {
        let input = serde_json::to_value(input).unwrap();
        let argument = RawValue::from_value(&input, &PayloadConverter::default());
        let options = WorkflowStartOptions::new(ROUTER_TASK_QUEUE, unique("run")).build();
        self.gateway
            .start_workflow(UntypedWorkflow::new(workflow_type), argument, options)
            .await
            .unwrap()
    }

    /// Asks for the Terraform locks, as the gateway does for the form that releases one.
    async fn locks(&self, params: Value) -> Result<Value, WorkflowGetResultError> {
        let input = OptionsInput {
            nexus_endpoint: self.endpoint.clone(),
            nexus_service: None,
            operation: "terraform_locks".to_owned(),
            question: OptionsQuestion {
                params: serde_json::from_value(params).unwrap(),
                search: None,
                cursor: None,
                limit: 200,
                caller: None,
            },
        };
        let run = self.start_any(OPTIONS_WORKFLOW, &input).await;
        let answer = run.get_result(WorkflowGetResultOptions::default()).await?;
        Ok(serde_json::from_slice(&answer.payloads[0].data).unwrap())
    }
}

#[tokio::test]
async fn the_locks_there_are_now_are_listed() {
    let (team, worker) = Team::with_worker().await;
    let portico = Portico::before(&team).await;
    let account = json!({ "account": "infra-test" });
    let answer = portico.locks(account.clone()).await.unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&answer["items"]).unwrap(), @r#"
    [
      {
        "account": "infra-test",
        "state_path": "dns/terraform.tfstate",
        "lock_id": "5f1d0c4e-0001-4000-8000-411100000002",
        "summary": "Held by runner@ci-101, whose job still runs"
      },
      {
        "account": "infra-test",
        "state_path": "network/terraform.tfstate",
        "lock_id": "5f1d0c4e-0000-4000-8000-411100000002",
        "summary": "Held by runner@ci-100, whose job has ended"
      },
      {
        "account": "infra-test",
        "state_path": "observability/terraform.tfstate",
        "lock_id": "5f1d0c4e-0002-4000-8000-411100000002",
        "summary": "Held by runner@ci-102, whose job has ended"
      }
    ]
    "#);
    assert_eq!(answer["cursor"], Value::Null);
    assert!(answer["as_of"].as_str().unwrap().ends_with('Z'));

    team.execute("DELETE FROM terraform_locks WHERE state_path = 'dns/terraform.tfstate'").await;
    let answer = portico.locks(account).await.unwrap();
    assert_eq!(answer["items"].as_array().unwrap().len(), 2);
    let state = json!({ "account": "infra-test", "state_path": "network/terraform.tfstate" });
    let answer = portico.locks(state).await.unwrap();
    assert_eq!(answer["items"][0]["lock_id"], json!("5f1d0c4e-0000-4000-8000-411100000002"));

    let Err(WorkflowGetResultError::Failed(refused)) = portico.locks(json!({ "acount": "" })).await
    else {
        panic!("an unknown parameter should be refused");
    };
    assert_eq!(
        refused.to_string(),
        "terraform_locks has no parameter \"acount\"; it has account, state_path"
    );
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_deletion_started_through_nexus_answers_its_result() {
    let (team, worker) = Team::with_worker().await;
    let portico = Portico::before(&team).await;
    let router = portico.start(delete_dynamo::input(), "DeleteDynamo-tracker-sessions").await;
    let result = router.get_result(WorkflowGetResultOptions::default()).await.unwrap();
    let result: Value = serde_json::from_slice(&result.payloads[0].data).unwrap();
    assert_eq!(result["deleted"], json!(true));
    let target = team.run("DeleteDynamo-tracker-sessions", "");
    assert_eq!(target.outcome().await.result(), result);
    worker.stop().await.unwrap();
}

#[tokio::test]
async fn a_cancelled_router_cancels_the_deletion_which_cleans_up() {
    let (team, worker) = Team::with_worker().await;
    let portico = Portico::before(&team).await;
    team.hold("BackUpDynamoTable").await;
    let before = team.rows().await;
    let router = portico.start(delete_dynamo::input(), "DeleteDynamo-tracker-sessions").await;
    let target: Run = team.run("DeleteDynamo-tracker-sessions", "");
    until(async || has(team.rows().await.since(&before), "CREATING")).await;
    router.cancel(WorkflowCancelOptions::default()).await.unwrap();
    let end = router.get_result(WorkflowGetResultOptions::default()).await;
    assert!(matches!(end, Err(WorkflowGetResultError::Cancelled { .. })), "{end:?}");
    assert_eq!(target.outcome().await, Outcome::Canceled);
    assert_eq!(team.rows().await.since(&before), "");
    worker.stop().await.unwrap();
}
