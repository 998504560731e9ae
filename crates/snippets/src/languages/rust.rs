use crate::Start;
use crate::body::{Body, Part};
use crate::quote::rust;
use crate::shell::heading;

pub(super) fn write(start: &Start<'_>) -> String {
    let body = start.body();
    let mut crates = vec!["reqwest", "tokio --features full"];
    if body.has_quoted() {
        crates.push("serde_json");
    }
    if start.key.is_none() {
        crates.push("uuid --features v4");
    }
    let crates: Vec<String> = crates.iter().map(|name| format!("// cargo add {name}\n")).collect();
    let key = start
        .key
        .map_or_else(|| "uuid::Uuid::new_v4().to_string()".to_owned(), |key| format!("{key:?}"));
    format!(
        "{crates}{heading}#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {{\n    \
         let body = {body};\n    let response = reqwest::Client::new()\n        .post({url:?})\n        \
         .header(\"content-type\", \"application/json\")\n        .header(\"idempotency-key\", {key})\n        \
         .body(body)\n        .send()\n        .await?;\n    let failed = response.error_for_status_ref().err();\n    \
         println!(\"{{}}\", response.text().await?);\n    failed.map_or(Ok(()), |error| Err(error.into()))\n}}\n",
        crates = crates.concat(),
        heading = heading("//", &body.variables()),
        body = literal(&body),
        url = start.url,
    )
}

fn literal(body: &Body) -> String {
    if let Some(text) = body.text() {
        return rust(text);
    }
    let part = |part: &Part| match part {
        Part::Text(text) => rust(text),
        Part::Quoted(name) => format!("&serde_json::to_string(&std::env::var(\"{name}\")?)?"),
        Part::Raw(name) => format!("&std::env::var(\"{name}\")?"),
    };
    let parts: Vec<String> = body.parts.iter().map(part).collect();
    format!("[\n        {},\n    ]\n    .concat()", parts.join(",\n        "))
}
