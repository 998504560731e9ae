// Runs, mine and everyone's: filters and pages in the address, rows that follow their runs, input and result as trees,
// word of an end while nobody looks, and what is left of a run that Temporal has forgotten.
import assert from "node:assert/strict";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { look } from "./support/look.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { becomes, until } from "./support/wait.mjs";

const ROUTERS = "gateway-stage";
const BYTES = ["odd-team", "BytesWorkflow"];

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

/** A list of runs as a person meets it. */
class Runs {
  constructor(page) {
    this.page = page;
    this.rows = page.getByRole("region", { name: "Runs" }).getByRole("row").filter({ has: page.getByRole("rowheader") });
    this.filters = page.getByRole("complementary", { name: "Filters" });
  }

  async open(query = "") {
    await this.page.goto(`/runs${query}`);
    await new Portal(this.page).heading("Runs");
  }

  row(workflowId) {
    return this.rows.filter({ has: this.page.locator(`a[href="/runs/${workflowId}"]`) });
  }

  choice(group, name) {
    const within = this.filters.getByRole("group", { name: group });
    return within.getByRole("checkbox", { name, exact: true }).or(within.getByRole("radio", { name, exact: true }));
  }

  /** Where the rows lead, from top to bottom. */
  hrefs() {
    return this.rows.getByRole("rowheader").getByRole("link").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  }

  /** Waits until the list has exactly these runs, in this order. */
  has(ids) {
    return until(`the runs ${ids.join(", ")}`, async () => {
      return JSON.stringify(await this.hrefs()) === JSON.stringify(ids.map((id) => `/runs/${id}`));
    });
  }
}

/** Starts a run that waits for its signal; `end` sends it. */
async function waiting(stack) {
  const { json: run } = await stack.api.start("odd-team", "StubbornWorkflow", {});
  const { target } = await until("the target", async () => {
    const { json } = await stack.api.run(run.workflow_id);
    return json.target && json;
  });
  return { id: run.workflow_id, end: () => stack.temporal.signal("odd-team-stage", target.workflow_id, "done") };
}

/** Starts a run and waits until the list has its end; nobody has opened it. */
async function ended(stack, namespace, type, input) {
  const { json: run } = await stack.api.start(namespace, type, input);
  await until("the end of the run", async () => {
    const { json } = await stack.api.runs(`search=${run.workflow_id}`);
    return json.runs[0]?.status === "completed";
  });
  return run.workflow_id;
}

journey("filters are in the address, go back, and can be taken away", async ({ page, stack }) => {
  const running = await waiting(stack);
  const done = await ended(stack, ...BYTES, { length: 3 });
  const runs = new Runs(page);
  await runs.open();
  await runs.has([done, running.id]);

  await runs.choice("Status", "Running").check();
  await page.waitForURL(/\?status=running$/);
  await runs.has([running.id]);
  await runs.choice("Status", "Failed").check();
  await page.waitForURL(/\?status=running%2Cfailed$/);
  await runs.choice("Started", "In the last 24 hours").check();
  await page.waitForURL(/started_after=24h/);
  await runs.has([running.id]);
  await runs.choice("Whose", "Everyone's").check();
  await page.waitForURL(/mine=false/);
  await page.getByRole("columnheader", { name: "Requester" }).waitFor();

  await page.goBack();
  await page.waitForURL(/started_after=24h$/);
  await until("mine again", () => runs.choice("Whose", "Mine").isChecked());
  await page.goBack();
  await page.goBack();
  await page.waitForURL(/\?status=running$/);
  const isChecked = (status) => runs.choice("Status", status).isChecked();
  await becomes(async () => [await isChecked("Running"), await isChecked("Failed")], [true, false]);
  await page.goBack();
  await runs.has([done, running.id]);

  // Shared, it opens as it was.
  await runs.open("?status=completed&started_after=7d&search=" + done.slice(8, 20).toLowerCase());
  await runs.has([done]);
  assert.ok(await runs.choice("Status", "Completed").isChecked());
  assert.ok(await runs.choice("Started", "In the last 7 days").isChecked());
  assert.equal(await page.getByRole("searchbox", { name: /run ID/ }).inputValue(), done.slice(8, 20).toLowerCase());
  await page.getByRole("searchbox", { name: /run ID/ }).fill("nothing-like-it");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No run fits these filters" }).waitFor();
  await checkPage(page, "runs-none", { tree: false });
  await page.getByRole("link", { name: "Clear filters" }).click();
  await runs.has([done, running.id]);
  await running.end();
});

journey("a workflow is filtered by its name, and taken away again", async ({ page, stack }) => {
  const done = await ended(stack, ...BYTES, { length: 3 });
  const runs = new Runs(page);
  await runs.open("?mine=false");
  const field = runs.filters.getByRole("combobox", { name: "Workflow" });
  await field.fill("no such workflow");
  await field.press("Enter");
  await runs.filters.getByRole("alert").getByText("There is no such workflow").waitFor();
  await until("every workflow", async () => (await runs.filters.locator("datalist option").count()) > 0);
  await field.fill("odd-team/BytesWorkflow");
  await field.press("Enter");
  await page.waitForURL(/namespace=odd-team&workflow_type=BytesWorkflow/);
  await page.getByRole("columnheader", { name: "Run", exact: true }).waitFor();
  await runs.row(done).waitFor();
  await runs.filters.getByRole("button", { name: /^Remove filter odd-team/ }).click();
  await page.waitForURL(/\/runs\?mine=false$/);
});

journey(
  "an address that asks for what there is not is said so, with what was meant",
  { allow: [/Failed to load resource: .*400/] },
  async ({ page }) => {
    const runs = new Runs(page);
    for (const [query, said] of [
      ["?status=faild", /There is no status "faild": did you mean "failed"\?/],
      ["?stauts=failed", /There is no parameter "stauts" here: did you mean "status"\?/],
      ["?started_after=monday", /started_after must be a time/],
      ["?cursor=x", /The cursor is damaged/],
    ]) {
      await runs.open(query);
      await page.getByRole("alert").getByRole("heading", { name: "This list cannot be shown" }).waitFor();
      await page.getByRole("alert").getByText(said).waitFor();
    }
    await checkPage(page, "runs-refused", { tree: false });
    await page.getByRole("link", { name: "Start with the newest run" }).click();
    await page.waitForURL(/\/runs$/);
  },
);

journey("pages of many runs have addresses, and going back finds the place", async ({ page, stack }) => {
  const started = [];
  for (let n = 0; n < 60; n += 1) {
    const { json } = await stack.api.start(...BYTES, { length: 1 });
    started.unshift(json.workflow_id);
  }
  const runs = new Runs(page);
  const list = `?namespace=odd-team&workflow_type=BytesWorkflow`;
  await runs.open(list);
  await runs.has(started.slice(0, 50));
  await page.getByRole("link", { name: "Older runs" }).click();
  await page.waitForURL(/cursor=/);
  await until("the older runs", async () => (await runs.row(started[50]).count()) === 1);
  // Newer ones come before this page, and move nothing on it.
  await stack.api.start(...BYTES, { length: 1 });
  await page.reload();
  await until("the same runs", async () => (await runs.rows.first().getByRole("link").getAttribute("href")) === `/runs/${started[50]}`);
  await page.getByRole("link", { name: "Newest runs" }).click();
  await until("the newest runs", async () => (await runs.row(started[0]).count()) === 1);

  // From the foot of a long list to a run and back.
  const last = runs.row(started[48]).getByRole("link");
  await last.scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => scrollY);
  assert.ok(place > 0);
  await last.click();
  await page.waitForURL(new RegExp(started[48]));
  await new Portal(page).status("Completed");
  await page.goBack();
  await runs.row(started[48]).waitFor();
  await until("the place that was left", async () => Math.abs((await page.evaluate(() => scrollY)) - place) < 60);
});

journey("the Runs tab lists the workflow's runs alone, and its older ones keep that filter in the address", async ({ page, stack }) => {
  const start = async (type, input) => (await stack.api.start("odd-team", type, input)).json.workflow_id;
  const own = [];
  for (let n = 0; n < 50; n += 1) own.unshift(await start("SecretWorkflow", { account: `a${n}`, password: "never shown" }));
  // Another workflow's run among the newest.
  const other = await start("BytesWorkflow", { length: 2 });
  own.unshift(await start("SecretWorkflow", { account: "last", password: "never shown" }));
  await until("the end of each", async () => {
    const { json } = await stack.api.runs("mine=false&namespace=odd-team&workflow_type=SecretWorkflow&status=completed");
    return json.runs.length === 50 && json.cursor !== null;
  });

  const portal = new Portal(page);
  const runs = new Runs(page);
  const tab = page.getByRole("tab", { name: "Runs", exact: true });
  await portal.openWorkflow("odd-team", "SecretWorkflow");
  await tab.click();
  await page.waitForURL(/\/SecretWorkflow\?tab=runs$/);
  await runs.has(own.slice(0, 50));
  const heads = await page.getByRole("columnheader").allInnerTexts();
  assert.ok(heads.includes("Requester") && !heads.includes("Workflow"), `everyone's, of one workflow: ${heads}`);

  // From a run back to the tab.
  await runs.row(own[1]).getByRole("link").click();
  assert.equal(await portal.onRunPage(), own[1]);
  await portal.status("Completed");
  await page.goBack();
  await page.waitForURL(/\/SecretWorkflow\?tab=runs$/);
  await runs.has(own.slice(0, 50));
  assert.equal(await tab.getAttribute("aria-selected"), "true");

  // The other pages of the list are those of all runs, filtered.
  const filtered = (fits) =>
    page.waitForURL(({ pathname, searchParams: of }) => {
      const kept = Object.entries({ mine: "false", namespace: "odd-team", workflow_type: "SecretWorkflow" });
      return pathname === "/runs" && kept.every(([key, value]) => of.get(key) === value) && fits(of);
    });
  await page.getByRole("link", { name: "Older runs" }).click();
  await filtered((of) => of.has("cursor"));
  await runs.has(own.slice(50));
  await page.reload();
  await runs.has(own.slice(50));
  await runs.filters.getByRole("button", { name: "Remove filter odd-team / SecretWorkflow" }).waitFor();
  await runs.choice("Status", "Completed").check();
  await filtered((of) => of.get("status") === "completed" && !of.has("cursor"));
  await runs.has(own.slice(0, 50));

  await page.goto("/workflows/odd-team/BytesWorkflow?tab=runs");
  await runs.row(other).waitFor();
  const listed = await runs.hrefs();
  assert.deepEqual(listed.filter((href) => own.some((id) => href === `/runs/${id}`)), []);
});

journey("rows follow their runs without being drawn anew", async ({ page, stack }) => {
  const run = await waiting(stack);
  const runs = new Runs(page);
  await runs.open("?status=running,completed");
  const row = runs.row(run.id);
  await row.getByText("Running", { exact: true }).waitFor();
  await row.evaluate((element) => (element.markedByTheJourney = true));
  const took = () => row.getByRole("cell").last().innerText();
  const before = await took();
  await until("the duration to go on", async () => (await took()) !== before);
  const other = await ended(stack, ...BYTES, { length: 2 });
  await runs.row(other).waitFor();
  await run.end();
  await row.getByText("Completed", { exact: true }).waitFor();
  assert.ok(await row.evaluate((element) => element.markedByTheJourney), "the row is the same element");
});

journey("a list that nobody looks at asks nothing, and catches up", async ({ page, stack }) => {
  await page.clock.install();
  const run = await waiting(stack);
  const runs = new Runs(page);
  await runs.open("?status=running,completed");
  await runs.row(run.id).getByText("Running", { exact: true }).waitFor();
  const asked = [];
  page.on("request", (request) => request.url().includes("/api/v1/runs?") && asked.push(request.url()));
  await page.clock.fastForward(5_000);
  await until("the list to be read again", () => asked.length > 0);
  await look(page, false);
  await page.clock.fastForward(5_000);
  const before = asked.length;
  await page.clock.fastForward(600_000);
  assert.ok(asked.length <= before + 1, "only what was under way is asked");
  const hidden = asked.length;
  await run.end();
  await until("the end of the run", async () => (await stack.api.run(run.id)).json.status === "completed");
  assert.equal(asked.length, hidden);
  await look(page, true);
  await page.clock.fastForward(30_000);
  await runs.row(run.id).getByText("Completed", { exact: true }).waitFor();
});

journey("input and result are trees: by keyboard, cut, copied, and safe to read", async ({ page, stack }) => {
  const zones = ["a", "\u202egpj.exe\u001b[2J"];
  const input = {
    service: "tracker",
    instances: 3,
    region: "north",
    network: { cidr: "10.0.0.0/8", zones },
    token: "S3NT1NEL-token",
    note: "x".repeat(5000),
  };
  const id = await ended(stack, "odd-team", "RelocateWorkflow", input);
  const portal = new Portal(page);
  await portal.openRun(id);
  await portal.status("Completed");
  const tree = page.getByRole("tree", { name: "Input" });
  const item = (name) => tree.getByRole("treeitem", { name });
  await item(/^token: *hidden$/).waitFor();
  assert.ok(!(await page.content()).includes("S3NT1NEL"));
  await item(/^1: *"\\u202egpj\.exe\\u001b\[2J"$/).waitFor();
  await item(/^note: *"x{300}… 4700 more characters$/).waitFor();
  await checkPage(page, "run-tree", { tree: false });

  // One stop of the Tab key, arrows inside.
  await item(/^service/).focus();
  await page.keyboard.press("End");
  await until("the last row", () => item(/^note/).evaluate((row) => row === document.activeElement));
  await page.keyboard.press("Enter");
  await until("the whole note", async () => (await item(/^note/).innerText()).includes("x".repeat(5000)));
  await page.keyboard.press("Home");
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("ArrowDown");
  const network = item(/^network/);
  assert.equal(await network.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowLeft");
  await until("network to close", async () => (await network.getAttribute("aria-expanded")) === "false");
  assert.equal(await item(/^cidr/).count(), 0);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await until("its first part", () => item(/^cidr/).evaluate((row) => row === document.activeElement));

  const panel = page.getByRole("region", { name: "Input" });
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await panel.getByText("/network/cidr", { exact: true }).waitFor();
  await panel.getByRole("button", { name: "Copy path" }).click();
  await until("the path", async () => (await copied()) === "/network/cidr");
  await panel.getByRole("button", { name: "Copy value" }).click();
  await until("the value", async () => (await copied()) === "10.0.0.0/8");
  await panel.getByRole("button", { name: "Copy all" }).click();
  await until("all of it", async () => (await copied()).startsWith("{"));
  assert.deepEqual(JSON.parse(await copied()), { ...input, token: { $secret: true } });
  await item(/^token/).click();
  assert.equal(await panel.getByRole("button", { name: "Copy value" }).count(), 0);
});

const NOTIFYING = { permissions: ["clipboard-read", "clipboard-write", "notifications"] };

/** Writes down the notifications that the page shows. */
const listen = (page) =>
  page.addInitScript(() => {
    window.told = [];
    window.Notification = new Proxy(window.Notification, {
      get: (real, name) => (name === "permission" ? real.permission : real[name]?.bind?.(real)),
      construct: (_, [title, options]) => {
        window.told.push({ title, body: options.body, tag: options.tag });
        return { close() {} };
      },
    });
  });

journey("whoever asks for it is notified of the end, also while the tab is hidden", NOTIFYING, async ({ page, stack }) => {
  await listen(page);
  await page.clock.install();
  const run = await waiting(stack);
  const portal = new Portal(page);
  await portal.openRun(run.id);
  await portal.status("Running");
  const button = page.getByRole("button", { name: "Notify me when it ends" });
  assert.equal(await button.getAttribute("aria-pressed"), "false");
  await button.click();
  await page.getByText(/^You will be notified/).waitFor();
  // It is kept per run, over a reload.
  await page.reload();
  await portal.status("Running");
  await until("the kept wish", async () => (await button.getAttribute("aria-pressed")) === "true");
  const other = await waiting(stack);
  await portal.openRun(other.id);
  await portal.status("Running");
  assert.equal(await button.getAttribute("aria-pressed"), "false");
  await portal.openRun(run.id);
  await portal.status("Running");

  await look(page, false);
  await run.end();
  await until("the end of the run", async () => (await stack.api.run(run.id)).json.status === "completed");
  const told = () => page.evaluate(() => window.told);
  await until("the notification", async () => {
    await page.clock.fastForward(15_000);
    return (await told()).length > 0;
  });
  assert.deepEqual(await told(), [{ title: "Completed: Stubborn", body: "The run in local has ended.", tag: run.id }]);
  await look(page, true);
  await portal.status("Completed");
  assert.equal((await told()).length, 1, "once");
  assert.equal(await button.count(), 0);
  await other.end();
});

journey("where notifications are refused or missing, that is said and nothing else changes", async ({ page, stack }) => {
  const run = await waiting(stack);
  const portal = new Portal(page);
  await page.addInitScript(() => {
    if (location.hash === "#none") delete window.Notification;
    else Object.defineProperty(window.Notification, "permission", { value: "denied" });
  });
  const button = page.getByRole("button", { name: "Notify me when it ends" });
  for (const [hash, said] of [["", /keeps notifications of this site back/], ["#none", /cannot notify you/]]) {
    await page.goto("about:blank");
    await page.goto(`/runs/${run.id}${hash}`);
    await portal.status("Running");
    await button.click();
    await page.getByText(said).waitFor();
    assert.equal(await button.getAttribute("aria-pressed"), "false");
  }
  await run.end();
});

journey("a run that Temporal has forgotten keeps its row, and says that details are gone", async ({ page, stack }) => {
  const id = await ended(stack, ...BYTES, { length: 3 });
  await stack.temporal.delete(ROUTERS, id);
  const describe = () => stack.temporal.cli("workflow", "describe", "-n", ROUTERS, "-w", id);
  // The server takes its time: it deletes in the background.
  await until("Temporal to forget it", () => describe().then(() => false, () => true));
  const runs = new Runs(page);
  await runs.open(`?search=${id}`);
  await runs.row(id).getByText("Completed", { exact: true }).waitFor();
  await runs.row(id).getByRole("link").click();
  const portal = new Portal(page);
  await portal.status("Completed");
  await page.getByRole("heading", { name: "The details of this run are gone" }).waitFor();
  await page.getByText(/Temporal no longer keeps the history of this run/).waitFor();
  await page.getByText(/Without its input it cannot be run again/).waitFor();
  assert.equal(await page.getByRole("tree").count(), 0);
  assert.equal(await page.getByRole("button", { name: "Cancel run" }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Run again" }).count(), 0);
  await checkPage(page, "run-forgotten", { tree: false });
  await page.goBack();
  await runs.row(id).getByText("Details gone").waitFor();
});

journey("everyone's list holds up in both themes and widths, and its filters fold on phones", async ({ page, stack }) => {
  const id = await ended(stack, ...BYTES, { length: 3 });
  const runs = new Runs(page);
  await runs.open(`?mine=false&search=${id}`);
  await runs.row(id).waitFor();
  await checkPage(page, "runs-everyone", { tree: false });
  await page.setViewportSize({ width: 390, height: 844 });
  const fold = runs.filters.getByText("Filters", { exact: false }).first();
  await fold.focus();
  await page.keyboard.press("Enter");
  await runs.choice("Status", "Completed").focus();
  await page.keyboard.press("Space");
  await page.waitForURL(/status=completed/);
  await runs.row(id).waitFor();
});
