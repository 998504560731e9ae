// Coming back to what one needs: favourites, and the palette that leads to workflows, runs and pages.
import assert from "node:assert/strict";
import { axeViolations } from "./support/accessible.mjs";
import { NARROW, WIDE } from "./support/browser.mjs";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { becomes, until } from "./support/wait.mjs";

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

const KEY = "portico.favourites";
const star = (page, name) => page.getByRole("button", { name: `Favourite ${name}`, exact: true });
const pressed = (page, name, is) =>
  until(`the star of ${name} to be ${is}`, async () => (await star(page, name).getAttribute("aria-pressed")) === String(is));
const names = (page) => page.getByRole("region", { name: "Workflows" }).getByRole("heading", { level: 3 }).allInnerTexts();
const only = (page, ...expected) =>
  until(`only ${expected}`, async () => JSON.stringify(await names(page)) === JSON.stringify(expected));

journey("a star makes a favourite, in every tab of this browser and after a reload", async ({ page, context }) => {
  const portal = new Portal(page);
  await page.goto("/");
  await portal.card("Bytes").waitFor();
  await pressed(page, "Bytes", false);
  await star(page, "Bytes").focus();
  await page.keyboard.press("Space");
  await pressed(page, "Bytes", true);
  const filters = page.getByRole("complementary", { name: "Filters" });
  await filters.getByRole("radio", { name: "Favourites 1" }).check();
  await only(page, "Bytes");
  assert.equal(new URL(page.url()).search, "?show=favourites");

  const other = await context.newPage();
  await other.goto("/workflows/odd-team/BytesWorkflow");
  await pressed(other, "Bytes", true);
  await star(other, "Bytes").click();
  await pressed(other, "Bytes", false);
  await page.getByRole("heading", { name: "No workflow fits these filters" }).waitFor();
  await star(other, "Bytes").click();
  await only(page, "Bytes");
  await other.close();

  await page.reload();
  await only(page, "Bytes");
  await pressed(page, "Bytes", true);
});

journey("favourites that are garbage are none, and what the browser cannot keep is said", async ({ page }) => {
  const portal = new Portal(page);
  await page.goto("/");
  for (const garbage of ["{", "[]", '{"version":9,"workflows":[["odd-team","BytesWorkflow"]]}', '{"version":1,"workflows":[7,["a"]]}']) {
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, garbage]);
    await page.reload();
    await portal.card("Bytes").waitFor();
    await pressed(page, "Bytes", false);
  }
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await star(page, "Bytes").click();
  await page.getByRole("alert").filter({ hasText: "This browser does not keep favourites" }).waitFor();
  await pressed(page, "Bytes", true);
  await page.getByRole("complementary", { name: "Filters" }).getByRole("radio", { name: "Favourites 1" }).check();
  await only(page, "Bytes");
});

journey("what only a guide says is found", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("searchbox", { name: /search/i }).fill("autoscaling");
  await only(page, "Delete DynamoDB Table");
});

journey("the palette leads to workflows, runs and pages by keyboard alone", async ({ page, stack }) => {
  const { json: run } = await stack.api.start("odd-team", "BytesWorkflow", { length: 3 });
  const portal = new Portal(page);
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  const input = palette.getByRole("combobox", { name: "Search workflows, runs and pages" });
  const active = async () => {
    const id = await input.getAttribute("aria-activedescendant");
    return id ? page.locator(`#${id}`).innerText() : "";
  };
  const openPalette = async (keys) => {
    await page.keyboard.press(keys);
    await until("the focus in the palette", () => input.evaluate((element) => element === document.activeElement));
  };
  await page.goto("/");
  await portal.card("Bytes").waitFor();
  const opener = page.getByRole("button", { name: "Search or jump to" });
  assert.equal(await opener.getAttribute("aria-keyshortcuts"), "Control+K Meta+K");

  // Escape leads back to where one was.
  await opener.focus();
  await page.keyboard.press("Enter");
  await palette.waitFor();
  await palette.getByRole("group", { name: "Your recent runs" }).getByRole("option").first().waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press("Escape");
  await palette.waitFor({ state: "detached" });
  await until("the focus on the button", () => opener.evaluate((element) => element === document.activeElement));

  await openPalette("Control+k");
  await page.keyboard.type("table dele");
  await until("the workflow", async () => (await active()).startsWith("Delete DynamoDB Table"));
  await palette.locator("mark").first().waitFor();
  await page.keyboard.press("Enter");
  await portal.form.waitFor();
  await portal.arrived("Delete DynamoDB Table");

  await openPalette("Meta+k");
  await page.keyboard.type("bytes");
  const runs = palette.getByRole("group", { name: "Runs" });
  await runs.getByRole("option", { name: /^Bytes/ }).first().waitFor();
  await until("the run", async () => {
    await page.keyboard.press("ArrowDown");
    const id = await input.getAttribute("aria-activedescendant");
    return (await runs.locator(`#${id}`).count()) > 0;
  });
  await page.keyboard.press("Enter");
  await portal.heading("Bytes");
  assert.equal(await portal.onRunPage(), run.workflow_id);

  await openPalette("Control+k");
  await page.keyboard.type("zzz nothing at all");
  await palette.getByText("Nothing fits this text.").first().waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("runs");
  await until("the page", async () => (await active()).startsWith("Runs"));
  await page.keyboard.press("Enter");
  await portal.heading("Runs");
});

journey("the palette leads to one's own runs by their workflow or a part of the ID, and to any run by its whole ID", async ({ page, stack }) => {
  const start = async () => (await stack.api.start("odd-team", "BytesWorkflow", { length: 3 })).json.workflow_id;
  const relocate = { service: "billing", instances: 3, region: "north", network: { cidr: "10.0.0.0/8" }, token: "a long secret" };
  const { json: oldest } = await stack.api.start("odd-team", "RelocateWorkflow", relocate);
  const id = await start();
  // A page of newer ones.
  for (let n = 0; n < 50; n += 1) await start();
  const { json } = await stack.api.runs();
  assert.ok(!json.runs.some(({ workflow_id }) => [id, oldest.workflow_id].includes(workflow_id)), "they are not among the newest");

  const portal = new Portal(page);
  const palette = page.getByRole("dialog", { name: "Search or jump to" });
  const input = palette.getByRole("combobox", { name: "Search workflows, runs and pages" });
  const named = palette.getByRole("group", { name: "Run with this ID" }).getByRole("option");
  await page.goto("/");
  await portal.card("Bytes").waitFor();
  await page.keyboard.press("Control+k");
  await palette.getByRole("group", { name: "Your recent runs" }).getByRole("option").first().waitFor();
  // By some letters, whatever their case; one of the newest is there once.
  const runs = palette.getByRole("group", { name: "Runs", exact: true }).getByRole("option");
  const newest = json.runs[0].workflow_id;
  for (const [part, whole] of [[id.slice(12, 24).toLowerCase(), id], [newest.slice(0, -1), newest], [id.slice(0, -1), id]]) {
    await input.fill(part);
    await runs.filter({ hasText: whole }).waitFor();
    await becomes(() => palette.getByRole("option").count(), 1);
    assert.equal(await named.count(), 0);
  }
  await input.press("Enter");
  await portal.heading("Bytes");
  assert.equal(await portal.onRunPage(), id);
  await page.goto("/");
  await portal.card("Bytes").waitFor();
  await page.keyboard.press("Control+k");
  await palette.waitFor();
  // As it is pasted with what stood around it.
  await input.fill(` ${id} `);
  await named.filter({ hasText: id }).waitFor();
  await becomes(() => palette.getByRole("option").count(), 1);
  assert.equal(await named.getAttribute("aria-selected"), "true");
  assert.deepEqual(await axeViolations(page), []);
  await input.press("Enter");
  await portal.heading("Bytes");
  assert.equal(await portal.onRunPage(), id);
  await portal.status("Completed");

  // Older than the newest, by what its workflow is called: no ID has that.
  await page.keyboard.press("Control+k");
  await input.fill("a service");
  await runs.filter({ hasText: "Relocate a Service" }).click();
  await portal.heading("Relocate a Service");
  assert.equal(await portal.onRunPage(), oldest.workflow_id);
});

journey("the palette speaks of keys only where there are some", async ({ page }) => {
  const portal = new Portal(page);
  await page.goto("/");
  await portal.card("Bytes").waitFor();
  await page.keyboard.press("Control+k");
  const keys = page.getByRole("dialog", { name: "Search or jump to" }).getByText(/move.*open.*close/);
  await keys.waitFor();
  await page.setViewportSize(NARROW);
  await keys.waitFor({ state: "hidden" });
  await page.setViewportSize(WIDE);
  await keys.waitFor();
});

journey("the palette never opens over a dialog", async ({ page }) => {
  const portal = new Portal(page);
  await portal.openWorkflow("odd-team", "BytesWorkflow");
  await portal.field("Length").fill("3");
  const review = await portal.review();
  const search = page.getByRole("combobox", { name: "Search workflows, runs and pages" });
  await page.keyboard.press("Control+k");
  await review.getByRole("button", { name: "Close" }).click();
  await review.waitFor({ state: "hidden" });
  // A palette that is open, though its part has still to come, would be closed by this.
  await page.keyboard.press("Control+k");
  await search.waitFor();
  assert.equal(await page.getByRole("dialog").count(), 1);
});
