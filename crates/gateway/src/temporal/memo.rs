use std::collections::HashMap;

use portico_contract::nexus::{MEMO_KEY, Memo};
use temporalio_common::protos::temporal::api::common::v1 as proto;

use super::payload::{json_payload, value_of};

/// The memo of a router this gateway starts.
pub(crate) fn memo_fields(memo: &Memo) -> Result<proto::Memo, serde_json::Error> {
    Ok(proto::Memo { fields: HashMap::from([(MEMO_KEY.to_owned(), json_payload(memo)?)]) })
}

/// The gateway's record in a router's memo; `None` = the router was not started by a gateway.
pub(crate) fn read_memo(memo: Option<&proto::Memo>) -> Option<Memo> {
    let memo: Memo = serde_json::from_value(value_of(memo?.fields.get(MEMO_KEY)?)).ok()?;
    (memo.v == 1).then_some(memo)
}
