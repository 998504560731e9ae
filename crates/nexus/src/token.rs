//! The token of an operation that a workflow backs, in the form all official SDKs share:
//! base64url without padding of `{"t":1,"ns":"<namespace>","wid":"<workflow id>"}`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The server refuses longer tokens.
const MAX_BYTES: usize = 4096;
/// `t` of a workflow; 2 is an activity, 3 an update.
const WORKFLOW: u32 = 1;

/// Names the workflow behind an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationToken {
    /// The handler's namespace.
    pub namespace: String,
    /// The workflow's id. The run is left open: a cancellation reaches whichever run is current.
    pub workflow_id: String,
    /// Whether the operation waits for a workflow that it did not start, and so may not cancel it. The
    /// official SDKs have no word for this; a token that says it has one more field, `"attached":true`,
    /// which their readers skip or refuse.
    pub attached: bool,
}

/// Why a token was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Longer than 4096 bytes.
    #[error("the operation token is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Not base64url, padded, or not the JSON object it should hold.
    #[error("the operation token is not one of a Temporal handler: {0}")]
    Malformed(String),
    /// A version this crate does not know.
    #[error("the operation token has version {0}, this handler knows version 0 only")]
    Version(u32),
    /// An activity or an update, for instance.
    #[error("the operation token has type {0}, only type 1, a workflow, can be served")]
    Type(u32),
    /// No workflow id.
    #[error("the operation token names no workflow")]
    NoWorkflowId,
    /// Made by the handler of another namespace.
    #[error("the operation token belongs to namespace {token:?}, this handler serves {handler:?}")]
    ForeignNamespace {
        /// The namespace in the token.
        token: String,
        /// The handler's namespace.
        handler: String,
    },
}

/// The wire form. The order of the fields is the one the official SDKs write.
#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    #[serde(default, skip_serializing)]
    v: u32,
    t: u32,
    #[serde(default)]
    ns: std::borrow::Cow<'a, str>,
    #[serde(default)]
    wid: std::borrow::Cow<'a, str>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    attached: bool,
}

impl OperationToken {
    /// The token of an operation that started this workflow.
    pub fn new(namespace: impl Into<String>, workflow_id: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), workflow_id: workflow_id.into(), attached: false }
    }

    /// The token as it travels.
    pub fn encode(&self) -> String {
        let wire = Wire {
            v: 0,
            t: WORKFLOW,
            ns: (&*self.namespace).into(),
            wid: (&*self.workflow_id).into(),
            attached: self.attached,
        };
        let json = serde_json::to_vec(&wire).expect("strings and a number always serialise");
        URL_SAFE_NO_PAD.encode(json)
    }

    /// Reads a token that a handler of `namespace` made.
    ///
    /// # Errors
    /// Anything else: see [`TokenError`].
    pub fn decode(token: &str, namespace: &str) -> Result<Self, TokenError> {
        if token.len() > MAX_BYTES {
            return Err(TokenError::TooLong);
        }
        let json = URL_SAFE_NO_PAD
            .decode(token)
            .map_err(|error| TokenError::Malformed(error.to_string()))?;
        let wire: Wire<'_> = serde_json::from_slice(&json)
            .map_err(|error| TokenError::Malformed(error.to_string()))?;
        if wire.v != 0 {
            return Err(TokenError::Version(wire.v));
        }
        if wire.t != WORKFLOW {
            return Err(TokenError::Type(wire.t));
        }
        if wire.wid.is_empty() {
            return Err(TokenError::NoWorkflowId);
        }
        if wire.ns != namespace {
            return Err(TokenError::ForeignNamespace {
                token: wire.ns.into_owned(),
                handler: namespace.to_owned(),
            });
        }
        let attached = wire.attached;
        Ok(Self { attached, ..Self::new(wire.ns, wire.wid) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn official_test_vector() {
        let encoded = "eyJ0IjoxLCJucyI6InRlYW0tYSIsIndpZCI6IndmLTEifQ";
        let token = OperationToken::new("team-a", "wf-1");
        assert_eq!(token.encode(), encoded);
        assert_eq!(OperationToken::decode(encoded, "team-a"), Ok(token));
    }

    #[test]
    fn refused() {
        let encode = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let check = |token: &str, expected: &str| {
            assert_eq!(OperationToken::decode(token, "ns").unwrap_err().to_string(), expected);
        };
        check(
            &encode(r#"{"v":1,"t":1,"ns":"ns","wid":"w"}"#),
            "the operation token has version 1, this handler knows version 0 only",
        );
        check(
            &encode(r#"{"t":2,"ns":"ns","aid":"a"}"#),
            "the operation token has type 2, only type 1, a workflow, can be served",
        );
        check(
            &encode(r#"{"t":3,"ns":"ns","wid":"w","rid":"r","uid":"u"}"#),
            "the operation token has type 3, only type 1, a workflow, can be served",
        );
        check(&encode(r#"{"t":1,"ns":"ns","wid":""}"#), "the operation token names no workflow");
        check(&encode(r#"{"t":1,"ns":"ns"}"#), "the operation token names no workflow");
        check(
            &encode(r#"{"t":1,"ns":"other","wid":"w"}"#),
            r#"the operation token belongs to namespace "other", this handler serves "ns""#,
        );
        check(&"A".repeat(4097), "the operation token is longer than 4096 bytes");
        let padded =
            base64::engine::general_purpose::URL_SAFE.encode(r#"{"t":1,"ns":"ns","wid":"wf"}"#);
        assert!(padded.ends_with('='));
        for malformed in [&*padded, "", "****", "bm8gSlNPTg"] {
            assert!(matches!(
                OperationToken::decode(malformed, "ns"),
                Err(TokenError::Malformed(_))
            ));
        }
    }

    #[test]
    fn escapes_of_other_writers_are_read() {
        // Go writes `<`, `>` and `&` as escapes.
        let go = URL_SAFE_NO_PAD.encode(r#"{"t":1,"ns":"ns","wid":"a\u003cb\u0026c"}"#);
        assert_eq!(OperationToken::decode(&go, "ns"), Ok(OperationToken::new("ns", "a<b&c")));
    }

    #[test]
    fn attached_tokens_say_so_in_a_field_more() {
        let token = OperationToken { attached: true, ..OperationToken::new("ns", "wf") };
        let json = URL_SAFE_NO_PAD.decode(token.encode()).unwrap();
        assert_eq!(json, br#"{"t":1,"ns":"ns","wid":"wf","attached":true}"#);
        assert_eq!(OperationToken::decode(&token.encode(), "ns"), Ok(token));
    }

    proptest! {
        #[test]
        fn any_id_comes_back(namespace in "[a-z-]{1,20}", workflow_id in "\\PC{1,200}", attached: bool) {
            let token = OperationToken { attached, ..OperationToken::new(&namespace, workflow_id) };
            prop_assert_eq!(OperationToken::decode(&token.encode(), &namespace), Ok(token));
        }
    }
}
