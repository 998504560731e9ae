//! Who asked is a search attribute of the run.

use anyhow::Result;
use portico_contract::nexus::REQUESTER_EMAIL;
use portico_testkit::close_event;
use serde_json::json;
use temporalio_client::WorkflowDescribeOptions;
use temporalio_common::search_attributes::SearchAttributeKey;

use crate::stack::Stack;

const REQUESTER: SearchAttributeKey<String> = SearchAttributeKey::keyword(REQUESTER_EMAIL);

#[tokio::test]
async fn set_unless_empty() -> Result<()> {
    let stack = Stack::start().await?;
    for (email, expected) in [("dev@example.com", Some("dev@example.com")), ("", None)] {
        let mut input = stack.input("Echo", json!({}));
        input.requester_email = email.to_owned();
        let run = stack.route(&input).await?;
        close_event(&stack.gateway, &run.info().workflow_id).await?;
        let description = run.describe(WorkflowDescribeOptions::default()).await?;
        assert_eq!(description.search_attributes().get(&REQUESTER).as_deref(), expected);
    }
    Ok(())
}
