use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};
use temporalio_common::protos::temporal::api::common::v1::{Payload, Payloads};

/// A value as a `json/plain` payload.
pub(crate) fn json_payload(value: &impl Serialize) -> Result<Payload, serde_json::Error> {
    Ok(Payload {
        metadata: HashMap::from([("encoding".to_owned(), b"json/plain".to_vec())]),
        data: serde_json::to_vec(value)?,
        ..Default::default()
    })
}

/// A payload as JSON; what is no JSON becomes `{"$payload": {"encoding", "bytes"}}`, `bytes` being its size.
pub(crate) fn value_of(payload: &Payload) -> Value {
    let encoding = payload.metadata.get("encoding").map(Vec::as_slice).unwrap_or_default();
    match encoding {
        b"binary/null" => Some(Value::Null),
        b"json/plain" | b"json/protobuf" => serde_json::from_slice(&payload.data).ok(),
        _ => None,
    }
    .unwrap_or_else(|| {
        let encoding = String::from_utf8_lossy(encoding);
        json!({ "$payload": { "encoding": encoding, "bytes": payload.data.len() } })
    })
}

/// The JSON text of the one payload there should be; else the encoding of what is there.
pub(super) fn json_text(payloads: Option<Payloads>) -> Result<Vec<u8>, String> {
    let payload = payloads.and_then(|payloads| payloads.payloads.into_iter().next());
    let payload = payload.unwrap_or_default();
    let encoding = payload.metadata.get("encoding").map(Vec::as_slice).unwrap_or_default();
    match encoding {
        b"binary/null" => Ok(b"null".to_vec()),
        b"json/plain" | b"json/protobuf" => Ok(payload.data),
        other => Err(String::from_utf8_lossy(other).into_owned()),
    }
}

/// Several payloads as one value: none = `None`, one = itself, more = an array.
pub(crate) fn values_of(payloads: Option<&Payloads>) -> Option<Value> {
    match payloads.map(|p| p.payloads.as_slice()).unwrap_or_default() {
        [] => None,
        [one] => Some(value_of(one)),
        several => Some(Value::Array(several.iter().map(value_of).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table reads better without borrows")]
    fn check(encoding: &str, data: &[u8], expected: Value) {
        let metadata = HashMap::from([("encoding".to_owned(), encoding.as_bytes().to_vec())]);
        assert_eq!(
            value_of(&Payload { metadata, data: data.to_vec(), ..Default::default() }),
            expected
        );
    }

    #[test]
    fn payloads_become_json() {
        check("json/plain", br#"{"a":18446744073709551615}"#, json!({"a": u64::MAX}));
        check("json/protobuf", br#"{"a":1}"#, json!({"a": 1}));
        check("binary/null", b"", Value::Null);
        check(
            "binary/plain",
            b"\x00\x01",
            json!({"$payload": {"encoding": "binary/plain", "bytes": 2}}),
        );
        check("json/plain", b"{oops", json!({"$payload": {"encoding": "json/plain", "bytes": 5}}));
        check("", b"", json!({"$payload": {"encoding": "", "bytes": 0}}));
    }

    #[test]
    fn several_payloads_are_an_array() {
        let one = json_payload(&1).unwrap();
        assert_eq!(values_of(None), None);
        assert_eq!(values_of(Some(&Payloads { payloads: vec![one.clone()] })), Some(json!(1)));
        assert_eq!(
            values_of(Some(&Payloads { payloads: vec![one.clone(), one] })),
            Some(json!([1, 1]))
        );
    }
}
