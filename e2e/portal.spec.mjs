// The portal itself: where the focus goes, its environments, its settings, its files, and the checker of its forms.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { BIN } from "./support/places.mjs";
import { freePorts } from "./support/ports.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { whileServed } from "./support/served.mjs";
import { until } from "./support/wait.mjs";

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

/** What these journeys take away, the browser says in its own words. */
const MISSING = { allow: [/Failed to load resource/] };

const served = (stack, name) => JSON.parse(readFileSync(join(stack.portal, name), "utf8"));

journey("the focus goes to the heading of each page one comes to, and its title is said", async ({ page, stack }) => {
  const { json: run } = await stack.api.start("odd-team", "BytesWorkflow", { length: 3 });
  const portal = new Portal(page);
  for (const [path, name] of [["/workflows/odd-team/BytesWorkflow", "Bytes"], [`/runs/${run.workflow_id}`, "Bytes"], ["/", "Catalog"]]) {
    await page.goto(path);
    await portal.heading(name);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY", "the first page leaves the focus alone");
  }

  const said = (title) => page.getByRole("status").filter({ hasText: title }).first().waitFor({ state: "attached" });
  const comes = async (name, title = name) => {
    await portal.arrived(name);
    await said(title);
  };
  const nav = page.getByRole("navigation", { name: "Main" });
  await portal.card("Bytes").click();
  await portal.form.waitFor();
  await comes("Bytes");
  await nav.getByRole("link", { name: "Runs" }).click();
  await comes("Runs");
  await page.locator(`a[href="/runs/${run.workflow_id}"]`).click();
  await portal.status("Completed");
  await comes("Bytes", "Completed: Bytes");

  await page.goBack();
  await comes("Runs");
  await page.goBack();
  await portal.form.waitFor();
  await comes("Bytes");
  await page.goForward();
  await comes("Runs");
  await page.goForward();
  await comes("Bytes", "Completed: Bytes");
});

journey("the environment switch leads to the same page at the other gateway", { allow: [/Failed to load resource: .*401/] }, async ({ page, stack }) => {
  const [port] = await freePorts(1);
  const elsewhere = `http://127.0.0.1:${port}`;
  const folder = join(stack.folder, "prod-dist");
  cpSync(stack.portal, folder, { recursive: true });
  const config = (name, local, prod) =>
    JSON.stringify({ environments: [{ name: "local", gateway: local }, { name: "prod", gateway: prod }], default: name });
  writeFileSync(join(folder, "config.json"), config("prod", stack.origin, ""));
  const { PORTICO_DEV_IDENTITY: _, ...env } = stack.gatewayEnv(port);
  const database = `sqlite://${join(stack.folder, "prod.db")}`;
  stack.add({
    name: "gateway-prod",
    program: join(BIN, "portico-gateway"),
    env: { ...env, PORTICO_ENVIRONMENT: "prod", PORTICO_PORTAL: folder, PORTICO_DATABASE: database },
  }).start();
  await until("the other gateway", async () => (await fetch(`${elsewhere}/healthz`)).ok);

  await whileServed(stack, "config.json", config("local", "", elsewhere), async () => {
    const portal = new Portal(page);
    await page.goto("/workflows/odd-team/BytesWorkflow?from=link");
    await portal.form.waitFor();
    const environments = page.getByRole("banner").getByRole("combobox", { name: "Environment" });
    assert.equal(await environments.inputValue(), "local");
    await checkPage(page, "environments");
    await environments.selectOption("prod");
    await page.waitForURL(`${elsewhere}/workflows/odd-team/BytesWorkflow?from=link`);
    await portal.heading("Bytes");
    assert.equal(await environments.inputValue(), "prod");
    assert.equal(await page.getByRole("banner").getAttribute("data-env"), "prod");
    await checkPage(page, "environment-prod");
    await environments.selectOption("local");
    await page.waitForURL(`${stack.origin}/workflows/odd-team/BytesWorkflow?from=link`);
    await portal.form.waitFor();
  });
});

journey("a config.json that cannot be used is named, with what is wrong, and read again", async ({ page, stack }) => {
  const main = page.getByRole("main");
  for (const [content, why] of [
    ["{ not json", /it is not JSON at line 1, column 3/],
    ['{"environments":[]}', /a key is missing/],
    ['{"environments":[{"name":"local","gateway":""}],"default":"prod"}', /its default “prod” is none of its environments/],
  ]) {
    await whileServed(stack, "config.json", content, async () => {
      await page.goto("/runs");
      await main.getByRole("heading", { name: "config.json cannot be used" }).waitFor();
      await main.getByText(why).waitFor();
    });
  }
  await whileServed(stack, "config.json", "[]", async () => {
    await page.goto("/");
    await main.getByRole("heading", { name: "config.json cannot be used" }).waitFor();
    await checkPage(page, "no-config");
  });
  await main.getByRole("button", { name: "Try again" }).click();
  await new Portal(page).heading("Catalog");
});

journey("a portal that reads only the API shows what the built files would", MISSING, async ({ page, stack }) => {
  const settings = { ...served(stack, "config.json"), catalog: "gateway" };
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await whileServed(stack, "config.json", JSON.stringify(settings), async () => {
    const portal = new Portal(page);
    const { cards } = served(stack, "catalog/first.json");
    const danger = cards.find(({ destructive }) => destructive);
    await page.goto("/");
    for (const { name, description } of cards) {
      const all = page.getByRole("region", { name: "Workflows" });
      const card = all.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });
      await card.waitFor();
      if (description) await card.getByText(description).waitFor();
      if (name === danger.name) await card.getByText("Destructive").waitFor();
    }
    await page.getByRole("main").getByText(`${cards.length} workflows from`).waitFor();
    await portal.find("bytes", "Bytes");
    await portal.field("Length").waitFor();
  });
  assert.deepEqual(asked.filter((path) => path.startsWith("/catalog/")), []);
});

journey("a catalog file that is missing or of another build is told, with a way to reload", MISSING, async ({ page, stack }) => {
  const main = page.getByRole("main");
  const told = (file) => main.getByText(new RegExp(`${file} is missing or is not of this build`)).waitFor();
  for (const content of [null, '{"cards":', '{"version":2}']) {
    await whileServed(stack, "catalog/first.json", content, async () => {
      await page.goto("/");
      await told("/catalog/first.json");
    });
    await main.getByRole("button", { name: "Reload" }).click();
    await new Portal(page).card("Bytes").waitFor();
  }

  // With more workflows than the first file holds, search reads two files whose rows belong together.
  const first = served(stack, "catalog/first.json");
  const short = JSON.stringify({ ...first, cards: first.cards.slice(0, 2) });
  const rows = served(stack, "catalog/search.json");
  await whileServed(stack, "catalog/first.json", short, () =>
    whileServed(stack, "catalog/search.json", JSON.stringify(rows.slice(1)), async () => {
      await page.goto("/");
      await page.getByRole("searchbox", { name: /search/i }).fill("bytes");
      await told("/catalog/search.json");
      await main.getByRole("button", { name: "Reload" }).waitFor();
    }),
  );

  // A workflow's own file may be gone after an update: the gateway has it.
  const card = first.cards.find(({ workflow_type }) => workflow_type === "BytesWorkflow");
  await whileServed(stack, `catalog/w/${card.file}.json`, null, async () => {
    const portal = new Portal(page);
    await portal.openWorkflow("odd-team", "BytesWorkflow");
    await portal.field("Length").waitFor();
  });
});

/** The browser's own line on the refusal that takes the checker's place. */
const REFUSED = { allow: [/Failed to load resource: .*422/] };

/** Fills the form of "Bytes" wrongly, then rightly, where only the gateway can tell. */
async function checkedByTheGateway({ page, stack }, why) {
  const portal = new Portal(page);
  const note = portal.form.getByText(/This browser cannot check the fields as you go/);
  await portal.field("Length").fill("nonsense");
  await portal.form.getByRole("button", { name: "Review" }).click();
  await note.waitFor();
  assert.match(await note.innerText(), why);
  const alert = portal.form.getByRole("alert").filter({ has: page.getByRole("link", { name: /Length/ }) });
  await alert.waitFor();
  assert.equal(await portal.field("Length").inputValue(), "nonsense", "what was typed is kept");
  assert.equal(await portal.field("Length").getAttribute("aria-invalid"), "true");
  await portal.field("Length").fill("5");
  const workflowId = await portal.submit(await portal.review());
  await portal.status("Completed");
  assert.deepEqual((await stack.api.run(workflowId)).json.input, { length: 5 });
}

for (const [file, content, why] of [
  ["validator_loader.js", null, /the checker/],
  ["validator.js", null, /a part of Portico did not load; reload the page/],
  ["validator_bg.wasm", "no wasm", /a part of Portico did not load; reload the page/],
]) {
  journey(`the checker cannot start without ${file}: the gateway checks`, { allow: [/Failed to load|MIME type|wasm/i] }, async (context) => {
    await whileServed(context.stack, file, content, async () => {
      await new Portal(context.page).openWorkflow("odd-team", "BytesWorkflow");
      await checkedByTheGateway(context, why);
    });
  });
}

journey("the checker of another build is not used: the gateway checks", REFUSED, async (context) => {
  const { page, stack } = context;
  const loader = readFileSync(join(stack.portal, "validator_loader.js"), "utf8");
  // The portal's first message names its build; this one arrives as another's, and the checker refuses by itself.
  const other = `addEventListener("message", (event) => {
    if (!event.isTrusted) return;
    event.stopImmediatePropagation();
    const data = event.data.replace(/"build":"[^"]*"/, '"build":"another"');
    dispatchEvent(new MessageEvent("message", { data }));
  });\n${loader}`;
  await whileServed(stack, "validator_loader.js", other, async () => {
    await new Portal(page).openWorkflow("odd-team", "BytesWorkflow");
    await checkedByTheGateway(context, /Portico was updated/);
  });
});

journey("the checker dies without a word: the gateway checks", REFUSED, async (context) => {
  const { page } = context;
  const portal = new Portal(page);
  await portal.openWorkflow("odd-team", "BytesWorkflow");
  await portal.field("Length").fill("nonsense");
  await portal.field("Length").blur();
  await until("the checker's word", async () => (await portal.field("Length").getAttribute("aria-invalid")) === "true");
  await page.workers()[0].evaluate(() => close());
  await checkedByTheGateway(context, /the checker does not answer any more/);
});
