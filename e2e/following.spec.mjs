// A run page that stays true: reloaded, behind a proxy that cuts streams, in a tab nobody looks at, after the end.
import assert from "node:assert/strict";
import { cloudOps } from "./stack.mjs";
import { journeys } from "./support/journey.mjs";
import { look } from "./support/look.mjs";
import { Portal } from "./support/portal.mjs";
import { Proxy } from "./support/proxy.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { rows } from "./support/sqlite.mjs";
import { until } from "./support/wait.mjs";

// What these journeys cut, the browser says in its own words.
const CUT = { allow: [/Failed to load resource|net::ERR/] };

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [
    cloudOps(stack, { latency: 1500 }),
    pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" }),
  ],
});

/** A run that waits for its signal `done`, once its target is there. */
async function waiting(stack) {
  const { json: run } = await stack.api.start("odd-team", "StubbornWorkflow", {});
  const { target } = await until("the target", async () => {
    const { json } = await stack.api.run(run.workflow_id);
    return json.target && json;
  });
  const end = () => stack.temporal.signal("odd-team-stage", target.workflow_id, "done");
  return { id: run.workflow_id, end };
}

/** Opens a run's page through a proxy of its own. */
async function throughProxy({ page, stack, t }, workflowId, { cutting = false } = {}) {
  const proxy = await Proxy.start(stack.origin);
  t.after(() => proxy.stop());
  proxy.cutting = cutting;
  await page.goto(`${proxy.origin}/runs/${encodeURIComponent(workflowId)}`);
  return proxy;
}

/** What was asked after so many questions, with one of the page's own at the end: those before it have come by then. */
async function askedSince(page, proxy, count) {
  await page.evaluate(() => fetch("/api/v1/me").then((answer) => answer.text()));
  return proxy.asked.slice(count);
}

const OWN = "GET /api/v1/me";
const BEHIND = "Live updates do not get through";

journey("a page reloaded in the middle of an activity goes on to the end", async ({ page, stack }) => {
  const [{ name }] = await rows(
    stack.sandbox,
    "SELECT name FROM dynamodb_tables WHERE account = 'infra-test' AND region = 'us-east-1' AND deletion_protection = 0",
  );
  const input = { aws_account_name: "infra-test", aws_region: "us-east-1", table_name: name };
  const { json: run } = await stack.api.start("cloud-ops", "DeleteDynamoWorkflow", input, { confirm: name });
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  const bar = page.getByRole("progressbar").first();
  await bar.waitFor();
  const before = Number(await bar.getAttribute("aria-valuenow"));
  await page.reload();
  await bar.waitFor();
  assert.ok(Number(await bar.getAttribute("aria-valuenow")) >= before, "the page is where the run is");
  assert.equal((await stack.api.run(run.workflow_id)).json.status, "running");
  await portal.status("Completed");
});

journey("a stream that is cut while it flows is opened again", CUT, async (context) => {
  const { page, stack } = context;
  const run = await waiting(stack);
  const proxy = await throughProxy(context, run.id);
  const portal = new Portal(page);
  await portal.status("Running");
  await until("the stream", () => proxy.open === 1);
  proxy.cut();
  await until("another stream", () => proxy.opened === 2 && proxy.open === 1);
  assert.equal(await page.getByText(BEHIND).count(), 0);
  await run.end();
  await portal.status("Completed");
});

journey("where every stream is cut the page says so, asks by itself and comes to the end", CUT, async (context) => {
  const { page, stack } = context;
  const run = await waiting(stack);
  const proxy = await throughProxy(context, run.id, { cutting: true });
  const portal = new Portal(page);
  await portal.status("Running");
  await page.getByText(BEHIND).waitFor();
  const opened = proxy.opened;
  const reads = () => proxy.asked.filter((line) => line.endsWith(`/api/v1/runs/${run.id}`)).length;
  await until("the page to read the run", () => reads() >= 2);
  assert.equal(proxy.opened, opened, "no stream is tried between two reads");
  await run.end();
  await portal.status("Completed");
  assert.equal(await page.getByText(BEHIND).count(), 0, "there is nothing more to come");
});

journey("a proxy that carries streams again is noticed", CUT, async (context) => {
  const { page, stack } = context;
  const run = await waiting(stack);
  const proxy = await throughProxy(context, run.id, { cutting: true });
  await page.getByText(BEHIND).waitFor();
  proxy.cutting = false;
  await until("a stream", () => proxy.open === 1);
  await until("the notice to go", async () => (await page.getByText(BEHIND).count()) === 0);
  await run.end();
  await new Portal(page).status("Completed");
});

journey("a tab that nobody looks at asks nothing, and catches up", CUT, async (context) => {
  const { page, stack } = context;
  await page.clock.install();
  const run = await waiting(stack);
  const proxy = await throughProxy(context, run.id);
  const portal = new Portal(page);
  await portal.status("Running");
  await until("the stream", () => proxy.open === 1);
  await look(page, false);
  await until("the stream to be given up", () => proxy.open === 0);
  const asked = proxy.asked.length;
  await run.end();
  await until("the end of the run", async () => (await stack.api.run(run.id)).json.status === "completed");
  await page.clock.fastForward(120_000);
  assert.deepEqual(await askedSince(page, proxy, asked), [OWN], "nothing was asked meanwhile");
  assert.match(await page.title(), /^Running/);
  await look(page, true);
  await portal.status("Completed");
});

journey("the end of a run ends the following", async (context) => {
  const { page, stack } = context;
  await page.clock.install();
  const run = await waiting(stack);
  const proxy = await throughProxy(context, run.id);
  const portal = new Portal(page);
  await portal.status("Running");
  await run.end();
  await portal.status("Completed");
  await until("the stream to end", () => proxy.open === 0);
  const asked = proxy.asked.length;
  await page.clock.fastForward(120_000);
  assert.deepEqual(await askedSince(page, proxy, asked), [OWN], "two minutes later nothing was asked");
  // A closed run that is opened again is drawn from one stream, which ends at once.
  await page.reload();
  await portal.status("Completed");
  await until("the stream to end", () => proxy.open === 0);
});
