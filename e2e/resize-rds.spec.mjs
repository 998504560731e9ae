// "Resize RDS": a run that waits for its owning team, is followed by several people, and can be cancelled.
import assert from "node:assert/strict";
import { checkPage } from "./support/accessible.mjs";
import { openPage } from "./support/browser.mjs";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { rows } from "./support/sqlite.mjs";
import { becomes, until } from "./support/wait.mjs";

const WORKFLOW = ["cloud-ops", "ResizeRDSWorkflow"];
const ACCOUNT = "infra-test";
const REGION = "us-east-1";
const TARGETS = "cloud-ops-stage";

const { journey } = journeys();

const instances = (stack) =>
  rows(
    stack.sandbox,
    `SELECT identifier, instance_class, storage_gib FROM rds_instances
     WHERE account = ? AND region = ? AND instance_class <> 'db.m6g.large' ORDER BY identifier`,
    ...[ACCOUNT, REGION],
  );

const instance = async (stack, identifier) =>
  (await rows(stack.sandbox, "SELECT * FROM rds_instances WHERE identifier = ?", identifier))[0];

const input = ({ identifier, storage_gib }) => ({
  aws_account_name: ACCOUNT,
  aws_region: REGION,
  rds_identifier: identifier,
  size: { instance_class: "db.m6g.large", storage_gib: storage_gib + 100 },
  reason: "The tracker is short of memory",
});

journey("a resize waits for its signal, which the owning team sends", async ({ page, stack }) => {
  const [database] = await instances(stack);
  const portal = new Portal(page);
  await portal.find("resize rds", "Resize RDS Instance");
  await portal.form.waitFor();
  await portal.choose("AWS account", ACCOUNT);
  await portal.choose("AWS region", REGION);
  await portal.choose("RDS instance", database.identifier);
  await portal.choose("Instance class", "db.m6g.large");
  await portal.choose("Storage in GiB", `${database.storage_gib + 100}`);
  await portal.choose("Reason", "The tracker is short of memory");
  const requester = portal.form.getByRole("textbox", { name: /^Requested by/ });
  assert.deepEqual([await requester.inputValue(), await requester.isEditable()], ["dev@example.com", false]);
  const workflowId = await portal.submit(await portal.review());

  await page.getByRole("main").getByText(/waits for signal confirm_resize/i).first().waitFor();
  // The team's own words on it follow within two seconds.
  await page.getByRole("main").getByText(/^Waits for signal confirm_resize: /).waitFor();
  await checkPage(page, "run-waiting");
  const { json: waiting } = await stack.api.run(workflowId);
  assert.equal(waiting.status, "running");
  assert.equal(waiting.input.requested_by, "dev@example.com");
  assert.equal((await instance(stack, database.identifier)).instance_class, database.instance_class);

  await stack.temporal.signal(TARGETS, waiting.target.workflow_id, "confirm_resize");
  await portal.status("Completed");
  const resized = await instance(stack, database.identifier);
  assert.deepEqual([resized.instance_class, resized.storage_gib], ["db.m6g.large", database.storage_gib + 100]);
});

journey("account, region and instance: each list is asked for with what was chosen before it", async ({ page, stack }) => {
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  const box = (name) => portal.form.getByRole("combobox", { name: new RegExp(`^${name}`) });
  const options = portal.form.getByRole("listbox").getByRole("option");
  await portal.form.getByText("The choices come once AWS account is set.").first().waitFor();
  await portal.choose("AWS account", ACCOUNT);

  await box("AWS region").click();
  await becomes(() => options.locator("bdi").first().innerText(), "eu-west-1");
  assert.equal(await options.count(), 3, "regions that hold nothing of the account are not offered");
  await options.filter({ hasText: "us-west-2" }).click();
  await box("RDS instance").fill("tracker");
  await becomes(() => options.count(), 1);
  await options.filter({ hasText: "infra-test-tracker-db-stage-2" }).waitFor();

  await portal.choose("AWS region", REGION);
  await box("RDS instance").fill("tracker stage");
  await options.filter({ hasText: "infra-test-tracker-db-stage-1" }).waitFor();
  const [{ count }] = await rows(stack.sandbox, "SELECT count(*) AS count FROM rds_instances WHERE account = ? AND region = ?", ACCOUNT, REGION);
  await portal.form.getByText(`1 of ${count} options`).first().waitFor();
  await box("RDS instance").press("ArrowDown");
  await box("RDS instance").press("Enter");
  await becomes(() => box("RDS instance").inputValue(), "infra-test-tracker-db-stage-1");
  await portal.choose("Instance class", "db.r6g.large");
  await portal.choose("Storage in GiB", "700");
  await portal.choose("Reason", "The tracker is short of memory");
  const dialog = await portal.review();
  await dialog.getByText("infra-test-tracker-db-stage-1").first().waitFor();
});

journey("a reloaded run page goes on where the run is", async ({ page, stack }) => {
  const database = (await instances(stack))[1];
  const { json: run } = await stack.api.start(...WORKFLOW, input(database));
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await page.getByRole("main").getByText(/waits for signal/i).first().waitFor();
  await page.reload();
  await page.getByRole("main").getByText(/waits for signal/i).first().waitFor();
  const { json: waiting } = await stack.api.run(run.workflow_id);
  await stack.temporal.signal(TARGETS, waiting.target.workflow_id, "confirm_resize");
  await portal.status("Completed");
  await page.reload();
  await portal.status("Completed");
});

const CLOCK = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" };

journey("times are written in the browser's zone, with UTC in their titles", async ({ stack, browser }) => {
  const { json: run } = await stack.api.start(...WORKFLOW, { ...input((await instances(stack)).at(-1)), dry_run: true });
  const { json: closed } = await until("the end of the run", async () => {
    const answer = await stack.api.run(run.workflow_id);
    return answer.json.closed_at && answer;
  });
  for (const [timezoneId, zone] of [["Europe/Berlin", /CES?T$/], ["Asia/Kolkata", /GMT\+5:30$/], ["America/Sao_Paulo", /GMT-3$/]]) {
    const { page, context, faults } = await openPage(browser, { origin: stack.origin, timezoneId });
    const portal = new Portal(page);
    await portal.openRun(run.workflow_id);
    await portal.status("Completed");
    for (const at of [closed.started_at, closed.closed_at]) {
      const stamp = page.getByRole("region", { name: "Details" }).locator(`time[datetime="${at}"]`);
      const local = new Date(at).toLocaleString("en-GB", { ...CLOCK, timeZone: timezoneId });
      const text = await stamp.innerText();
      assert.match(text, zone);
      assert.equal(text.replace(zone, "").trim(), local);
      assert.equal(await stamp.getAttribute("title"), `${at.slice(0, 19).replace("T", " ")} UTC`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  }
});

journey("a router that another client started is shown as not verified", async ({ page, stack }) => {
  const database = (await instances(stack)).at(-1);
  const router = {
    workflow_type: WORKFLOW[1],
    workflow_input_data: { ...input(database), requested_by: "eve@example.com", dry_run: true },
    namespace: TARGETS,
    nexus_endpoint: TARGETS,
    requester_email: "eve@example.com",
  };
  await stack.temporal.cli(
    ...["workflow", "start", "-n", "gateway-stage", "--task-queue", "router-queue", "--type", "RouterWorkflow"],
    ...["--workflow-id", "by-hand", "--input", JSON.stringify(router)],
  );
  const portal = new Portal(page);
  await until("the gateway to know it", async () => (await stack.api.run("by-hand")).status === 200);
  await portal.openRun("by-hand");
  const notice = page.getByRole("main").getByText(/which said that it acts for/);
  await notice.waitFor();
  assert.match(await notice.innerText(), /eve@example\.com.*Portico has not checked that/s);
  await page.getByRole("main").getByText("The requester is not verified").waitFor();
  await portal.status("Completed");
  await page.getByText(/^Dry run: /).first().waitFor();
  await checkPage(page, "run-not-verified");

  // What the gateway started is verified, and says nothing of it.
  const { json: mine } = await stack.api.start(...WORKFLOW, { ...input(database), dry_run: true });
  await portal.openRun(mine.workflow_id);
  await portal.status("Completed");
  assert.equal(await notice.count(), 0);
});

journey("a cancelled run says so, on both sides", async ({ page, stack }) => {
  const database = (await instances(stack))[2];
  const { json: run } = await stack.api.start(...WORKFLOW, input(database));
  const portal = new Portal(page);
  await portal.openRun(run.workflow_id);
  await page.getByRole("main").getByText(/waits for signal/i).first().waitFor();
  await portal.cancelRun();
  await portal.status("Canceled");
  const { json: canceled } = await stack.api.run(run.workflow_id);
  assert.ok(canceled.cancel_requested_at);
  const last = (await stack.temporal.history(TARGETS, canceled.target.workflow_id)).at(-1);
  assert.equal(last.type, "WorkflowExecutionCanceled");
  assert.equal((await stack.api.cancel(run.workflow_id)).json.error.code, "already_closed");
  assert.equal(await page.getByRole("button", { name: "Cancel run" }).count(), 0);
});

journey("the list of runs has mine, newest first, and filters by status", async ({ page, stack }) => {
  const database = (await instances(stack))[3];
  const { json: run } = await stack.api.start(...WORKFLOW, input(database));
  await page.goto("/runs");
  const newest = page.getByRole("link", { name: "Resize RDS Instance" }).first();
  await newest.waitFor();
  assert.ok((await newest.getAttribute("href")).endsWith(`/runs/${run.workflow_id}`));
  await page.getByRole("group", { name: "Status" }).getByRole("checkbox", { name: "Running", exact: true }).check();
  await page.waitForURL(/status=running/);
  await page.getByRole("link", { name: "Resize RDS Instance" }).first().waitFor();
  await until("closed runs to be gone", async () => !(await page.getByRole("region", { name: "Runs" }).getByText("Canceled", { exact: true }).count()));
  await stack.api.cancel(run.workflow_id);
});

journey("the theme is kept, and dark looks dark", async ({ page, stack }) => {
  await page.goto("/");
  await new Portal(page).heading("Catalog");
  const theme = page.getByRole("radiogroup", { name: "Theme" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await theme.getByRole("radio", { name: "Dark" }).click();
  await until("the page to turn dark", async () => (await background()) !== light);
  const dark = await background();
  await page.reload();
  await new Portal(page).heading("Catalog");
  assert.equal(await background(), dark);
  assert.equal(await theme.getByRole("radio", { name: "Dark" }).getAttribute("aria-checked"), "true");
  // Arrows move and select; System follows the browser again.
  await theme.getByRole("radio", { name: "Dark" }).focus();
  await page.keyboard.press("ArrowLeft");
  await until("the page to be light again", async () => (await background()) === light);
  assert.equal(await theme.getByRole("radio", { name: "System" }).getAttribute("aria-checked"), "true");
  assert.ok(stack.origin);
});

journey(
  "what does not exist is said so, with a way on",
  { allow: [/Failed to load resource: .*404/] },
  async ({ page }) => {
    // Who is signed in stands above each page, and comes later than a page without anything to fetch.
    const signedIn = () => page.getByRole("banner").getByText("dev@example.com").first().waitFor();
    await page.goto("/nowhere/at/all");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await signedIn();
    await page.getByRole("main").getByRole("link", { name: /catalog/i }).first().waitFor();
    await checkPage(page, "not-found");

    await page.goto("/workflows/cloud-ops/NoSuchWorkflow");
    await page.getByRole("heading", { name: "There is no such workflow" }).waitFor();
    await signedIn();
    await checkPage(page, "unknown-workflow");

    await page.goto("/runs/portico-nosuchrun");
    await page.getByRole("heading", { name: "There is no such run" }).waitFor();
    await signedIn();
    await checkPage(page, "unknown-run");
  },
);

journey(
  "a part of the portal that does not load is said so, with a reload",
  { allow: [/Failed to load resource/, /Failed to fetch/] },
  async ({ page }) => {
    const portal = new Portal(page);
    await page.route("**/*_later.wasm", (route) => route.abort("connectionreset"));
    await page.goto("/");
    const card = page.getByRole("link", { name: "Resize RDS", exact: false }).first();
    // The catalog does without it.
    await card.click();
    await portal.heading("This page did not load");
    await page.getByRole("alert").getByText(/connection was lost/).waitFor();
    await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
    await checkPage(page, "part-missing");
    await page.unroute("**/*_later.wasm");
    await page.getByRole("button", { name: "Reload" }).click();
    await portal.form.waitFor();
  },
);
