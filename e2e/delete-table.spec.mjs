// "Delete DynamoDB Table": from the catalog to a table that is gone, by mouse and by keyboard alone.
import assert from "node:assert/strict";
import { cloudOps } from "./stack.mjs";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { assertLinkedBothWays } from "./support/links.mjs";
import { Portal } from "./support/portal.mjs";
import { rows } from "./support/sqlite.mjs";
import { becomes, PATIENCE, until } from "./support/wait.mjs";

const WORKFLOW = ["cloud-ops", "DeleteDynamoWorkflow"];
const ACCOUNT = "infra-test";
const REGION = "us-east-1";
const ROUTERS = "gateway-stage";

// A latency makes the run long enough to be watched.
const { journey } = journeys({ ui: true, teams: (stack) => [cloudOps(stack, { latency: 1200 })] });

const table = async (stack, name) =>
  rows(
    stack.sandbox,
    "SELECT name FROM dynamodb_tables WHERE account = ? AND region = ? AND name = ?",
    ...[ACCOUNT, REGION, name],
  );

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

journey("a person deletes a table", async ({ page, stack, browser }) => {
  const name = await deletable(stack);
  const portal = new Portal(page);
  await page.goto("/");
  await portal.heading("Catalog");
  await portal.card("Delete DynamoDB Table").waitFor();
  await page.getByRole("banner").getByText("Signed in as").first().waitFor();
  await checkPage(page, "catalog");

  await portal.find("delete dynamo", "Delete DynamoDB Table");
  await page.getByRole("region", { name: "About this workflow" }).getByRole("heading").first().waitFor();
  await portal.form.waitFor();
  await checkPage(page, "workflow");

  // The form shows the region chosen that the config names as default.
  assert.equal(await portal.form.getByRole("radio", { name: REGION }).isChecked(), true);
  await portal.fillDelete({ account: ACCOUNT, table: name });
  const dialog = await portal.review();
  await dialog.getByText(name).first().waitFor();
  await dialog.getByText("cloud-ops-stage").first().waitFor();
  await portal.confirm(dialog, name);
  await checkPage(page, "review");

  const shown = JSON.parse(await dialog.getByRole("group", { name: "Exact request" }).innerText());
  const posted = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/runs"));
  const workflowId = await portal.submit(dialog);
  const seen = watchProgress(page);
  assert.deepEqual((await posted).postDataJSON(), shown, "what was shown is what was sent");
  await portal.status("Completed");
  await page.getByText(`${name} is deleted`).waitFor();
  assert.deepEqual(await table(stack, name), [], "the table is gone from the sandbox");
  assertProgress(await seen(), [
    `Looking for ${name} in ${ACCOUNT}`,
    `Locking ${name}`,
    `Backing up ${name}`,
    `Deleting ${name}`,
    "Releasing the table's lock",
    `${name} is deleted`,
  ]);
  await checkPage(page, "run-completed");

  const { json: run } = await stack.api.run(workflowId);
  assert.equal(run.status, "completed");
  assert.equal(run.result.deleted, true);
  assert.equal(run.requester, "dev@example.com");
  await assertInTemporal(stack, run);
  await assertInTemporalsUi(browser, stack, run);

  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await portal.heading("Runs");
  await page.getByRole("link", { name: "Delete DynamoDB Table" }).first().waitFor();
  await checkPage(page, "runs");
});

/** What Temporal's own UI shows: both workflows completed, and each links to the other. */
async function assertInTemporal(stack, run) {
  await assertLinkedBothWays(stack, ROUTERS, run);
  for (const [namespace, id] of [[ROUTERS, run.workflow_id], [run.target.namespace, run.target.workflow_id]]) {
    assert.equal((await stack.temporal.history(namespace, id)).at(-1).type, "WorkflowExecutionCompleted");
  }
}

/** Follows the run's links into Temporal's own UI, where each execution has its page. */
async function assertInTemporalsUi(browser, stack, run) {
  const links = run.links.filter(({ url }) => url.startsWith(stack.ui));
  const ids = [run.workflow_id, run.target.workflow_id];
  assert.equal(links.length, ids.length);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(PATIENCE * 1000);
  try {
    for (const id of ids) {
      const page = await context.newPage();
      await page.goto(links.find(({ url }) => url.includes(`/workflows/${encodeURIComponent(id)}/`)).url);
      await page.getByRole("heading", { level: 1 }).filter({ hasText: id }).waitFor();
      await page.getByText("Completed", { exact: true }).first().waitFor();
    }
  } finally {
    await context.close();
  }
}

/** Collects what the page says of the progress, such as `2 of 5 Backing up x`; the function it gives ends that and returns it all. */
function watchProgress(page) {
  const seen = new Set();
  let watching = true;
  const progress = page.getByRole("region", { name: "Progress" });
  const watch = until("the end of watching", async () => {
    const said = (await progress.count()) ? await progress.innerText({ timeout: 1000 }) : "";
    const [, done, total, message] = said.match(/(\d+) of (\d+)\s+(.*)/) ?? [];
    if (done) seen.add(`${done} of ${total} ${message}`);
    return !watching || page.isClosed();
  }, { every: 50 });
  return async () => {
    watching = false;
    await watch;
    return [...seen];
  };
}

/** Each thing said must be what the target's details are after that many steps, in their order, and several must be seen. */
function assertProgress(seen, messages) {
  const can = messages.map((message, done) => `${done} of ${messages.length - 1} ${message}`);
  assert.deepEqual(seen, can.filter((said) => seen.includes(said)));
  assert.ok(seen.length >= 3, `the page showed the progress ${seen.join(", ")}`);
  assert.equal(seen.at(-1), can.at(-1));
}

journey("prod is told where it matters: over the page, at the review's edge, and on the button that acts", async ({ page, stack }) => {
  // A prod gateway lets nobody in without a sign-in of its own: this one only says that it is one.
  await page.route("**/api/v1/me", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), environment: "prod" } });
  });
  const name = await deletable(stack);
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  await becomes(() => page.getByRole("banner").getAttribute("data-env"), "prod");
  await portal.fillDelete({ account: ACCOUNT, table: name });
  const dialog = await portal.review();
  await dialog.getByText(name).first().waitFor();
  assert.equal(await dialog.getAttribute("data-env"), "prod");
  await dialog.getByRole("button", { name: /prod$/ }).waitFor();
});

journey("the same by keyboard alone", async ({ page, stack }) => {
  const name = await deletable(stack);
  const portal = new Portal(page);
  await page.goto("/");
  await portal.heading("Catalog");
  // The search comes after the heading, and takes no key before.
  await page.getByRole("searchbox", { name: /search/i }).waitFor();

  // The skip link is the first stop, and leads past the top bar.
  await page.keyboard.press("Tab");
  await becomes(() => focused(page), "Skip to content");
  await page.keyboard.press("/");
  await page.keyboard.type("delete dynamo");
  await portal.found();
  await tabTo(page, "Delete DynamoDB Table");
  await page.keyboard.press("Enter");
  await portal.arrived("Delete DynamoDB Table");
  await portal.field("Table Name").waitFor();

  await tabTo(page, "AWS account");
  await page.keyboard.type(ACCOUNT);
  await tabTo(page, "Table Name");
  await page.keyboard.type(name);
  await tabTo(page, "Review");
  await page.keyboard.press("Enter");
  await portal.dialog.waitFor();
  await tabTo(page, /^Type/);
  // Enter starts as the button does, and not before the name is right.
  await page.keyboard.press("Enter");
  await portal.dialog.getByText("Type it exactly as it is written above").waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await portal.onRunPage();
  await portal.arrived("Delete DynamoDB Table");
  await portal.status("Completed");
  assert.deepEqual(await table(stack, name), []);
});

/** The accessible name of what has the focus, as far as its own attributes and label tell. */
const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText ?? "";
    return label.replace(/\s*\*\s*$/, "").trim();
  });

/** Presses Tab until the focus is on the control of that name. */
async function tabTo(page, name) {
  const passed = [];
  for (let stops = 0; stops < 80; stops += 1) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    if (typeof name === "string" ? here === name : name.test(here)) return;
    passed.push(here);
  }
  throw new Error(`Tab never came to ${name}; it came to ${passed.join(" | ")}`);
}

journey("errors are counted, linked and put at their fields", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  // Its button is there before its fields are, and does nothing until then.
  await portal.field("Table Name").waitFor();
  await portal.form.getByRole("button", { name: "Review" }).click();

  const summary = portal.form.getByRole("alert");
  await summary.getByRole("heading").waitFor();
  await until("the focus in the summary", () => summary.evaluate((alert) => alert.contains(document.activeElement)));
  assert.match(await page.title(), /^Error: /);
  await checkPage(page, "workflow-errors");

  await summary.getByRole("link", { name: /Table Name/ }).click();
  const field = portal.field("Table Name");
  await until("the link to focus the field", () => field.evaluate((input) => input === document.activeElement));
  assert.equal(await field.getAttribute("aria-invalid"), "true");

  // Once an error is shown, typing what is right takes it away.
  await portal.choose("Table Name", "some-table");
  await until("the error to go", async () => (await field.getAttribute("aria-invalid")) !== "true");
  assert.equal(await portal.dialog.isVisible(), false);
});

journey("a dry run leaves the table", async ({ page, stack }) => {
  const name = await deletable(stack);
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  await portal.fillDelete({ account: ACCOUNT, table: name });
  const dialog = await portal.review();
  await portal.confirm(dialog, name);
  await dialog.getByRole("button", { name: "Dry run" }).click();
  const workflowId = await portal.onRunPage();
  await portal.status("Completed");
  await page.getByText(/dry run/i).first().waitFor();

  const { json: run } = await stack.api.run(workflowId);
  assert.equal(run.dry_run, true);
  assert.equal(run.input.dry_run, true);
  assert.equal((await table(stack, name)).length, 1);
});

journey("a table that does not exist fails in the team's own words", async ({ page, stack }) => {
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  await portal.fillDelete({ account: ACCOUNT, table: "no-such-table" });
  const dialog = await portal.review();
  await portal.confirm(dialog, "no-such-table");
  const workflowId = await portal.submit(dialog);
  await portal.status("Failed");
  const { json: run } = await stack.api.run(workflowId);
  let first = run.failure;
  while (first.cause) first = first.cause;
  await page.getByText(first.message).first().waitFor();
  await checkPage(page, "run-failed");

  await page.getByRole("button", { name: "Copy details" }).click();
  await page.getByRole("status").filter({ hasText: "Copied" }).waitFor({ state: "attached" });
  const details = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of ["status: failed", workflowId, run.run_id, run.target.workflow_id, `${first.type}: ${first.message}`, page.url()]) {
    assert.ok(details.includes(part), `${part} is in\n${details}`);
  }
});

journey("a dangerous run asks for the name, and nothing starts without it", async ({ page, stack }) => {
  const name = await deletable(stack);
  const portal = new Portal(page);
  await portal.openWorkflow(...WORKFLOW);
  await portal.fillDelete({ account: ACCOUNT, table: name });
  const dialog = await portal.review();
  const starts = [];
  page.on("request", (request) => {
    const isStart = request.method() === "POST" && request.url().endsWith("/runs") && !request.postDataJSON().preview;
    if (isStart) starts.push(request.postDataJSON().confirm);
  });
  await portal.confirm(dialog, `${name}x`);
  await portal.act(dialog);
  await dialog.getByText("Type it exactly as it is written above").waitFor();
  assert.equal((await table(stack, name)).length, 1);

  const input = { aws_account_name: ACCOUNT, aws_region: REGION, table_name: name };
  for (const confirm of [undefined, `${name}x`]) {
    const refused = await stack.api.start(...WORKFLOW, input, { confirm });
    assert.deepEqual([refused.status, refused.json.error.code], [422, "confirm_required"]);
  }
  await portal.confirm(dialog, name);
  await portal.act(dialog);
  await portal.onRunPage();
  assert.deepEqual(starts, [name], "nothing else was sent to be started");
  await portal.status("Completed");
});
