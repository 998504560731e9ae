// A team on Temporal's Python SDK publishes a workflow by adding two files, and nothing is compiled; and its own
// workflows call the operations of a team on our handler.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after } from "node:test";
import { cloudOps } from "./stack.mjs";
import { essence } from "./support/failure.mjs";
import { journeys } from "./support/journey.mjs";
import { assertLinkedBothWays } from "./support/links.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { rows } from "./support/sqlite.mjs";
import { until } from "./support/wait.mjs";

const TARGETS = "data-eng-stage";
const ROUTERS = "gateway-stage";
const WORKFLOW = ["data-eng", "BackfillTableWorkflow"];

// Compilers that write down each call and refuse it come first on PATH.
const compilers = mkdtempSync(join(tmpdir(), "portico-compilers-"));
const calls = join(compilers, "calls");
for (const name of ["cargo", "rustc", "trunk", "wasm-bindgen", "wasm-opt"]) {
  const program = join(compilers, name);
  writeFileSync(program, `#!/bin/sh\necho "${name} $*" >> '${calls}'\nexit 1\n`);
  chmodSync(program, 0o755);
}
process.env.PATH = [compilers, process.env.PATH].join(delimiter);

const { journey } = journeys({
  publish: publishFrom("interop"),
  teams: (stack) => {
    stack.warehouse = join(stack.folder, "warehouse");
    const env = { TEMPORAL_NAMESPACE: TARGETS, DATA_ENG_WAREHOUSE: stack.warehouse };
    const dataEng = pythonWorker(stack, { name: "data-eng", team: "data-eng", folder: "interop", module: "data_eng", env });
    return [dataEng, cloudOps(stack)];
  },
});

after(() => {
  const called = existsSync(calls) ? readFileSync(calls, "utf8") : "";
  rmSync(compilers, { recursive: true });
  assert.equal(called, "", "a compiler was called");
});

journey("two files make a workflow that runs from form to result", async ({ page, stack }) => {
  const portal = new Portal(page);
  await portal.find("backfill", "Backfill a Table");
  await page.getByText("Try a dry run: it opens every export").waitFor();
  await portal.field("Table").fill("web.page_views");
  await portal.field("First day").fill("2026-01-01");
  await portal.field("Last day").fill("2026-01-03");
  const dialog = await portal.review();
  await dialog.getByText("web.page_views").first().waitFor();
  const workflowId = await portal.submit(dialog);
  await portal.status("Completed");
  await page.getByText("120").first().waitFor();

  const { json: run } = await stack.api.run(workflowId);
  assert.deepEqual(run.result, { table: "web.page_views", days: 3, rows: 120, dry_run: false });
  assert.equal(run.target.namespace, TARGETS);
  assert.equal(run.target.workflow_id, "backfill-web.page_views-2026-01-01");
  assert.deepEqual(readdirSync(join(stack.warehouse, "web.page_views")).sort(), [
    "day=2026-01-01.csv",
    "day=2026-01-02.csv",
    "day=2026-01-03.csv",
  ]);
});

journey("the histories of router and target link to each other", async ({ stack }) => {
  const { json: run } = await stack.api.start(...WORKFLOW, days("web.page_views", "2026-02-01", "2026-02-01"));
  const closed = await closedRun(stack, run.workflow_id);

  await assertLinkedBothWays(stack, ROUTERS, closed);
});

journey("a failure arrives whole", async ({ page, stack }) => {
  // The first export of this table is of June.
  const { json: run } = await stack.api.start(...WORKFLOW, days("web.sessions", "2026-05-31", "2026-06-01"));
  const closed = await closedRun(stack, run.workflow_id);
  assert.equal(closed.status, "failed");

  const failed = (event) => essence(event.workflowExecutionFailedEventAttributes.failure);
  const target = failed(await stack.temporal.event(TARGETS, closed.target.workflow_id, "WorkflowExecutionFailed"));
  const router = failed(await stack.temporal.event(ROUTERS, run.workflow_id, "WorkflowExecutionFailed"));
  assert.equal(target.type, "BackfillStopped");
  assert.deepEqual(target.details, [{ table: "web.sessions", day: "2026-05-31" }]);
  assert.equal(target.cause.cause.type, "ExportMissing");
  assert.equal(target.cause.cause.cause.type, "StorageError");
  assert.deepEqual(router, target);

  const told = [];
  for (let failure = closed.failure; failure; failure = failure.cause) told.push(failure.message);
  const meant = [];
  for (let failure = target; failure; failure = failure.cause) meant.push(failure.message);
  assert.deepEqual(told, meant);

  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await portal.status("Failed");
  for (const text of ["backfill of web.sessions stopped at 2026-05-31", "web.sessions has no export for 2026-05-31"]) {
    await page.getByText(text).first().waitFor();
  }
  await page.getByText("#data-eng").first().waitFor();
});

journey("a cancelled run ends cancelled on both sides, and cleans up", async ({ page, stack }) => {
  const { json: run } = await stack.api.start(...WORKFLOW, days("app.events", "2026-03-01", "2026-03-02"));
  const folder = join(stack.warehouse, "app.events");
  await until("the first partition to be under way", () => readdirSync(folder).includes("day=2026-03-01.partial"));

  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await page.getByText("Writing 2026-03-01").first().waitFor();
  await portal.cancelRun();
  await portal.status("Canceled");

  const { json: closed } = await stack.api.run(run.workflow_id);
  assert.equal(closed.status, "canceled");
  const types = (await stack.temporal.history(TARGETS, closed.target.workflow_id)).map(({ type }) => type);
  assert.equal(types.at(-1), "WorkflowExecutionCanceled");
  assert.ok(types.includes("ActivityTaskCanceled"), types.join(" "));
  assert.deepEqual(readdirSync(folder), [], "the clean-up removes the partition that was under way");
});

const CLOUD_OPS = "cloud-ops-stage";

/** Starts a workflow of the Python team that calls an operation of cloud-ops; gives both sides of the call. */
async function called({ temporal }, operation, input, target) {
  const workflow_id = `calls-${target}`;
  const call = { endpoint: CLOUD_OPS, service: CLOUD_OPS, operation, input, workflow_id: target };
  const { runId } = await temporal.json(
    ...["workflow", "start", "-n", TARGETS, "--task-queue", "data-eng", "--type", "CallOperationWorkflow"],
    ...["--workflow-id", workflow_id, "--input", JSON.stringify(call)],
  );
  return { workflow_id, run_id: runId, target: { namespace: CLOUD_OPS, workflow_id: target } };
}

/** The event that ended an execution, once there is one. */
const ended = ({ temporal }, namespace, workflowId) =>
  until(`the end of ${workflowId}`, async () => {
    const last = (await temporal.history(namespace, workflowId)).at(-1);
    return /^WorkflowExecution(Completed|Failed|Canceled|TimedOut|Terminated)$/.test(last.type) && last;
  });

journey("a caller on the Python SDK gets the result of our handler's operation, and both histories link", async ({ stack }) => {
  const [lock] = await rows(stack.sandbox, "SELECT * FROM terraform_locks WHERE account = 'infra-test' AND job = 'finished'");
  const input = { aws_account_name: lock.account, state_path: lock.state_path, lock_id: lock.lock_id, reason: "Its job is dead" };
  const caller = await called(stack, "UnlockTerraformLockWorkflow", input, "unlock/1 é");
  const completed = await ended(stack, TARGETS, caller.workflow_id);
  assert.equal(completed.type, "WorkflowExecutionCompleted");
  const [result] = completed.workflowExecutionCompletedEventAttributes.result.payloads;
  assert.deepEqual(JSON.parse(Buffer.from(result.data, "base64")), {
    state_path: lock.state_path,
    lock_id: lock.lock_id,
    released: true,
    holder: lock.holder,
  });
  assert.deepEqual(await rows(stack.sandbox, "SELECT * FROM terraform_locks WHERE lock_id = ?", lock.lock_id), []);

  const described = await stack.temporal.json("workflow", "describe", "-n", CLOUD_OPS, "-w", caller.target.workflow_id);
  caller.target.run_id = described.workflowExecutionInfo.execution.runId;
  await assertLinkedBothWays(stack, TARGETS, caller);
});

journey("a caller on the Python SDK gets a failure of our handler's operation whole", async ({ stack }) => {
  const input = { aws_account_name: "infra-test", aws_region: "us-east-1", table_name: "no-such-table" };
  const caller = await called(stack, "DeleteDynamoWorkflow", input, "delete-nothing");
  const { workflowExecutionFailedEventAttributes: there } = await ended(stack, CLOUD_OPS, caller.target.workflow_id);
  const { workflowExecutionFailedEventAttributes: here } = await ended(stack, TARGETS, caller.workflow_id);
  const failure = essence(here.failure);
  assert.equal(failure.kind, "nexusOperationExecutionFailureInfo");
  assert.equal(failure.cause.type, "TableNotFound");
  assert.equal(failure.cause.details[0].table_name, "no-such-table");
  assert.deepEqual(failure.cause, essence(there.failure));
});

journey("a caller on the Python SDK that is cancelled cancels our handler's operation", async ({ stack }) => {
  const [database] = await rows(
    stack.sandbox,
    "SELECT * FROM rds_instances WHERE account = 'infra-test' AND region = 'us-east-1' AND instance_class <> 'db.m6g.large'",
  );
  const input = {
    aws_account_name: database.account,
    aws_region: database.region,
    rds_identifier: database.identifier,
    size: { instance_class: "db.m6g.large", storage_gib: database.storage_gib + 100 },
    reason: "The tracker is short of memory",
    requested_by: "data-eng@example.com",
  };
  const caller = await called(stack, "ResizeRDSWorkflow", input, "resize-for-nobody");
  await until("the target to wait", () => stack.temporal.event(CLOUD_OPS, caller.target.workflow_id, "TimerStarted"));
  await stack.temporal.cli("workflow", "cancel", "-n", TARGETS, "-w", caller.workflow_id);
  for (const [namespace, id] of [[CLOUD_OPS, caller.target.workflow_id], [TARGETS, caller.workflow_id]]) {
    assert.equal((await ended(stack, namespace, id)).type, "WorkflowExecutionCanceled", id);
  }
  const types = (await stack.temporal.history(TARGETS, caller.workflow_id)).map(({ type }) => type);
  assert.ok(types.includes("NexusOperationCanceled"), types.join(" "));
});

const days = (table, first_day, last_day) => ({ table, first_day, last_day });

const closedRun = (stack, workflowId) =>
  until(`run ${workflowId} to close`, async () => {
    const { json } = await stack.api.run(workflowId);
    return json.closed_at && json;
  });

