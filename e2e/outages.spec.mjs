// What a person sees, and what is kept, while a part is down: Temporal, the gateway, the team's worker, the event stream.
import assert from "node:assert/strict";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { rows } from "./support/sqlite.mjs";
import { cloudOps } from "./stack.mjs";
import { until } from "./support/wait.mjs";

const WORKFLOW = ["cloud-ops", "DeleteDynamoWorkflow"];
const ACCOUNT = "infra-test";
const REGION = "us-east-1";
const REPOSITORY = "example/tracker";

// A part that is down is what these journeys are about: the browser's own lines about it are not a fault.
const DOWN = { allow: [/Failed to load resource/] };

const { journey } = journeys({
  durable: true,
  publish: publishFrom("odd-team"),
  teams: (stack) => [cloudOps(stack, { latency: 300 }), oddHalf(stack, "nexus"), oddHalf(stack, "workflows")],
});

const oddHalf = (stack, half) =>
  pythonWorker(stack, { name: `odd-${half}`, team: "odd-team", folder: "odd-team", module: "odd_team", args: ["--only", half] });

/** A table of the sandbox that may be deleted, another one each time it is asked. */
async function deletable(stack) {
  const found = await rows(
    stack.sandbox,
    "SELECT name FROM dynamodb_tables WHERE account = ? AND region = ? AND deletion_protection = 0 ORDER BY name",
    ...[ACCOUNT, REGION],
  );
  stack.tablesTaken = (stack.tablesTaken ?? -1) + 1;
  return found[stack.tablesTaken].name;
}

const input = (table) => ({ aws_account_name: ACCOUNT, aws_region: REGION, table_name: table });

/**
 * The runs of a workflow that were started since, newest first. All of them: a duplicate of which nobody opened the page
 * has no target in the list, so it is not looked for by its target.
 */
async function startedSince(stack, [, workflowType]) {
  const runs = async () => {
    const { json } = await stack.api.runs(`mine=true&workflow_type=${workflowType}`);
    assert.equal(json.cursor, null, "one page holds them all");
    return json.runs.map((run) => run.workflow_id);
  };
  const before = new Set(await runs());
  return async () => (await runs()).filter((id) => !before.has(id));
}

/** An open review of a deletion, ready to be submitted. */
async function reviewed(page, table, { repository } = {}) {
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  await portal.fillDelete({ account: ACCOUNT, table });
  if (repository) await portal.field("GitHub Repository Name").fill(repository);
  const dialog = await portal.review();
  await portal.confirm(dialog, table);
  return { portal, dialog };
}

/** What the form of a deletion holds. */
const filled = async (portal) => ({
  account: await portal.chosen("AWS account"),
  region: await portal.chosen("AWS region"),
  table: await portal.field("Table Name").inputValue(),
  repository: await portal.field("GitHub Repository Name").inputValue(),
  dryRun: await portal.toggle("Dry run").isChecked(),
});

journey("Temporal is down at submit: nothing typed is lost, and a retry starts one run", DOWN, async ({ page, stack }) => {
  const table = await deletable(stack);
  const started = await startedSince(stack, WORKFLOW);
  const { portal, dialog } = await reviewed(page, table, { repository: REPOSITORY });
  await stack.part("temporal").kill();
  const refused = page.waitForResponse((response) => response.url().endsWith("/runs") && response.status() === 503);
  await portal.act(dialog);
  assert.ok(Number((await refused).headers()["retry-after"]) > 0);
  await dialog.getByRole("alert").first().waitFor();
  await dialog.getByText(table).first().waitFor();
  await dialog.getByRole("button", { name: "Back to the form" }).click();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(await filled(portal), { account: ACCOUNT, region: REGION, table, repository: REPOSITORY, dryRun: false });

  await stack.temporal.start();
  await until("the gateway to see Temporal again", async () => (await fetch(`${stack.origin}/readyz`)).ok);
  const again = await portal.review();
  await portal.confirm(again, table);
  const workflowId = await portal.submit(again);
  await portal.status("Completed");
  assert.deepEqual(await started(), [workflowId]);
});

journey("the gateway is killed between start and answer: one run", DOWN, async ({ page, stack }) => {
  const table = await deletable(stack);
  const started = await startedSince(stack, WORKFLOW);
  const { portal, dialog } = await reviewed(page, table);
  // The request reaches the gateway and its answer never reaches the page.
  await page.route("**/api/v1/workflows/*/*/runs", async (route) => {
    const response = await route.fetch();
    assert.equal(response.status(), 202);
    await stack.part("gateway").kill();
    await route.abort("connectionreset");
  }, { times: 1 });
  await portal.act(dialog);
  await dialog.getByRole("alert").first().waitFor();
  await stack.startGateway();
  const workflowId = await portal.submit(dialog);
  await portal.status("Completed");
  assert.deepEqual(await started(), [workflowId]);
});

journey("a page reloaded in the review keeps the key: one run", DOWN, async ({ page, stack }) => {
  const table = await deletable(stack);
  const started = await startedSince(stack, WORKFLOW);
  const { portal, dialog } = await reviewed(page, table);
  await page.route("**/api/v1/workflows/*/*/runs", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });
  await portal.act(dialog);
  await dialog.getByRole("alert").first().waitFor();
  await page.reload();
  await portal.form.waitFor();
  await portal.form.getByText("A start may be under way").waitFor();
  await until("the form to be filled again", async () => (await portal.field("Table Name").inputValue()) === table);
  const again = await portal.review();
  await portal.confirm(again, table);
  const workflowId = await portal.submit(again);
  await portal.status("Completed");
  assert.deepEqual(await started(), [workflowId]);
});

/** Sends the next start on, and keeps its answer from the page until `release` is called. */
async function holdAnswer(page) {
  let release;
  const released = new Promise((done) => (release = done));
  const reached = new Promise((done) => {
    page.route("**/api/v1/workflows/*/*/runs", async (route) => {
      const response = await route.fetch();
      done();
      await released;
      await route.fulfill({ response });
    }, { times: 1 });
  });
  return { reached, release };
}

journey("Escape during a start leaves the review until the answer is there", async ({ page, stack }) => {
  const table = await deletable(stack);
  const started = await startedSince(stack, WORKFLOW);
  const { portal, dialog } = await reviewed(page, table);
  const { reached, release } = await holdAnswer(page);
  await portal.act(dialog);
  await reached;
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("Escape");
  await dialog.getByText(/on its way and cannot be taken back/).waitFor();
  for (const name of ["Close", "Back to the form"]) {
    assert.equal(await dialog.getByRole("button", { name }).isDisabled(), true, `${name} waits too`);
  }
  release();
  const workflowId = await portal.onRunPage();
  await portal.status("Completed");
  assert.deepEqual(await started(), [workflowId]);
});

journey("whoever leaves the page during a start is told of it on coming back", async ({ page, stack }) => {
  const started = await startedSince(stack, WORKFLOW);
  const table = await deletable(stack);
  const portal = new Portal(page);
  await portal.find("delete dynamo", "Delete DynamoDB Table");
  await portal.fillDelete({ account: ACCOUNT, table });
  const dialog = await portal.review();
  await portal.confirm(dialog, table);
  const { reached, release } = await holdAnswer(page);
  await portal.act(dialog);
  await reached;
  await page.goBack();
  await portal.heading("Catalog");
  await page.goForward();
  await portal.form.getByText("A start may be under way").waitFor();
  await page.goBack();
  await portal.heading("Catalog");
  const answered = page.waitForResponse((response) => response.url().endsWith("/runs") && response.status() === 202);
  release();
  await (await answered).finished();
  await page.goForward();
  await portal.form.waitFor();
  await until("the notice to be gone", async () => (await portal.form.getByText("A start may be under way").count()) === 0);
  assert.equal((await started()).length, 1);
});

/** Loses the answer of the next start on its way to the page. */
const loseAnswer = (page) =>
  page.route("**/api/v1/workflows/*/*/runs", async (route) => {
    await route.fetch();
    await route.abort("connectionreset");
  }, { times: 1 });

journey("a start with a secret is lost and the page reloaded: one run; another secret is another start", DOWN, async ({ page, stack }) => {
  const runs = await startedSince(stack, ["odd-team", "SecretWorkflow"]);
  const count = async () => (await runs()).length;
  const portal = new Portal(page);
  const fill = async (secret) => {
    await until("the account to be kept", async () => (await portal.field("Account").inputValue()) === "batch");
    assert.equal(await portal.field("New password").inputValue(), "", "no secret is kept");
    await portal.field("New password").fill(secret);
    return portal.review();
  };
  const lost = async (dialog) => {
    await loseAnswer(page);
    await portal.act(dialog);
    await dialog.getByRole("alert").first().waitFor();
    await page.reload();
    await portal.form.getByText("A start may be under way").waitFor();
  };
  await portal.openWorkflow("odd-team", "SecretWorkflow");
  await portal.field("Account").fill("batch");
  await portal.field("New password").fill("first secret");
  await lost(await portal.review());
  // The run is found and linked before anyone types.
  const found = portal.form.getByRole("alert").getByRole("link", { name: "Rotate a Password" });
  const started = decodeURIComponent((await found.getAttribute("href")).split("/").at(-1));
  await checkPage(page, "workflow-under-way", { tree: false });
  assert.equal(await portal.submit(await fill("first secret")), started);
  await portal.status("Completed");
  assert.equal(await count(), 1);

  await portal.openWorkflow("odd-team", "SecretWorkflow");
  await portal.field("Account").fill("batch");
  await portal.field("New password").fill("second secret");
  await lost(await portal.review());
  const dialog = await fill("third secret");
  await portal.act(dialog);
  await dialog.getByText("A run was already started with another secret").waitFor();
  assert.equal(await count(), 2);
  await portal.submit(dialog);
  await portal.status("Completed");
  assert.equal(await count(), 3);
});

journey("the event stream is cut: the page follows the run to its end", DOWN, async ({ page, stack }) => {
  let cuts = 0;
  await page.route("**/api/v1/runs/*/events", async (route) => {
    cuts += 1;
    if (cuts <= 2) await route.abort("connectionreset");
    else await route.continue();
  });
  const { json: run } = await stack.api.start(...WORKFLOW, input(await deletable(stack)), { confirm: undefined });
  assert.equal(run.error?.code, "confirm_required");
  const table = await deletable(stack);
  const { json: started } = await stack.api.start(...WORKFLOW, input(table), { confirm: table });
  const portal = new Portal(page);
  await portal.openRun(started.workflow_id);
  await portal.status("Completed");
  assert.ok(cuts >= 1);
});

journey("the gateway restarts under an open run page: the page follows on", DOWN, async ({ page, stack }) => {
  const { json: run } = await stack.api.start("odd-team", "StubbornWorkflow", {});
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await portal.status("Running");
  await stack.part("gateway").kill();
  await stack.startGateway();
  const { json: following } = await until("the target", async () => {
    const answer = await stack.api.run(run.workflow_id);
    return answer.json.target && answer;
  });
  await stack.temporal.signal("odd-team-stage", following.target.workflow_id, "done");
  await portal.status("Completed");
});

journey("a target that refuses to stop leaves the run running", async ({ page, stack }) => {
  const { json: run } = await stack.api.start("odd-team", "StubbornWorkflow", {});
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await until("the target", async () => (await stack.api.run(run.workflow_id)).json.target);
  await portal.cancelRun();
  await page.getByRole("main").getByText("Asked to stop, and going on").first().waitFor();
  const { json: asked } = await stack.api.run(run.workflow_id);
  assert.equal(asked.status, "running");
  assert.ok(asked.cancel_requested_at);
  await page.getByRole("main").getByText("Cancellation was asked for").first().waitFor();
  await stack.temporal.signal("odd-team-stage", asked.target.workflow_id, "done");
  await portal.status("Completed");
});

/** An outage that begins now; the function it gives waits until it has lasted that long. */
function lasting(seconds) {
  const end = Date.now() + seconds * 1000;
  return () => until(`${seconds} s of outage`, () => Date.now() >= end, { seconds });
}

// Nobody lists the tables either; a name can be typed.
const UNLISTED = { allow: [/status of 424/] };
journey("the handler is down at submit: the page says who does not answer and when the next attempt is", UNLISTED, async ({ page, stack }) => {
  const table = await deletable(stack);
  await stack.part("cloud-ops").kill();
  const outage = lasting(15);
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  await portal.fillDelete({ account: ACCOUNT, table });
  const dialog = await portal.review();
  await portal.confirm(dialog, table);
  const workflowId = await portal.submit(dialog);

  // A request to a handler that is not there times out after about ten seconds; then there is a next attempt to tell.
  const main = page.getByRole("main");
  await main.getByText(/Cloud Operations is not answering/).first().waitFor();
  await main.getByText(/next attempt at/).first().waitFor();
  await checkPage(page, "run-unanswered", { tree: false });
  await outage();
  const back = Date.now();
  stack.part("cloud-ops").start();
  await portal.status("Completed");
  const { json: run } = await stack.api.run(workflowId);
  assert.ok(Date.parse(run.closed_at) - back < 30_000, "the run ends within 30 s of the handler's return");
});

journey("the handler is up and the workflow worker down: the run waits, then ends", async ({ page, stack }) => {
  await stack.part("odd-workflows").kill();
  const outage = lasting(20);
  const { json: run } = await stack.api.start("odd-team", "BytesWorkflow", { length: 4 });
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await until("the target", async () => (await stack.api.run(run.workflow_id)).json.target);
  await page.getByRole("main").getByText(/is not answering: its workflow worker/).first().waitFor();
  await outage();
  stack.part("odd-workflows").start();
  await portal.status("Completed");
});

journey("the gateway is unreachable: the page says so and comes back", DOWN, async ({ page, stack }) => {
  const portal = new Portal(page);
  // The catalog is drawn before the part with the other pages is there; this is about a portal that has loaded.
  const later = page.waitForResponse(/_later\.wasm$/);
  await page.goto("/");
  await portal.heading("Catalog");
  await (await later).finished();
  // Who is signed in has come too.
  await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
  await stack.part("gateway").kill();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await page.getByRole("main").getByText(/cannot (be )?reach|unreachable|not reach/i).first().waitFor();
  await checkPage(page, "unreachable");
  await stack.startGateway();
  await page.getByRole("button", { name: /try again|reload/i }).first().click();
  await portal.heading("Runs");
  await until("the trouble to be gone", async () => !(await page.getByText(/cannot (be )?reach|unreachable|not reach/i).count()));
});
