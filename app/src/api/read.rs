//! Reads the answers that every visit needs, field by field: what serde derives for them would be several times as
//! much of the first load.

use portico_contract::http::{
    Card, ConfigEnvironment, Count, ErrorBody, ErrorCode, FieldProblem, First, Listed, Me, Overlay,
    PortalConfig,
};
use serde_json::Value;

/// What is read by hand; `None` where a key is missing or holds another type.
pub(super) trait Read: Sized {
    fn read(from: &Value) -> Option<Self>;
}

fn text(from: &Value, key: &str) -> Option<String> {
    from.get(key)?.as_str().map(str::to_owned)
}

/// A key that may be absent or null, but not of another type.
fn maybe<T>(from: &Value, key: &str, read: fn(&Value) -> Option<T>) -> Option<Option<T>> {
    match from.get(key) {
        None | Some(Value::Null) => Some(None),
        Some(value) => read(value).map(Some),
    }
}

fn maybe_text(from: &Value, key: &str) -> Option<Option<String>> {
    maybe(from, key, String::read)
}

fn list<T: Read>(from: &Value, key: &str) -> Option<Vec<T>> {
    from.get(key)?.as_array()?.iter().map(T::read).collect()
}

fn number(from: &Value, key: &str) -> Option<usize> {
    from.get(key)?.as_u64()?.try_into().ok()
}

fn flag(from: &Value, key: &str) -> Option<bool> {
    from.get(key)?.as_bool()
}

impl Read for String {
    fn read(from: &Value) -> Option<Self> {
        from.as_str().map(str::to_owned)
    }
}

impl Read for PortalConfig {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            environments: list(from, "environments")?,
            default: text(from, "default")?,
            catalog: maybe_text(from, "catalog")?.unwrap_or_else(|| "static".into()),
        })
    }
}

impl Read for ConfigEnvironment {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            name: text(from, "name")?,
            gateway: text(from, "gateway")?,
            temporal_ui: maybe_text(from, "temporal_ui")?,
        })
    }
}

impl Read for Me {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            email: text(from, "email")?,
            name: text(from, "name")?,
            groups: list(from, "groups")?,
            environment: text(from, "environment")?,
            verified_by: text(from, "verified_by")?,
        })
    }
}

impl Read for First {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            catalog: text(from, "catalog")?,
            total: number(from, "total")?,
            cards: list(from, "cards")?,
            teams: list(from, "teams")?,
            tags: list(from, "tags")?,
        })
    }
}

impl Read for Count {
    fn read(from: &Value) -> Option<Self> {
        Some(Self { name: text(from, "name")?, count: number(from, "count")? })
    }
}

impl Read for Card {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            namespace: text(from, "namespace")?,
            workflow_type: text(from, "workflow_type")?,
            name: text(from, "name")?,
            description: maybe_text(from, "description")?,
            team: text(from, "team")?,
            team_name: maybe_text(from, "team_name")?,
            tags: list(from, "tags").unwrap_or_default(),
            destructive: flag(from, "destructive").unwrap_or_default(),
            approvals: number(from, "approvals").map(|count| count as u32),
            file: text(from, "file").unwrap_or_default(),
        })
    }
}

impl Read for Overlay {
    fn read(from: &Value) -> Option<Self> {
        Some(Self { catalog: text(from, "catalog")?, workflows: list(from, "workflows")? })
    }
}

impl Read for Listed {
    fn read(from: &Value) -> Option<Self> {
        const OWN: [&str; 5] = ["namespace", "workflow_type", "offered", "may_run", "reason"];
        let card = from.as_object()?.iter().filter(|(key, _)| !OWN.contains(&key.as_str()));
        Some(Self {
            namespace: text(from, "namespace")?,
            workflow_type: text(from, "workflow_type")?,
            offered: flag(from, "offered")?,
            may_run: flag(from, "may_run")?,
            reason: maybe_text(from, "reason")?,
            card: card.map(|(key, value)| (key.clone(), value.clone())).collect(),
        })
    }
}

impl Read for ErrorBody {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            code: ErrorCode::named(from.get("code")?.as_str()?),
            message: text(from, "message")?,
            request_id: text(from, "request_id")?,
            fields: list(from, "fields").unwrap_or_default(),
            retryable: from.get("retryable").and_then(Value::as_bool),
        })
    }
}

impl Read for FieldProblem {
    fn read(from: &Value) -> Option<Self> {
        Some(Self {
            pointer: text(from, "pointer")?,
            keyword: maybe_text(from, "keyword")?,
            message: text(from, "message")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, from_value, json};

    use super::*;

    /// By hand and by serde must be the same.
    #[track_caller]
    fn check<T: Read + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &Value) {
        let by_serde: Option<T> = from_value(value.clone()).ok();
        assert_eq!(T::read(value), by_serde, "{value}");
        let Some(map) = value.as_object() else { return };
        for key in map.keys() {
            let mut without = value.clone();
            without.as_object_mut().map(|map| map.shift_remove(key));
            assert_eq!(T::read(&without).is_some(), from_value::<T>(without).is_ok(), "no {key}");
        }
    }

    #[test]
    fn hand_and_serde_read_the_same() {
        let card = json!({ "namespace": "a", "workflow_type": "b", "name": "c", "description": "d", "team": "e",
            "team_name": "f", "tags": ["g"], "destructive": true, "approvals": 2, "file": "h" });
        let count = json!({ "name": "a", "count": 3 });
        check::<Count>(&count);
        check::<First>(
            &json!({ "catalog": "a", "total": 1, "cards": [card], "teams": [count], "tags": [] }),
        );
        check::<Me>(
            &json!({ "email": "a", "name": "b", "groups": ["c"], "environment": "d", "verified_by": "e" }),
        );
        let environment = json!({ "name": "a", "gateway": "", "temporal_ui": "b" });
        check::<ConfigEnvironment>(&environment);
        check::<PortalConfig>(
            &json!({ "environments": [environment], "default": "a", "catalog": "gateway" }),
        );
        let listed = json!({ "namespace": "a", "workflow_type": "b", "offered": true, "may_run": false,
            "reason": null, "name": "c", "tags": ["d"] });
        check::<Listed>(&listed);
        check::<Overlay>(&json!({ "catalog": "a", "workflows": [listed] }));
        let field = json!({ "pointer": "/a", "keyword": "b", "message": "c" });
        check::<FieldProblem>(&field);
        for code in ["forbidden", "of_a_later_version"] {
            check::<ErrorBody>(
                &json!({ "code": code, "message": "a", "request_id": "b", "fields": [field] }),
            );
        }
    }
}
