//! A start past the gateway, by those who may write to the team's namespace.

use serde_json::Value;

use crate::body::Body;
use crate::quote::shell;
use crate::shell::{arguments, functions, heading, variable};
use crate::start::holes;

/// The variable that the task queue is read from where the config names none.
const TASK_QUEUE: &str = "TASK_QUEUE";

/// A start of the team's workflow itself, with Temporal's CLI.
#[derive(Clone, Copy, Debug)]
pub struct Direct<'a> {
    /// The real namespace.
    pub namespace: &'a str,
    /// Task queue of the team's worker; `None` = whoever runs the program has to know it.
    pub task_queue: Option<&'a str>,
    /// Workflow type.
    pub workflow_type: &'a str,
    /// The id the gateway would give it; `None` = Temporal makes one.
    pub workflow_id: Option<&'a str>,
    /// What the workflow gets.
    pub input: &'a Value,
    /// Pointers into `input` of what is not written down.
    pub secrets: &'a [String],
}

impl Direct<'_> {
    /// A whole program. Server and credentials are those of the CLI's own settings. The input comes through a pipe, since
    /// arguments are seen by others on the machine, and without a line break, since what is read is stored as it is.
    pub fn write(&self) -> String {
        let body = Body::compact(self.input, &holes(self.input, self.secrets));
        let mut variables = body.variables();
        let task_queue = match self.task_queue {
            Some(queue) => shell(queue),
            None => {
                variables.push(TASK_QUEUE);
                format!("\"{}\"", variable(TASK_QUEUE))
            }
        };
        let id = self.workflow_id.map(|id| format!(" \\\n  --workflow-id {}", shell(id)));
        format!(
            "{heading}{functions}printf %s {input} |\n  temporal workflow start \\\n  --namespace {namespace} \\\n  \
             --task-queue {task_queue} \\\n  --type {workflow_type}{id} \\\n  --input-file /dev/stdin\n",
            heading = heading("#", &variables),
            functions = functions(&body),
            input = arguments(&body),
            namespace = shell(self.namespace),
            workflow_type = shell(self.workflow_type),
            id = id.unwrap_or_default(),
        )
    }
}
