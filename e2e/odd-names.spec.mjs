// Names, inputs and results that are allowed and not usual: drawn as text, sent as they are, secrets kept.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { ROOT } from "./support/places.mjs";
import { Portal } from "./support/portal.mjs";
import { Proxy } from "./support/proxy.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { becomes, until } from "./support/wait.mjs";

const config = (name) =>
  JSON.parse(readFileSync(join(ROOT, `e2e/odd-team/workflow-configs/odd-team/${name}.json`), "utf8"));
const NAMES = config("names");

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

journey("slashes, quotes, emoji, right-to-left text and HTML are only text", async ({ page, stack }) => {
  page.on("dialog", (dialog) => assert.fail(`a script ran: ${dialog.message()}`));
  const label = "a/b \"c\" 'd' <b>e</b> 🚀 שלום %2F?#";
  const portal = new Portal(page);
  await portal.find("quotes 🚀", NAMES.name);
  await portal.form.waitFor();
  await checkPage(page, "odd-workflow");
  assert.ok(decodeURIComponent(new URL(page.url()).pathname).endsWith(NAMES.workflow_type));

  await portal.field(NAMES.schema.properties.label.title).fill(label);
  await portal.field("Slash / tilde ~").fill("~1/~0");
  await becomes(() => portal.field("שדה בעברית").inputValue(), "ברירת מחדל");
  const workflowId = await portal.submit(await portal.review());
  await portal.status("Completed");
  await page.getByText(label).first().waitFor();

  const { json: run } = await stack.api.run(workflowId);
  const sent = { label, 'a/b~c "d"': "~1/~0", שדה: "ברירת מחדל" };
  assert.deepEqual(run.input, sent);
  assert.deepEqual(run.result, sent);
  assert.equal(run.target.workflow_id, `odd/${label}`);
  assert.equal(await page.locator("main b").count(), 0, "no markup from names");

  // The link from the list of runs leads back to the same page.
  await page.goto("/runs");
  await page.getByRole("link", { name: NAMES.name }).first().click();
  await portal.status("Completed");
});

journey("a type with slashes has its page, and its run says what Temporal answered", async ({ page, stack }) => {
  const { workflow_type } = config("slashes");
  const portal = new Portal(page);
  await portal.find("slashes", "Slashes");
  await portal.field("Path").fill("/a/../b");
  const workflowId = await portal.submit(await portal.review());
  await portal.status("Failed");
  const { json: run } = await stack.api.run(workflowId);
  assert.deepEqual([run.workflow_type, run.input], [workflow_type, { path: "/a/../b" }]);
  await page.getByText("not found").first().waitFor();
});

journey("a result that is not JSON is shown as what it is", async ({ page, stack }) => {
  const { json: run } = await stack.api.start("odd-team", "BytesWorkflow", { length: 256 });
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await portal.status("Completed");
  await page.getByText(/binary\/plain/).first().waitFor();
  const { json: closed } = await stack.api.run(run.workflow_id);
  assert.equal(closed.result.$payload.encoding, "binary/plain");
});

journey("a secret is in no answer, log, metric or history that anyone reads", async ({ page, stack, t }) => {
  const sentinel = `sentinel-${crypto.randomUUID()}`;
  const proxy = await Proxy.start(stack.origin);
  t.after(() => proxy.stop());
  const portal = new Portal(page);
  await page.goto(`${proxy.origin}/workflows/odd-team/SecretWorkflow`);
  await portal.field("Account").fill("batch");
  await portal.field("New password").fill(sentinel);
  const dialog = await portal.review();
  // What the gateway says of it is there too.
  await dialog.getByText("odd-team-stage / SecretWorkflow").waitFor();
  assert.equal((await dialog.innerText()).includes(sentinel), false, "the review hides it");
  const workflowId = await portal.submit(dialog);
  await portal.status("Completed");
  const { json: run } = await stack.api.run(workflowId);
  assert.deepEqual(run.input.password, { $secret: true });
  assert.deepEqual(run.result, { length: sentinel.length });
  // The search is worth nothing unless it covers the start's answer, and the run's stream to its end.
  const heard = (pattern) => proxy.heard.some(({ text }) => pattern.test(text));
  await until("the end of the stream", () => heard(/^GET \S+\/events .*event: run.*"completed".*event: end/s));
  assert.ok(heard(/^POST \S+\/SecretWorkflow\/runs .*"workflow_id"/s), "the start's answer was heard");

  const where = new Map(proxy.heard.map(({ asked, text }, index) => [`answer ${index}: ${asked}`, text]));
  for (const part of stack.parts.values()) where.set(`log of ${part.name}`, part.text());
  where.set("metrics", await (await fetch(`${stack.origin}/metrics`)).text());
  where.set("runs", (await stack.api.runs()).text);
  where.set("page", await page.content());
  where.set("url", page.url());
  where.set("storage", await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])));
  for (const [namespace, id] of [["gateway-stage", workflowId], [run.target.namespace, run.target.workflow_id]]) {
    const described = await stack.temporal.json("workflow", "describe", "-n", namespace, "-w", id);
    where.set(`memo and search attributes of ${id}`, JSON.stringify(described));
  }
  const found = [...where].filter(([, text]) => text.includes(sentinel)).map(([name]) => name);
  assert.deepEqual(found, []);
});

journey("before anyone types, the page says that no handler polls the endpoint", async ({ page }) => {
  // This stack has no worker of cloud-ops.
  const portal = new Portal(page);
  await portal.openWorkflow("cloud-ops", "DeleteDynamoWorkflow");
  await portal.form.getByText("No worker is answering").waitFor();
  await checkPage(page, "workflow-unanswered");
});

journey("who may not run a workflow reads why, and whom to ask", async ({ page, stack }) => {
  const portal = new Portal(page);
  await page.goto("/workflows/odd-team/ClosedWorkflow");
  await portal.heading("Closed Shop");
  await page.getByRole("main").getByText(/Only members of odd-team may run/).waitFor();
  await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
  await checkPage(page, "workflow-closed");
  const refused = await stack.api.start("odd-team", "ClosedWorkflow", {});
  assert.deepEqual([refused.status, refused.json.error.code], [403, "forbidden"]);
});

journey(
  "a definition that changes under an open form keeps what was typed",
  { allow: [/Failed to load resource: .*409/] },
  async ({ page, stack }) => {
    const portal = new Portal(page);
    await portal.openWorkflow("odd-team", "BytesWorkflow");
    await portal.field("Length").fill("12");

    const file = join(stack.configs, "odd-team/bytes.json");
    const changed = config("bytes");
    changed.schema.properties.note = { title: "Note", type: "string" };
    const before = (await stack.api.get("/workflows/odd-team/BytesWorkflow")).text;
    writeFileSync(file, JSON.stringify(changed));
    await until("the gateway to reload", async () => (await stack.api.get("/workflows/odd-team/BytesWorkflow")).text !== before);

    await portal.form.getByRole("button", { name: "Review" }).click();
    await portal.field("Note").waitFor();
    assert.equal(await portal.field("Length").inputValue(), "12");
    const workflowId = await portal.submit(await portal.review());
    await portal.status("Completed");
    assert.deepEqual((await stack.api.run(workflowId)).json.input, { length: 12 });
  },
);

journey("a catalog with a fault keeps the last good one", async ({ page, stack }) => {
  const file = join(stack.configs, "odd-team/secret.json");
  const good = readFileSync(file, "utf8");
  writeFileSync(file, "{ not json");
  const readiness = async () => (await fetch(`${stack.origin}/readyz`)).text();
  await until("the fault to be told", async () => (await readiness()).includes("secret.json"));
  const portal = new Portal(page);
  await portal.openWorkflow("odd-team", "SecretWorkflow");
  assert.equal((await stack.api.get("/workflows/odd-team/SecretWorkflow")).status, 200);
  writeFileSync(file, good);
  await until("the fault to be gone", async () => !(await readiness()).includes("secret.json"));
});
