use crate::Start;
use crate::quote::shell;
use crate::shell::{functions, heading, here_document};

pub(super) fn write(start: &Start<'_>) -> String {
    let body = start.body();
    let (new_key, key) = match start.key {
        Some(key) => ("", shell(&format!("idempotency-key: {key}"))),
        None => (
            "key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')\n",
            "\"idempotency-key: $key\"".to_owned(),
        ),
    };
    format!(
        "{heading}{functions}{new_key}curl -sS --fail-with-body {url} \\\n  -H 'content-type: application/json' \\\n  \
         -H {key} \\\n  --data-binary @- {body}",
        heading = heading("#", &body.variables()),
        functions = functions(&body),
        url = shell(start.url),
        body = here_document(&body),
    )
}
