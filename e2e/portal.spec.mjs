// The portal itself: where the focus goes, its environments, its settings, another origin, and the checker of its forms.
import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPage } from "./support/accessible.mjs";
import { openPage } from "./support/browser.mjs";
import { journeys } from "./support/journey.mjs";
import { BIN } from "./support/places.mjs";
import { freePorts } from "./support/ports.mjs";
import { Portal } from "./support/portal.mjs";
import { run } from "./support/process.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { served, whileServed } from "./support/served.mjs";
import { StaticHost } from "./support/static-host.mjs";
import { until } from "./support/wait.mjs";

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

journey("the focus goes to the heading of each page one comes to, and its title is said", async ({ page, stack }) => {
  const { json: run } = await stack.api.start("odd-team", "BytesWorkflow", { length: 3 });
  const portal = new Portal(page);
  for (const [path, name] of [["/workflows/odd-team/BytesWorkflow", "Bytes"], [`/runs/${run.workflow_id}`, "Bytes"], ["/", "Catalog"]]) {
    await page.goto(path);
    await portal.heading(name);
    // A page that one comes to moves the focus once it is drawn.
    const focused = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(document.activeElement.tagName))));
    assert.equal(await page.evaluate(focused), "BODY", "the first page leaves the focus alone");
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
    await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
    await checkPage(page, "environments");
    await environments.selectOption("prod");
    await page.waitForURL(`${elsewhere}/workflows/odd-team/BytesWorkflow?from=link`);
    await portal.heading("Bytes");
    assert.equal(await environments.inputValue(), "prod");
    assert.equal(await page.getByRole("banner").getAttribute("data-env"), "prod");
    // The other gateway's word comes later than the form, which is a file.
    await page.getByRole("alert").getByText("You are not signed in").waitFor();
    await checkPage(page, "environment-prod");
    await environments.selectOption("local");
    await page.waitForURL(`${stack.origin}/workflows/odd-team/BytesWorkflow?from=link`);
    await portal.form.waitFor();
  });
});

journey("a portal on a static host of another origin works with its gateway, under the policy of _headers", async ({ stack, browser, t }) => {
  const host = await StaticHost.start();
  t.after(() => host.stop());
  const [port] = await freePorts(1);
  const gateway = `http://127.0.0.1:${port}`;
  host.folder = join(stack.folder, "static-dist");
  mkdirSync(host.folder);
  // Built beside empty files of the same names: to compress the real ones takes a test build minutes.
  const files = readdirSync(stack.portal).filter((name) => !["catalog", "config.json", "_headers"].includes(name));
  for (const name of files) writeFileSync(join(host.folder, name), "");
  const settings = { ...served(stack, "config.json"), environments: [{ name: "local", gateway }] };
  writeFileSync(join(host.folder, "config.json"), JSON.stringify(settings));
  const args = ["--portal", "--configs", stack.configs, "--guides", stack.guides, "--out", host.folder];
  await run(join(BIN, "portico"), ["build", ...args]);
  for (const name of files) copyFileSync(join(stack.portal, name), join(host.folder, name));
  const env = { ...stack.gatewayEnv(port, "far@example.com;Far;data-eng"), PORTICO_ORIGINS: host.origin };
  const part = stack.add({
    name: "gateway-far",
    program: join(BIN, "portico-gateway"),
    env: { ...env, PORTICO_PORTAL: join(stack.folder, "nothing"), PORTICO_DATABASE: `sqlite://${join(stack.folder, "far.db")}` },
  });
  t.after(() => part.kill());
  part.start();
  await until("the gateway", async () => (await fetch(`${gateway}/readyz`)).ok);

  const { page, context, faults } = await openPage(browser, { origin: host.origin });
  t.after(() => context.close());
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  const document = page.waitForResponse(`${host.origin}/`);
  const portal = new Portal(page);
  await portal.find("bytes", "Bytes");
  const policy = (await document).headers()["content-security-policy"];
  assert.ok(policy.includes(`connect-src 'self' ${gateway};`), policy);
  // The checker works: it says what is wrong before anything is sent.
  await portal.field("Length").fill("999");
  await portal.field("Length").blur();
  await until("the checker's word", async () => (await portal.field("Length").getAttribute("aria-invalid")) === "true");
  await portal.field("Length").fill("6");
  const workflowId = await portal.submit(await portal.review());
  assert.ok(page.url().startsWith(host.origin));
  await portal.status("Completed");
  await page.getByText("far@example.com").first().waitFor();

  const api = asked.filter(({ pathname }) => pathname.startsWith("/api/"));
  assert.ok(api.some(({ pathname }) => pathname.endsWith(`/${workflowId}/events`)));
  assert.deepEqual(api.filter(({ origin }) => origin !== gateway), []);
  assert.deepEqual(faults, []);
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
  // The focus on its way would take what is typed next.
  await until("the focus on the summary", () => alert.evaluate((at) => document.activeElement === at));
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

// The journeys' own net: what `allow` lets pass, it does not let pass for a violation.
journey("a violation of the policy is a fault, in the page and in the checker's worker", { allow: [/./] }, async ({ page, stack, faults }) => {
  const elsewhere = 'fetch("http://127.0.0.1:9/").catch(() => {});';
  const loader = readFileSync(join(stack.portal, "validator_loader.js"), "utf8");
  const bad = `${elsewhere} try { new Function("1"); } catch {}\n${loader}`;
  await whileServed(stack, "validator_loader.js", bad, async () => {
    await new Portal(page).openWorkflow("odd-team", "BytesWorkflow");
    await until("what the worker did", () => faults.length === 2);
  });
  await page.evaluate(elsewhere);
  await until("what the page did", () => faults.length === 3);
  const said = faults.splice(0).map((text) => text.match(/^securitypolicyviolation: (.*) at /)?.[1]);
  const refused = "connect-src refused http://127.0.0.1:9/";
  assert.deepEqual(said, [refused, "script-src refused eval", refused]);
});

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
