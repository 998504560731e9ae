// Choices from a source, through the whole stack: the portal asks the gateway, the gateway asks an inventory over HTTP.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after } from "node:test";
import { axeViolations } from "./support/accessible.mjs";
import { NARROW } from "./support/browser.mjs";
import { journeys } from "./support/journey.mjs";
import { ARTIFACTS } from "./support/places.mjs";
import { Portal } from "./support/portal.mjs";
import { becomes, until } from "./support/wait.mjs";

/** The inventory: 480 instances in each account and region, as long as it is up. */
const inventory = {
  asked: [],
  gone: new Set(),
  down: false,
  list(account, region) {
    const all = Array.from({ length: 480 }, (_, at) => ({
      identifier: at === 200 ? "infra-test-tracker-db-stage-1" : `orders-${account}-${at}`,
      engine: `postgres 16.${at % 9}, ${region}`,
    }));
    return all.filter(({ identifier }) => !inventory.gone.has(identifier));
  },
};
const server = createServer((request, response) => {
  const { searchParams } = new URL(request.url, "http://inventory");
  inventory.asked.push(request.url);
  if (inventory.down) return response.writeHead(503).end("<html>down</html>");
  const items = inventory.list(searchParams.get("account"), searchParams.get("region"));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ items }));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const host = `127.0.0.1:${server.address().port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

const { journey } = journeys({
  gateway: () => ({ PORTICO_OPTION_HOSTS: host }),
  async publish(stack) {
    const file = join(stack.configs, "cloud-ops/resize-rds.json");
    const config = JSON.parse(readFileSync(file, "utf8"));
    config.options = {
      "/rds_identifier": {
        source: { http: { url: `http://${host}/rds` } },
        params: { account: "/aws_account_name", region: "/aws_region" },
        value: "/identifier",
        label: "/identifier",
        hint: "/engine",
        max_age: "1s",
      },
    };
    writeFileSync(file, JSON.stringify(config));
  },
});

const open = async (page) => {
  const portal = new Portal(page);
  await portal.openWorkflow("cloud-ops", "ResizeRDSWorkflow");
  const box = portal.form.getByRole("combobox", { name: /^RDS instance/ });
  return { portal, box, list: portal.form.getByRole("listbox") };
};

const fillRest = async (portal) => {
  await portal.choose("Instance class", "db.m6g.large");
  await portal.choose("Storage in GiB", "200");
  await portal.choose("Reason", "The tracker is short of memory");
};

journey("an instance of the chosen account and region is found among 480", async ({ page }) => {
  const { portal, box, list } = await open(page);
  await portal.form.getByText("The choices come once AWS account is set.").waitFor();
  assert.equal(inventory.asked.length, 0);
  await portal.choose("AWS account", "infra-test");
  await box.fill("test stage");
  const option = list.getByRole("option");
  await becomes(() => option.count(), 1);
  await portal.form.getByText("1 of 480 options").first().waitFor();
  for (const [width, viewport] of [["1440", undefined], ["390", NARROW]]) {
    if (viewport) await page.setViewportSize(viewport);
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme });
      await box.fill("orders 1");
      await page.keyboard.press("ArrowDown");
      await page.screenshot({ path: join(ARTIFACTS, `resize-options-${width}-${theme}.png`) });
      assert.deepEqual(await axeViolations(page), []);
    }
  }
  await box.fill("test stage");
  await becomes(() => option.count(), 1);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await fillRest(portal);
  const dialog = await portal.review();
  await dialog.getByText("infra-test-tracker-db-stage-1").first().waitFor();
  assert.equal(inventory.asked.every((url) => url.includes("account=infra-test")), true);
});

journey("a value that left the source after the list was read is refused at its field", { allow: [/422/] }, async ({ page }) => {
  const { portal, box, list } = await open(page);
  await portal.choose("AWS account", "infra-test");
  await box.fill("orders 17");
  await list.getByRole("option", { name: /orders-infra-test-17\b/ }).first().click();
  await fillRest(portal);
  inventory.gone.add("orders-infra-test-17");
  await until("the gateway to refuse it", async () => {
    await portal.form.getByRole("button", { name: "Review" }).click();
    const refused = portal.form.getByText(/RDS instance is not in the service's list any more \(list of .*\): choose again/);
    // The review opens before the gateway answers, and says where the run goes once it has.
    const taken = portal.dialog.getByText("cloud-ops-stage / ResizeRDSWorkflow");
    await refused.or(taken).first().waitFor();
    if (await refused.count()) return true;
    await page.keyboard.press("Escape");
    await portal.dialog.waitFor({ state: "hidden" });
    return false;
  });
  // The focus on its way would take what is typed next.
  const summary = portal.form.getByRole("alert").filter({ hasText: "attention" });
  await until("the focus on the summary", () => summary.evaluate((at) => document.activeElement === at));
  assert.equal(await box.inputValue(), "orders-infra-test-17");
  assert.equal(await box.getAttribute("aria-invalid"), "true");
  assert.equal(await portal.field("Reason").inputValue(), "The tracker is short of memory");
  await box.fill("orders 18");
  await list.getByRole("option", { name: /orders-infra-test-18\b/ }).first().click();
  await portal.review();
  inventory.gone.clear();
});

journey("a source that is down is told at its field, and nothing typed is lost", { allow: [/424/] }, async ({ page }) => {
  const { portal, box, list } = await open(page);
  inventory.down = true;
  await portal.choose("AWS account", "data-prod");
  const retry = portal.form.getByRole("button", { name: "Try again to list RDS instance" });
  await retry.waitFor();
  await fillRest(portal);
  await box.fill("orders-data-prod-3");
  await page.keyboard.press("Tab");
  await portal.form.getByRole("button", { name: "Review" }).click();
  await portal.form.getByText(/RDS instance cannot be checked/).first().waitFor();
  assert.equal(await box.inputValue(), "orders-data-prod-3");
  inventory.down = false;
  await until("the source to be asked again", async () => {
    if (await retry.count()) await retry.click();
    await box.click();
    return list.getByRole("option").count();
  });
  await page.keyboard.press("Escape");
  await portal.review();
});
