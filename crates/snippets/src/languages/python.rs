use crate::Start;
use crate::body::{Body, Part};
use crate::quote::{line, python};
use crate::shell::heading;

pub(super) fn httpx(start: &Start<'_>) -> String {
    write(start, "httpx", "content")
}

pub(super) fn requests(start: &Start<'_>) -> String {
    write(start, "requests", "data")
}

/// The two libraries differ in their names, and in what they call a body of bytes.
fn write(start: &Start<'_>, library: &str, argument: &str) -> String {
    let body = start.body();
    let variables = body.variables();
    let mut imports = String::new();
    for (module, is_used) in
        [("json", body.has_quoted()), ("os", !variables.is_empty()), ("uuid", start.key.is_none())]
    {
        if is_used {
            imports += &format!("import {module}\n");
        }
    }
    if !imports.is_empty() {
        imports.push('\n');
    }
    let key = start.key.map_or_else(|| "str(uuid.uuid4())".to_owned(), line);
    format!(
        "{heading}{imports}import {library}\n\nbody = {body}\n\nresponse = {library}.post(\n    {url},\n    \
         {argument}=body.encode(),\n    headers={{\n        \"content-type\": \"application/json\",\n        \
         \"idempotency-key\": {key},\n    }},\n    timeout=30,\n)\nprint(response.text)\nresponse.raise_for_status()\n",
        heading = heading("#", &variables),
        body = literal(&body),
        url = line(start.url),
    )
}

fn literal(body: &Body) -> String {
    if let Some(text) = body.text() {
        return python(text);
    }
    let part = |part: &Part| match part {
        Part::Text(text) => python(text),
        Part::Quoted(name) => format!("json.dumps(os.environ[\"{name}\"])"),
        Part::Raw(name) => format!("os.environ[\"{name}\"]"),
    };
    let parts: Vec<String> = body.parts.iter().map(part).collect();
    format!("(\n    {}\n)", parts.join("\n    + "))
}
