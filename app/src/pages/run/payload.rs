//! What went in and what came out.

use leptos::prelude::*;
use serde_json::Value;

use crate::ui::tree::ValueTree;

/// A value under the name of its section; of bytes that are not JSON only their kind and size are known. `id` is unique
/// on the page.
pub fn payload(label: &'static str, id: &'static str, value: &Value) -> AnyView {
    if let Some(payload) = value.get("$payload") {
        let encoding =
            payload.get("encoding").and_then(Value::as_str).unwrap_or("unknown").to_owned();
        let bytes = payload.get("bytes").and_then(Value::as_u64).unwrap_or_default();
        return view! {
            <p class="small dim">{format!("Not JSON: {bytes} bytes, encoded as ")} <code>{encoding}</code></p>
        }
        .into_any();
    }
    view! { <ValueTree label=label id=id value=value.clone() /> }.into_any()
}
