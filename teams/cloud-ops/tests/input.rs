//! Arguments no form would send, which any Temporal client may.

use serde_json::json;
use temporalio_common::data_converters::RawValue;
use temporalio_common::protos::temporal::api::common::v1::Payload;

use crate::support::Team;
use crate::{delete_dynamo, redis_upgrade_valkey};

#[tokio::test]
async fn a_wrong_argument_ends_the_run_and_says_what_is_wrong() {
    let (team, worker) = Team::with_worker().await;
    let bytes = Payload {
        metadata: [("encoding".to_owned(), b"binary/plain".to_vec())].into(),
        data: vec![0, 159, 146, 150],
        ..Default::default()
    };
    let mut failures = Vec::new();
    for arguments in [vec![], vec![bytes]] {
        let run = team.start_raw(delete_dynamo::WORKFLOW, RawValue::new(arguments)).await;
        failures.push(run.outcome().await.failure().0);
    }
    for input in [json!({}), json!({ "aws_account_name": 7 })] {
        let run = team.start(delete_dynamo::WORKFLOW, input).await;
        failures.push(run.outcome().await.failure().0);
    }
    let mut secret = redis_upgrade_valkey::input();
    secret["auth_token"] = json!({ "sentinel": "sentinel-77aa" });
    secret["target"] = json!("sentinel-88bb");
    let run = team.start(redis_upgrade_valkey::WORKFLOW, secret).await;
    failures.push(run.outcome().await.failure().0);
    let failures = failures.join("\n");
    assert!(!failures.contains("sentinel"), "{failures}");
    insta::assert_snapshot!(failures, @r"
    InvalidInput: the input does not fit this workflow: expected 1 argument, got 0; start it from its form, which checks the input
    InvalidInput: the input does not fit this workflow: a value at line 1, column 1 has the wrong type; start it from its form, which checks the input
    InvalidInput: the input does not fit this workflow: missing field `aws_account_name` at line 1 column 2; start it from its form, which checks the input
    InvalidInput: the input does not fit this workflow: a value at line 1, column 21 has the wrong type; start it from its form, which checks the input
    InvalidInput: the input does not fit this workflow: a value at line 1, column 130 has the wrong type; start it from its form, which checks the input
    ");
    worker.stop().await.unwrap();
}
