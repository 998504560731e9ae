// A Temporal dev server of a test file's own, and the questions tests put to it through the CLI.
import { temporalCli } from "./places.mjs";
import { Part, run } from "./process.mjs";
import { until } from "./wait.mjs";

export class Temporal {
  /** With `uiPort` it serves Temporal's own UI there. */
  constructor({ port, uiPort, log, database, namespaces }) {
    this.address = `127.0.0.1:${port}`;
    const args = ["server", "start-dev", "--ip", "127.0.0.1", "--port", `${port}`, "--log-level", "error"];
    if (uiPort) args.push("--ui-port", `${uiPort}`, "--ui-disable-news-fetch");
    else args.push("--headless");
    if (database) args.push("--db-filename", database);
    for (const namespace of namespaces) args.push("--namespace", namespace);
    args.push("--search-attribute", "RequesterEmail=Keyword");
    this.part = new Part({ name: "temporal", program: temporalCli(), args, log });
    this.namespaces = namespaces;
  }

  /** Starts the server and waits until each namespace answers. */
  async start() {
    this.part.start();
    for (const namespace of this.namespaces) {
      await until(`Temporal's namespace ${namespace}`, () => this.cli("operator", "namespace", "describe", "-n", namespace));
    }
  }

  /** Runs the Temporal CLI against this server. */
  cli(...args) {
    return run(temporalCli(), [...args, "--address", this.address]);
  }

  async json(...args) {
    return JSON.parse(await this.cli(...args, "--output", "json"));
  }

  /** Makes a Nexus endpoint that leads to a queue. */
  endpoint({ name, namespace, task_queue }) {
    return until(`the endpoint ${name}`, () =>
      this.cli(
        ...["operator", "nexus", "endpoint", "create", "--name", name],
        ...["--target-namespace", namespace, "--target-task-queue", task_queue],
      ),
    );
  }

  /** The events of a workflow's history, each with its type without the prefix, such as `WorkflowExecutionStarted`. */
  async history(namespace, workflowId) {
    const { events } = await this.json("workflow", "show", "-n", namespace, "-w", workflowId);
    return events.map((event) => ({ ...event, type: pascal(event.eventType) }));
  }

  /** The first event of a type, or undefined. */
  async event(namespace, workflowId, type) {
    return (await this.history(namespace, workflowId)).find((event) => event.type === type);
  }

  /** All executions of a namespace that match a visibility query. */
  async list(namespace, query = "") {
    return (await this.json("workflow", "list", "-n", namespace, "--query", query, "--limit", "1000")) ?? [];
  }

  /** Takes a run out of Temporal, as the end of its retention does. */
  delete(namespace, workflowId) {
    return run(temporalCli(), ["workflow", "delete", "-n", namespace, "-w", workflowId, "--address", this.address], { input: "y\n" });
  }

  /** Sends a signal, as the owning team would. */
  signal(namespace, workflowId, name, input) {
    const args = ["workflow", "signal", "-n", namespace, "-w", workflowId, "--name", name];
    return this.cli(...args, ...(input === undefined ? [] : ["--input", JSON.stringify(input)]));
  }
}

/** EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> WorkflowExecutionStarted */
const pascal = (name) =>
  name
    .replace(/^EVENT_TYPE_/, "")
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());
