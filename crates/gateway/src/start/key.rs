use axum::http::HeaderMap;
use data_encoding::{BASE32, HEXLOWER};
use portico_catalog::Environment;
use portico_contract::run_id::{LETTERS, PREFIX};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, ApiResult};

/// What makes two requests one start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdempotencyKey(String);

impl IdempotencyKey {
    pub(crate) const HEADER: &str = "idempotency-key";

    /// The key the caller sent, or a new one.
    pub(crate) fn read(headers: &HeaderMap) -> ApiResult<Self> {
        let mut sent = headers.get_all(Self::HEADER).iter();
        let key = match (sent.next(), sent.next()) {
            (None, _) => return Ok(Self(uuid::Uuid::now_v7().to_string())),
            (Some(key), None) => key.as_bytes(),
            (Some(_), Some(_)) => {
                return Err(ApiError::malformed("send one Idempotency-Key, not several"));
            }
        };
        let printable = key.iter().all(|byte| (0x20..=0x7e).contains(byte));
        match std::str::from_utf8(key) {
            Ok(key) if printable && (1..=255).contains(&key.len()) => Ok(Self(key.to_owned())),
            _ => Err(ApiError::malformed(
                "Idempotency-Key must be 1 to 255 printable ASCII characters",
            )),
        }
    }
}

/// The router's workflow id: the same for the same person, workflow and key, in every replica and after every restart.
pub(crate) fn workflow_id(
    environment: Environment,
    subject: &str,
    namespace: &str,
    workflow_type: &str,
    key: &IdempotencyKey,
) -> String {
    let mut digest = Sha256::new();
    for part in [environment.as_str(), subject, namespace, workflow_type, &key.0] {
        // With its length in front no part can pass for the end of the one before.
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let text = BASE32.encode(&digest.finalize());
    format!("{PREFIX}{}", &text[..LETTERS])
}

/// Hex SHA-256 of the canonical form of an input, as the memo has it beside the input itself.
pub(crate) fn hash_of(input: &Value) -> String {
    HEXLOWER.encode(&Sha256::digest(portico_catalog::canonical(input)))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use portico_contract::run_id::is_run_id;
    use serde_json::json;

    use super::*;

    fn id(
        environment: Environment,
        subject: &str,
        namespace: &str,
        kind: &str,
        key: &str,
    ) -> String {
        workflow_id(environment, subject, namespace, kind, &IdempotencyKey(key.into()))
    }

    #[test]
    fn ids_depend_on_every_part_and_on_nothing_else() {
        let ids = [
            id(Environment::Local, "a@x", "n", "t", "k"),
            id(Environment::Stage, "a@x", "n", "t", "k"),
            id(Environment::Local, "b@x", "n", "t", "k"),
            id(Environment::Local, "a@x", "nt", "", "k"),
            id(Environment::Local, "a@x", "n", "tk", ""),
            id(Environment::Local, "a@x", "n", "t", "l"),
        ];
        for (at, one) in ids.iter().enumerate() {
            assert!(is_run_id(one), "{one}");
            assert!(!ids[..at].contains(one), "{one}");
        }
        insta::assert_snapshot!(ids[0], @"portico-NFYSS5YQBB2IRXTTVILFJP4K3W");
    }

    #[test]
    fn keys_are_printable_ascii() {
        let read = |values: &[&[u8]]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(IdempotencyKey::HEADER, HeaderValue::from_bytes(value).unwrap());
            }
            IdempotencyKey::read(&headers)
        };
        assert_eq!(read(&[b"a key"]).unwrap(), IdempotencyKey("a key".into()));
        assert!(read(&[&[b'k'; 255]]).is_ok());
        assert_ne!(read(&[]).unwrap(), read(&[]).unwrap());
        for wrong in [
            &[b"".as_slice()] as &[&[u8]],
            &[&[b'k'; 256]],
            &[b"a\tb"],
            &["é".as_bytes()],
            &[b"a", b"b"],
        ] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_order_of_keys_does_not_change_the_hash() {
        assert_eq!(hash_of(&json!({"a": 1, "b": 2})), hash_of(&json!({"b": 2, "a": 1})));
        assert_ne!(hash_of(&json!({"a": 1})), hash_of(&json!({"a": "1"})));
        assert_ne!(
            hash_of(&json!({"a": 9_007_199_254_740_992_u64})),
            hash_of(&json!({"a": 9_007_199_254_740_993_u64}))
        );
    }
}
