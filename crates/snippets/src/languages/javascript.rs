use crate::Start;
use crate::body::Part;
use crate::quote::{line, template};
use crate::shell::heading;

/// Node's process has the environment; a browser has none, and asks for no secrets either.
const VARIABLE: &str = r#"const variable = (name) => {
  if (process.env[name] === undefined) throw new Error(`${name} is not set`);
  return process.env[name];
};

"#;

pub(super) fn write(start: &Start<'_>) -> String {
    let body = start.body();
    let variables = body.variables();
    let part = |part: &Part| match part {
        Part::Text(text) => template(text),
        Part::Quoted(name) => format!("${{JSON.stringify(variable(\"{name}\"))}}"),
        Part::Raw(name) => format!("${{variable(\"{name}\")}}"),
    };
    let key = start.key.map_or_else(|| "crypto.randomUUID()".to_owned(), line);
    format!(
        "// A module: save it as start.mjs for Node 20 or later.\n{heading}{function}const body = `{body}`;\n\n\
         const response = await fetch({url}, {{\n  method: \"POST\",\n  headers: {{\n    \
         \"content-type\": \"application/json\",\n    \"idempotency-key\": {key},\n  }},\n  body,\n}});\n\
         console.log(await response.text());\nif (!response.ok) process.exitCode = 1;\n",
        heading = heading("//", &variables),
        function = if variables.is_empty() { "" } else { VARIABLE },
        body = body.parts.iter().map(part).collect::<String>(),
        url = line(start.url),
    )
}
