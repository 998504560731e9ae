// The other two forms of cloud-ops, from JSON and from YAML: a list, a confirmation, a group, a secret, a slider.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { run } from "./support/process.mjs";
import { rows } from "./support/sqlite.mjs";
import { until } from "./support/wait.mjs";

const ACCOUNT = "infra-test";
const REGION = "us-east-1";
const TOKEN = "valkey-token-0123456789";

const { journey } = journeys();

/** The facts beside a guide, such as `{ Approval: "…" }`. */
const facts = async (page) =>
  page.getByRole("region", { name: "Good to know" }).evaluate((region) =>
    Object.fromEntries([...region.querySelectorAll("dt")].map((term) => [term.innerText, term.nextElementSibling.innerText])),
  );

journey("a cache is moved to Valkey by a form of a list, a confirmation, a group, a secret and a slider", async ({ page, stack }) => {
  const [cache] = await rows(
    stack.sandbox,
    "SELECT * FROM caches WHERE account = ? AND region = ? AND engine = 'redis' ORDER BY identifier",
    ...[ACCOUNT, REGION],
  );
  const portal = new Portal(page);
  await portal.find("redis valkey", "Upgrade Redis to Valkey");
  await portal.form.waitFor();
  assert.equal((await facts(page)).Schedule, "May be scheduled.");
  await checkPage(page, "redis");

  await portal.choose("AWS account", ACCOUNT);
  await portal.choose("Cache", cache.identifier);
  const target = portal.form.getByRole("group", { name: "Target" });
  assert.equal(await target.getByLabel("Engine", { exact: false }).first().inputValue(), "valkey");
  await target.getByRole("radio", { name: "8.0" }).check();
  await portal.field("New auth token").fill(TOKEN);
  assert.equal(await portal.field("New auth token").getAttribute("type"), "password");

  const add = portal.form.getByRole("button", { name: "Add engine parameter" });
  for (const [name, value] of [["timeout", "300"], ["io-threads", "4"], ["tcp-keepalive", "60"]]) {
    await add.click();
    const item = portal.form.getByRole("listitem").last();
    // The focus on its way to the new item would take what is typed next.
    await until("the focus in the new item", () => item.evaluate((it) => it.contains(document.activeElement)));
    await item.getByRole("radio", { name, exact: true }).check();
    await item.getByRole("textbox", { name: "Value" }).fill(value);
  }
  await portal.form.getByRole("button", { name: "Move engine parameter 2 up" }).click();
  await portal.form.getByRole("button", { name: "Remove engine parameter 3" }).click();
  await until("the focus after what was removed", () => add.evaluate((it) => it === document.activeElement));

  const days = portal.form.getByRole("slider", { name: "Keep the snapshot" });
  assert.equal(await days.inputValue(), "7");
  await days.focus();
  for (const key of ["End", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);

  // Without the confirmation nothing starts.
  await portal.form.getByRole("button", { name: "Review" }).click();
  await portal.form.getByRole("alert").getByRole("link", { name: /I have tested/ }).waitFor();
  await checkPage(page, "redis-filled");
  await portal.toggle("I have tested the service's clients against Valkey").check();
  const dialog = await portal.review();
  // What the gateway says of it is there too.
  await dialog.getByText("cloud-ops-stage").first().waitFor();
  assert.equal((await dialog.innerText()).includes(TOKEN), false, "the review hides the secret");
  const workflowId = await portal.submit(dialog);
  await portal.status("Completed");

  const { json: run } = await stack.api.run(workflowId);
  assert.deepEqual(run.input, {
    aws_account_name: ACCOUNT,
    aws_region: REGION,
    cache_identifier: cache.identifier,
    target: { engine: "valkey", engine_version: "8.0" },
    auth_token: { $secret: true },
    parameters: [{ name: "io-threads", value: "4" }, { name: "timeout", value: "300" }],
    snapshot_retention_days: 33,
    clients_tested: true,
    dry_run: false,
  });
  const [moved] = await rows(stack.sandbox, "SELECT * FROM caches WHERE account = ? AND identifier = ?", ACCOUNT, cache.identifier);
  assert.deepEqual([moved.engine, moved.engine_version], ["valkey", "8.0"]);
  assert.deepEqual(JSON.parse(moved.parameters), { "io-threads": "4", timeout: "300" });
  assert.equal(moved.auth_token_sha256, createHash("sha256").update(TOKEN).digest("hex"));
  const [snapshot] = await rows(stack.sandbox, "SELECT * FROM cache_snapshots WHERE cache = ?", cache.identifier);
  assert.deepEqual([snapshot.retention_days, snapshot.operation], [33, run.target.run_id]);
});

journey("a lock is released by a form published in YAML; its copied curl finds the same run", async ({ page, stack }) => {
  const [lock] = await rows(
    stack.sandbox,
    "SELECT * FROM terraform_locks WHERE account = ? AND job = 'finished' ORDER BY state_path",
    ACCOUNT,
  );
  const portal = new Portal(page);
  await portal.find("terraform", "Unlock Terraform Lock");
  await portal.form.waitFor();
  await checkPage(page, "unlock");

  await portal.choose("AWS account", ACCOUNT);
  await portal.choose("State path", lock.state_path);
  await portal.choose("Lock ID", "no-uuid");
  await portal.field("Reason").fill("The runner's machine died");
  await portal.toggle("Release it although its job still runs").check();
  await portal.form.getByRole("button", { name: "Review" }).click();
  await portal.form.getByRole("alert").getByRole("link", { name: /Lock ID/ }).waitFor();
  await portal.form.getByText("Loading the choices").first().waitFor({ state: "detached" });
  await checkPage(page, "unlock-errors");
  await portal.choose("Lock ID", lock.lock_id);

  const dialog = await portal.review();
  // The gateway's answer can show another request than the form did.
  await dialog.getByText("cloud-ops-stage").first().waitFor();
  const shown = JSON.parse(await dialog.getByRole("group", { name: "Exact request" }).innerText());
  await dialog.getByRole("tab", { name: "curl" }).click();
  await dialog.getByRole("button", { name: "Copy" }).click();
  await dialog.getByText("Copied").first().waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const posted = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/runs"));
  const workflowId = await portal.submit(dialog);
  assert.deepEqual((await posted).postDataJSON(), shown, "what was shown is what was sent");
  await portal.status("Completed");

  const answer = await run("sh", ["-c", command.replace("curl -sS", "curl -sS -w '\\n%{http_code}'")]);
  const [body, status] = [answer.slice(0, answer.lastIndexOf("\n")), answer.slice(answer.lastIndexOf("\n") + 1)];
  assert.deepEqual([status, JSON.parse(body).workflow_id], ["200", workflowId]);

  const { json: released } = await stack.api.run(workflowId);
  assert.deepEqual([released.input.force, released.result.released, released.result.holder], [true, true, lock.holder]);
  assert.deepEqual(await rows(stack.sandbox, "SELECT * FROM terraform_locks WHERE lock_id = ?", lock.lock_id), []);
  const notes = await rows(stack.sandbox, "SELECT note FROM journal WHERE operation = ?", released.target.run_id);
  assert.ok(notes.some(({ note }) => note.includes("The runner's machine died")));
});

journey("who must approve, and for how long it may wait, stands beside the guide", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openWorkflow("cloud-ops", "ResizeRDSWorkflow");
  await until("the facts", async () => (await facts(page)).Approval);
  assert.equal(
    (await facts(page)).Approval,
    "Some inputs need one approval from cloud-ops. You cannot approve your own run. The request expires after 24h.",
  );
  await checkPage(page, "resize");
});
