//! What somebody is about to send: the exact input and its idempotency key, kept until the run has started.
//!
//! The same input keeps its key over retries and reloads, so that it starts one run; another input gets another
//! key. A secret is never stored, nor anything worked out from it: after a reload the key stands for the input
//! without its secrets, and the gateway, which knows what the key was first used with, refuses it for another secret.

use std::cell::RefCell;
use std::collections::HashMap;

use portico_form::without_secrets;
use serde_json::{Value, json};

use crate::storage::{self, Area};

/// Where a request would go: the environment and the workflow, and whether it is the dry run of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place(String);

impl Place {
    /// The place of a workflow's requests.
    pub fn new(environment: &str, namespace: &str, workflow_type: &str) -> Self {
        // JSON keeps names apart whatever characters they hold.
        Self(json!([environment, namespace, workflow_type]).to_string())
    }

    /// The place of the dry runs beside it.
    pub fn dry(&self) -> Self {
        Self(format!("{} dry", self.0))
    }

    /// The place whose key under a name this is.
    pub fn of_key(key: &str, name: &str) -> Option<Self> {
        let place = key.strip_prefix("portico.")?.strip_prefix(name)?.strip_prefix('.')?;
        Some(Self(place.to_owned()))
    }

    /// The key of something that a browser keeps for it, under a name of its own.
    pub fn kept_as(&self, name: &str) -> String {
        format!("portico.{name}.{}", self.0)
    }

    fn storage_key(&self) -> String {
        self.kept_as("attempt")
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Attempt {
    key: String,
    /// JSON text; without its secrets where it is stored.
    input: String,
    /// When it was sent, in milliseconds since 1970, while no answer has said what became of it.
    sent: Option<f64>,
    /// Nobody wants it in the form again.
    is_given_up: bool,
}

thread_local! {
    static MEMORY: RefCell<HashMap<Place, Attempt>> = RefCell::default();
}

/// The key of this input at this place: the one it had, else a new one.
pub fn key_for(place: &Place, schema: &Value, input: &Value) -> String {
    let text = input.to_string();
    let storable = without_secrets(schema, input).to_string();
    let known = match MEMORY.with_borrow(|m| m.get(place).cloned()) {
        Some(attempt) => Some(attempt).filter(|a| a.input == text),
        None => stored(place).filter(|a| a.input == storable),
    };
    let new = || Attempt { key: new_key(), input: String::new(), sent: None, is_given_up: false };
    let attempt = Attempt { is_given_up: false, ..known.unwrap_or_else(new) };
    store(place, &Attempt { input: storable, ..attempt.clone() });
    let key = attempt.key.clone();
    MEMORY.with_borrow_mut(|m| m.insert(place.clone(), Attempt { input: text, ..attempt }));
    key
}

/// What was about to be sent here, to fill the form again after a reload.
pub fn interrupted(place: &Place) -> Option<Value> {
    let attempt = stored(place).filter(|attempt| !attempt.is_given_up)?;
    serde_json::from_str(&attempt.input).ok()
}

/// What was about to be sent here is not wanted in the form again. A request that was never answered keeps its key.
pub fn give_up(place: &Place) {
    let known = MEMORY.with_borrow(|m| m.get(place).cloned());
    let is_sent = known.is_some_and(|attempt| attempt.sent.is_some());
    if is_sent || unanswered(place).is_some() {
        if let Some(attempt) = stored(place) {
            store(place, &Attempt { is_given_up: true, ..attempt });
        }
        return;
    }
    MEMORY.with_borrow_mut(|m| m.remove(place));
    storage::remove(Area::Tab, &place.storage_key());
}

/// The request of this key is on its way, at `now`: from here on a run may have started.
pub fn sent(place: &Place, key: &str, now: f64) {
    mark(place, key, Some(now));
}

/// The gateway has refused the request of this key: nothing has started.
pub fn refused(place: &Place, key: &str) {
    mark(place, key, None);
}

/// When the request that was never answered was sent.
pub fn unanswered(place: &Place) -> Option<f64> {
    stored(place)?.sent
}

/// The run of this key has started, or the key is used up: the next request is another one.
pub fn done(place: &Place, key: &str) {
    // An answer may come when another input is under way here: that one keeps its key.
    MEMORY.with_borrow_mut(|m| {
        if m.get(place).is_some_and(|a| a.key == key) {
            m.remove(place);
        }
    });
    if stored(place).is_some_and(|a| a.key == key) {
        storage::remove(Area::Tab, &place.storage_key());
    }
}

fn mark(place: &Place, key: &str, sent: Option<f64>) {
    if let Some(attempt) = stored(place).filter(|a| a.key == key) {
        store(place, &Attempt { sent, ..attempt });
    }
    MEMORY.with_borrow_mut(|m| {
        if let Some(attempt) = m.get_mut(place).filter(|a| a.key == key) {
            attempt.sent = sent;
        }
    });
}

fn stored(place: &Place) -> Option<Attempt> {
    let text = storage::read(Area::Tab, &place.storage_key()).ok()??;
    let value: Value = serde_json::from_str(&text).ok()?;
    let part = |name: &str| value.get(name)?.as_str().map(str::to_owned);
    let sent = value.get("sent").and_then(Value::as_f64);
    let is_given_up = value.get("given_up").and_then(Value::as_bool).unwrap_or_default();
    Some(Attempt { key: part("key")?, input: part("input")?, sent, is_given_up })
}

/// Best effort: without storage a key still lives as long as the page.
fn store(place: &Place, attempt: &Attempt) {
    let Attempt { key, input, sent, is_given_up } = attempt;
    let text = json!({ "key": key, "input": input, "sent": sent, "given_up": is_given_up });
    let _ = storage::write(Area::Tab, &place.storage_key(), &text.to_string());
}

#[cfg(target_arch = "wasm32")]
fn new_key() -> String {
    let mut bytes = [0_u8; 16];
    let random = web_sys::window().and_then(|w| w.crypto().ok());
    let filled = random.is_some_and(|c| c.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    hex(&bytes)
}

#[cfg(not(target_arch = "wasm32"))]
fn new_key() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let random = || RandomState::new().build_hasher().finish().to_le_bytes();
    hex(&[random(), random()].concat())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reload() {
        MEMORY.with_borrow_mut(HashMap::clear);
    }

    #[test]
    fn a_key_lives_as_long_as_its_input() {
        let place = Place::new("local", "a/b", "T");
        let schema = json!({});
        let first = key_for(&place, &schema, &json!({"a": 1}));
        assert_eq!(first.len(), 32);
        assert_eq!(key_for(&place, &schema, &json!({"a": 1})), first, "a retry");
        reload();
        assert_eq!(interrupted(&place), Some(json!({"a": 1})));
        assert_eq!(key_for(&place, &schema, &json!({"a": 1})), first, "a reload");
        let second = key_for(&place, &schema, &json!({"a": 2}));
        assert_ne!(second, first, "another input");
        assert_ne!(key_for(&place, &schema, &json!({"a": 1})), first, "and back again");
        assert_ne!(
            key_for(&place.dry(), &schema, &json!({"a": 1})),
            key_for(&place, &schema, &json!({"a": 1}))
        );
        done(&place, &second);
        assert_ne!(interrupted(&place), None, "an answer to an earlier request");
        let last = key_for(&place, &schema, &json!({"a": 1}));
        done(&place, &last);
        assert_eq!(interrupted(&place), None);
    }

    #[test]
    fn secrets_are_not_stored_and_the_key_outlives_a_reload() {
        let place = Place::new("local", "n", "T");
        let schema = json!({"properties": {"token": {"type": "string", "writeOnly": true}}});
        let input = json!({"token": "hunter2", "a": 1});
        let first = key_for(&place, &schema, &input);
        let kept = crate::storage::stand_in::texts();
        assert!(!kept.is_empty() && !kept.iter().any(|text| text.contains("hunter2")), "{kept:?}");
        assert_eq!(key_for(&place, &schema, &input), first);
        reload();
        assert_eq!(interrupted(&place), Some(json!({"a": 1})));
        assert_eq!(key_for(&place, &schema, &input), first, "typed again after a reload");
        assert_ne!(key_for(&place, &schema, &json!({"token": "other", "a": 1})), first);
        reload();
        assert_ne!(key_for(&place, &schema, &json!({"token": "hunter2", "a": 2})), first);
    }

    #[test]
    fn a_start_is_unanswered_until_the_gateway_says_what_became_of_it() {
        let place = Place::new("local", "n", "Sent");
        let (schema, input) = (json!({}), json!({"a": 1}));
        let key = key_for(&place, &schema, &input);
        assert_eq!(unanswered(&place), None);
        sent(&place, &key, 1000.0);
        reload();
        assert_eq!(unanswered(&place), Some(1000.0));
        assert_eq!(key_for(&place, &schema, &input), key);
        assert_eq!(unanswered(&place), Some(1000.0), "reviewing again answers nothing");
        refused(&place, &key);
        assert_eq!(unanswered(&place), None);
        assert_eq!(key_for(&place, &schema, &input), key);
        sent(&place, &key, 2000.0);
        done(&place, &key);
        assert_eq!(unanswered(&place), None);
    }

    #[test]
    fn what_was_given_up_does_not_come_back_and_an_unanswered_start_keeps_its_key() {
        let place = Place::new("local", "n", "GivenUp");
        let (schema, input) = (json!({}), json!({"a": 1}));
        let first = key_for(&place, &schema, &input);
        give_up(&place);
        reload();
        assert_eq!(interrupted(&place), None);
        let key = key_for(&place, &schema, &input);
        assert_ne!(key, first, "nothing was left of it");

        sent(&place, &key, 1000.0);
        give_up(&place);
        reload();
        assert_eq!((interrupted(&place), unanswered(&place)), (None, Some(1000.0)));
        assert_eq!(key_for(&place, &schema, &input), key);
        assert_eq!(interrupted(&place), Some(input), "somebody wants it again");
    }
}
