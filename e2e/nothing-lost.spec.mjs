// Nothing typed is lost: drafts, links, an earlier run's input, another environment, a sign-in that ran out, and what a
// browser or a link may do wrong.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { cloudOps } from "./stack.mjs";
import { checkPage } from "./support/accessible.mjs";
import { openPage } from "./support/browser.mjs";
import { withDefinition } from "./support/definition.mjs";
import { journeys } from "./support/journey.mjs";
import { BIN } from "./support/places.mjs";
import { freePorts } from "./support/ports.mjs";
import { Portal } from "./support/portal.mjs";
import { run } from "./support/process.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { whileServed } from "./support/served.mjs";
import { becomes, until } from "./support/wait.mjs";

const RELOCATE = ["odd-team", "RelocateWorkflow"];
const BYTES = ["odd-team", "BytesWorkflow"];
const SECRET = ["odd-team", "SecretWorkflow"];
const RESIZE = ["cloud-ops", "ResizeRDSWorkflow"];

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [cloudOps(stack), pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

const pathOf = ([namespace, workflowType]) => `/workflows/${namespace}/${workflowType}`;

/** A form, what is said above its fields, and what the browser asks before it leaves. */
class Form extends Portal {
  constructor(page) {
    super(page);
    this.said = this.form.getByRole("status");
    this.asked = [];
    page.on("dialog", (dialog) => {
      this.asked.push(dialog.type());
      dialog.accept().catch(() => undefined);
    });
  }

  open(workflow) {
    return this.openWorkflow(...workflow);
  }

  says(text) {
    return this.said.getByText(text).first().waitFor();
  }

  action(name) {
    return this.said.getByRole("button", { name });
  }

  async holds(label, value) {
    await until(`${label} to be ${JSON.stringify(value)}`, async () => (await this.field(label).inputValue()) === value);
  }

  async link() {
    await this.form.getByRole("button", { name: "Copy link" }).click();
    await this.says(/Link copied/);
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  focused(locator) {
    return until("the focus", () => locator.evaluate((element) => element === document.activeElement));
  }
}

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
/** The letters of a link that somebody made by hand. */
const plain = (link) => `0${base64url(JSON.stringify(link))}`;
const deflated = (text) => `1${base64url(deflateRawSync(text))}`;

/** Opens a workflow with a fragment, as a link from elsewhere does. */
async function follow(page, workflow, fragment) {
  await page.goto("about:blank");
  await page.goto(`${pathOf(workflow)}#${fragment}`);
  await new Portal(page).form.waitFor();
}

journey("what was typed is there after a reload and in a new tab, without its secrets", async ({ page, context }) => {
  const form = new Form(page);
  await form.open(RELOCATE);
  // A browser asks only where somebody has pressed something.
  await form.field("Service").click();
  await form.field("Service").fill("billing");
  await form.field("Instances").fill("many");
  await page.reload();
  await form.says(/Draft of .* restored/);
  await form.holds("Service", "billing");
  await form.holds("Instances", "many");
  assert.deepEqual(form.asked, [], "all of it is kept: nobody is asked");
  await checkPage(page, "draft");

  const other = new Form(await context.newPage());
  await other.open(RELOCATE);
  await other.holds("Service", "billing");
  await other.page.close();

  // What is not kept is asked about, and named.
  await form.open(SECRET);
  await form.field("Account").click();
  await form.field("Account").fill("batch");
  await form.field("New password").fill("hunter2 hunter2");
  await page.reload();
  await form.says("New password");
  assert.deepEqual(form.asked, ["beforeunload"]);
  await form.holds("Account", "batch");
  await form.holds("New password", "");
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  assert.equal(stored.includes("hunter2"), false);

  // Within the portal the page is the same one still, and secrets are kept in it.
  await form.field("New password").fill("hunter3 hunter3");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await form.heading("Runs");
  await page.goBack();
  await form.holds("New password", "hunter3 hunter3");
});

journey("a text that does not parse is there after a reload too", async ({ page }) => {
  const form = new Form(page);
  await form.open(BYTES);
  await form.form.getByRole("radio", { name: "JSON", exact: true }).click();
  const broken = '{\n  "length": 12,\n';
  await form.form.getByRole("textbox", { name: "Input as JSON" }).fill(broken);
  await page.reload();
  await form.form.getByText("The form does not hold your JSON text").waitFor();
  await form.form.getByRole("button", { name: "Mend the text" }).click();
  assert.equal(await form.form.getByRole("textbox", { name: "Input as JSON" }).inputValue(), broken);
});

journey("a draft is discarded, had again, and gone once it was started; by keyboard", async ({ page }) => {
  const form = new Form(page);
  await form.open(BYTES);
  await form.field("Length").fill("21");
  await page.reload();
  await form.holds("Length", "21");
  await form.action("Discard").focus();
  await page.keyboard.press("Enter");
  await form.says("The draft is discarded");
  await form.holds("Length", "8");
  await form.focused(form.action("Undo"));
  await page.keyboard.press("Enter");
  await form.holds("Length", "21");
  await form.focused(form.action("Discard"));
  await page.keyboard.press("Enter");
  await form.says("The draft is discarded");
  // Also after a reload, and beside what is typed instead.
  await page.reload();
  await form.says("There is a draft that was not sent");
  await form.holds("Length", "8");
  await form.field("Length").fill("22");
  await form.action(/Use the draft of/).click();
  await form.holds("Length", "21");
  await form.action(/Use the draft of/).click();
  await form.holds("Length", "22");

  await form.submit(await form.review());
  await form.status("Completed");
  await form.open(BYTES);
  await form.holds("Length", "8");
  await form.action(/Use the draft of/).waitFor();
  assert.equal(await form.form.getByText(/Draft of .* restored/).count(), 0);
});

journey("drafts that were set aside stay, however many, until they are used or removed", async ({ page }) => {
  const form = new Form(page);
  await form.open(BYTES);
  for (const length of ["20", "21", "22", "23", "24", "25"]) {
    await form.field("Length").fill(length);
    await page.reload();
    await form.holds("Length", length);
    await form.action("Discard").click();
    await form.says("The draft is discarded");
    // The focus on its way would take what is typed next.
    await form.focused(form.action("Undo"));
  }
  await page.reload();
  await form.says("There is a draft that was not sent");
  const [use, remove] = [form.action(/Use the draft of/), form.action(/Remove the draft of/)];
  await becomes(() => use.count(), 3);
  await form.said.getByText("3 older drafts").click();
  await becomes(() => use.count(), 6);
  // Where one is removed the list stays as it was, and the next one is at hand.
  await remove.last().click();
  await becomes(() => use.count(), 5);
  await form.focused(remove.last());
  await checkPage(page, "drafts-aside", { tree: false });
  await use.last().click();
  await form.holds("Length", "21");

  // What is in the form is none of those that are removed.
  await form.said.getByText("1 older draft").waitFor();
  for (const left of [3, 2, 1, 0]) {
    await remove.first().click();
    await becomes(() => remove.count(), left);
    await form.focused(left ? remove.first() : form.action("Discard"));
  }
  await page.reload();
  await form.holds("Length", "21");
  assert.equal(await use.count(), 0);

  // What was removed is not brought back by its review either.
  const dialog = await form.review();
  await dialog.getByRole("button", { name: "Back to the form" }).click();
  await form.action("Discard").click();
  await form.says("The draft is discarded");
  await page.reload();
  await form.says("There is a draft that was not sent");
  await remove.click();
  await becomes(() => remove.count(), 0);
  await form.focused(form.form.getByRole("heading", { name: "Start a run" }));
  await page.reload();
  await form.holds("Length", "8");
  assert.equal(await use.count(), 0);
});

journey("two tabs over one workflow lose nothing to each other, whichever is closed", async ({ page, context }) => {
  const [form, other] = [new Form(page), new Form(await context.newPage())];
  for (const tab of [form, other]) await tab.open(RELOCATE);
  const type = async (tab, service) => {
    // A browser asks only where somebody has pressed something.
    await tab.field("Service").click();
    await tab.field("Service").fill(service);
    const isKept = (text) => Object.values(localStorage).some((kept) => kept.includes(text));
    await until(`the draft of ${service}`, () => tab.page.evaluate(isKept, JSON.stringify(service)));
  };
  for (const turn of ["first", "again", "at last"]) {
    await type(other, `theirs ${turn}`);
    await type(form, `ours ${turn}`);
  }
  await Promise.all([other.page.waitForEvent("close"), other.page.close({ runBeforeUnload: true })]);
  assert.deepEqual(other.asked, [], "all of it is kept: nobody is asked");
  await page.reload();
  await form.says(/Draft of .* restored/);
  await form.holds("Service", "ours at last");
  const use = form.action(/Use the draft of/);
  await becomes(() => use.count(), 1);
  await use.click();
  await form.holds("Service", "theirs at last");
  await becomes(() => use.count(), 1);
});

journey("a tab that goes on with another one's draft takes nothing from it", async ({ page, context }) => {
  const [form, other] = [new Form(page), new Form(await context.newPage())];
  const type = async (tab, service) => {
    // A browser asks only where somebody has pressed something.
    await tab.field("Service").click();
    await tab.field("Service").fill(service);
  };
  const areKept = (...services) => {
    const texts = services.map((service) => JSON.stringify(service));
    const all = (wanted) => wanted.every((text) => Object.values(localStorage).some((kept) => kept.includes(text)));
    return until(`the drafts of ${services}`, () => other.page.evaluate(all, texts));
  };
  await other.open(RELOCATE);
  await type(other, "theirs");
  await areKept("theirs");
  await form.open(RELOCATE);
  await form.holds("Service", "theirs");
  await type(form, "ours");
  // The other tab hears of it, whichever page it shows.
  await areKept("ours", "theirs");
  await Promise.all([other.page.waitForEvent("close"), other.page.close({ runBeforeUnload: true })]);
  assert.deepEqual(other.asked, [], "all of it is kept: nobody is asked");
  await page.reload();
  await form.holds("Service", "ours");
  await form.action(/Use the draft of/).click();
  await form.holds("Service", "theirs");
});

journey("a rehearsal keeps the draft of what is still to be run", async ({ page }) => {
  const form = new Form(page);
  await form.open(["cloud-ops", "DeleteDynamoWorkflow"]);
  await form.fillDelete({ account: "infra-test", table: "no-such-table" });
  const dialog = await form.review();
  await form.confirm(dialog, "no-such-table");
  await dialog.getByRole("button", { name: "Dry run" }).click();
  await form.onRunPage();
  await page.goBack();
  await form.holds("Table Name", "no-such-table");
});

journey("a start costs nothing of a draft that its form is not of", async ({ page }) => {
  const form = new Form(page);
  await form.open(BYTES);
  await form.field("Length").fill("23");
  await page.reload();
  await form.holds("Length", "23");
  await follow(page, BYTES, `input=${plain({ input: { length: 9 } })}`);
  await form.holds("Length", "9");
  await form.submit(await form.review());
  await form.status("Completed");
  await form.open(BYTES);
  await form.says(/Draft of .* restored/);
  await form.holds("Length", "23");
});

journey("a draft of another definition says what became of it, and all of it can be read", async ({ page }) => {
  const form = new Form(page);
  await form.open(RELOCATE);
  await form.form.getByRole("radio", { name: "JSON", exact: true }).click();
  const input = { service: "billing", instances: 50, region: "north", network: { cidr: "10.0.0.0/8" }, note: "kept" };
  await form.form.getByRole("textbox", { name: "Input as JSON" }).fill(JSON.stringify(input));
  await withDefinition(page, "RelocateWorkflow", (definition) => {
    definition.ui = {};
    const { note, ...properties } = definition.schema.properties;
    properties.instances.maximum = 10;
    properties.owner = { title: "Owner", type: "string" };
    properties.mode = { title: "Mode", type: "string", default: "slow" };
    definition.schema.properties = properties;
    definition.schema.required = [...definition.schema.required, "owner"];
  });
  await page.reload();
  await form.says(/Draft of .* restored/);
  await form.says(/The workflow was changed since/);
  const items = form.said.getByRole("listitem");
  await until("what the checker finds", async () => (await items.count()) === 4);
  const told = (await items.allInnerTexts()).join("\n");
  for (const line of [/note is no field of this workflow: kept/, /Owner is required, and was not there/, /Mode was left out. It is filled with slow/, /Instances .*It was 50/]) {
    assert.match(told, line);
  }
  await form.holds("Mode", "slow");
  await checkPage(page, "draft-older");
  await form.said.getByRole("link", { name: "Owner" }).click();
  await form.focused(form.field("Owner"));
  await form.said.getByText("All of it as JSON").click();
  const whole = await form.said.getByRole("group", { name: "Input as it was" }).innerText();
  assert.deepEqual(JSON.parse(whole), input);
});

journey("an edit under another definition costs the draft nothing: it can be had again as it was", async ({ page }) => {
  const form = new Form(page);
  await form.open(RELOCATE);
  await form.form.getByRole("radio", { name: "JSON", exact: true }).click();
  const input = { service: "billing", instances: 3, region: "north", network: { cidr: "10.0.0.0/8" } };
  await form.form.getByRole("textbox", { name: "Input as JSON" }).fill(JSON.stringify(input));
  await withDefinition(page, "RelocateWorkflow", (definition) => {
    definition.ui = {};
    definition.schema.properties.mode = { title: "Mode", type: "string", default: "slow" };
  });
  await page.reload();
  await form.says(/The workflow was changed since/);
  await form.holds("Mode", "slow");
  assert.equal(await form.action(/Use the draft of/).count(), 0, "nothing is replaced before an edit");
  await form.field("Instances").fill("4");
  await page.reload();
  await form.says(/Draft of .* restored/);
  await form.holds("Instances", "4");
  assert.equal(await form.said.getByText(/The workflow was changed since/).count(), 0);
  await form.action(/Use the draft of/).click();
  await form.says(/The workflow was changed since/);
  await form.holds("Instances", "3");
  await form.action(/Use the draft of/).waitFor();
  // The workflow is as it was again, and so is the draft.
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await form.says(/Draft of .* restored/);
  await form.form.getByRole("radio", { name: "JSON", exact: true }).click();
  const text = form.form.getByRole("textbox", { name: "Input as JSON" });
  await until("the draft as it was", async () => {
    assert.deepEqual(JSON.parse(await text.inputValue()), input);
    return true;
  });
  assert.equal(await form.said.getByText(/The workflow was changed since/).count(), 0);
});

journey("a link fills the form elsewhere, a draft gives way to it, and a reload finds what was edited", async ({ page, browser, stack }) => {
  const form = new Form(page);
  await form.open(RELOCATE);
  await form.form.getByRole("radio", { name: "JSON", exact: true }).click();
  const input = { service: "billing", instances: 3, region: "north", network: { cidr: "10.0.0.0/8" }, token: "a long secret" };
  await form.form.getByRole("textbox", { name: "Input as JSON" }).fill(JSON.stringify(input));
  const link = await form.link();
  await form.says(/without secrets: Token/);
  assert.match(link, /\/workflows\/odd-team\/RelocateWorkflow#input=1[\w-]+$/);
  const [, letters] = link.split("#input=1");
  assert.equal(Buffer.from(letters, "base64url").includes("a long secret"), false);

  const { page: elsewhere, context, faults } = await openPage(browser, { origin: stack.origin });
  const asked = [];
  elsewhere.on("request", (request) => asked.push(request.url()));
  const other = new Form(elsewhere);
  await other.open(RELOCATE);
  await other.field("Service").fill("a draft");
  await elsewhere.goto("about:blank");
  await elsewhere.goto(link);
  await other.says("Filled in from a link");
  await other.says("Token");
  await other.holds("Service", "billing");
  await other.holds("Instances", "3");
  await checkPage(elsewhere, "link");
  assert.equal(asked.some((url) => url.includes(letters)), false, "no server sees it");
  // Looking at it has cost nothing; an edit keeps the draft aside.
  await other.field("Instances").fill("4");
  await until("the address of the page alone", () => new URL(elsewhere.url()).hash === "");
  await elsewhere.reload();
  await other.holds("Instances", "4");
  await other.action(/Use the draft of/).click();
  await other.holds("Service", "a draft");
  assert.deepEqual(faults, []);
  await context.close();
});

journey("what a link may do wrong is said, and the form can be used", { allow: [/Failed to load resource: .*404/] }, async ({ page }) => {
  const form = new Form(page);
  for (const [fragment, said] of [
    ["input=0%%%", /cut off or changed/],
    ["input=1AAAA", /cut off or changed/],
    [`input=${plain({ input: { length: 9 } }).slice(0, -6)}`, /What it carries is not JSON|cut off/],
    ["input=", /another version of Portico/],
    ["input=7abc", /another version of Portico/],
    [`input=${plain({ nothing: 1 })}`, /has no input/],
    [`input=0${"A".repeat(1024 * 1024)}`, /longer than a link may be/],
    [`input=${deflated(" ".repeat(20 * 1024 * 1024))}`, /longer than a link may be/],
    ["run=portico-nothing", /input cannot be had/],
  ]) {
    await follow(page, BYTES, fragment);
    await form.says(said);
    await form.holds("Length", "8");
  }
});

journey("a secret in a link is not taken and leaves the address; unknown fields are told", async ({ page }) => {
  const form = new Form(page);
  await follow(page, SECRET, `input=${plain({ input: { account: "batch", password: "hunter2 hunter2", colour: "red" } })}`);
  await form.says(/known to whoever has the link/);
  await form.holds("Account", "batch");
  await form.holds("New password", "");
  await until("the address without it", () => new URL(page.url()).hash === "");
  await form.says(/is no field of this workflow: red/);
  await checkPage(page, "link-refused");
  await page.reload();
  await form.holds("Account", "batch");
});

journey("a run is run again from its page, with what differs, and nothing starts by itself", async ({ page, stack }) => {
  const input = { service: "billing", instances: 3, region: "north", network: { cidr: "10.0.0.0/8" }, token: "a long secret" };
  const { json: run } = await stack.api.start(...RELOCATE, input);
  const form = new Form(page);
  await form.openRun(run.workflow_id);
  await form.status("Completed");
  await page.getByRole("link", { name: "Run again" }).focus();
  await page.keyboard.press("Enter");
  await form.says("Filled in as an earlier run was");
  await form.says("Token");
  await form.holds("Service", "billing");
  await form.holds("Instances", "3");
  const items = form.said.getByRole("listitem");
  await until("the differences", async () => (await items.count()) === 1);
  assert.match(await items.innerText(), /Instances was 3\. The default is 2\./);
  await checkPage(page, "run-again");
  const { json: before } = await stack.api.runs("mine=true&workflow_type=RelocateWorkflow");
  assert.equal(before.runs.length, 1);

  await form.form.getByRole("radio", { name: "JSON", exact: true }).click();
  const workflowId = await form.submit(await form.review());
  await form.status("Completed");
  const { token, ...rest } = input;
  assert.deepEqual((await stack.api.run(workflowId)).json.input, rest);
});

journey("a sign-in that ran out keeps form, key and draft", { allow: [/Failed to load resource: .*401/] }, async ({ page, stack }) => {
  const keys = [];
  let signedOut = true;
  let release;
  const held = new Promise((done) => (release = done));
  const refusal = { error: { code: "unauthenticated", message: "nobody is signed in: sign in and try again", request_id: "r" } };
  await page.route("**/api/v1/workflows/*/*/runs", async (route) => {
    const request = route.request();
    if (request.postDataJSON().preview) return held.then(() => route.continue());
    keys.push(request.headers()["idempotency-key"]);
    return signedOut ? route.fulfill({ status: 401, json: refusal }) : route.continue();
  });
  const form = new Form(page);
  await form.open(BYTES);
  await form.field("Length").fill("33");
  const dialog = await form.review();
  await dialog.getByRole("button", { name: /^Start/ }).click();
  const refused = dialog.getByText("You are not signed in");
  await refused.waitFor();
  // The preview comes later than what the start was refused for, which stays said.
  release();
  await dialog.getByText("odd-team-stage / BytesWorkflow").waitFor();
  assert.equal(await refused.count(), 1);
  await dialog.getByRole("button", { name: "Reload" }).click();
  await form.says(/Draft of .* restored/);
  await form.holds("Length", "33");
  signedOut = false;
  const again = await form.review();
  await again.getByRole("button", { name: /^Start/ }).click();
  const workflowId = await form.onRunPage();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.deepEqual((await stack.api.run(workflowId)).json.input, { length: 33 });
});

journey("a sign-in that ran out is said where choices are listed, and form, key and draft are kept", { allow: [/Failed to load resource: .*401/] }, async ({ page }) => {
  const keys = [];
  let signedOut = false;
  const refusal = { error: { code: "unauthenticated", message: "nobody is signed in: sign in and try again", request_id: "r" } };
  await page.route("**/api/v1/workflows/*/*/runs", (route) => {
    const request = route.request();
    if (request.postDataJSON().preview) return route.continue();
    keys.push(request.headers()["idempotency-key"]);
    return route.fulfill({ status: 401, json: refusal });
  });
  await page.route("**/api/v1/workflows/*/*/options", (route) => (signedOut ? route.fulfill({ status: 401, json: refusal }) : route.continue()));
  const form = new Form(page);
  await form.open(RESIZE);
  await form.choose("AWS account", "infra-test");
  await form.field("RDS instance").fill("infra-test-tracker-db-stage-1");
  await form.form.getByRole("option", { name: /infra-test-tracker-db-stage-1/ }).first().click();
  await form.field("Reason").fill("It is too small by far");
  const dialog = await form.review();
  await form.act(dialog);
  await dialog.getByText("You are not signed in").waitFor();
  signedOut = true;
  await dialog.getByRole("button", { name: "Reload" }).click();
  await form.says(/Draft of .* restored/);
  const retries = ["AWS region", "RDS instance"].map((name) => form.form.getByRole("button", { name: `Try again to list ${name}` }));
  for (const retry of retries) await retry.waitFor();
  await form.form.getByText(/You are not signed in: Sign in in another tab and try again/).first().waitFor();
  await form.holds("RDS instance", "infra-test-tracker-db-stage-1");
  await form.holds("Reason", "It is too small by far");

  signedOut = false;
  for (const retry of retries) {
    await retry.click();
    await retry.waitFor({ state: "detached" });
  }
  // The way to try again goes with the question; what is said of the value comes with the list.
  await form.field("RDS instance").click();
  await form.form.getByRole("listbox").getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");
  await form.holds("RDS instance", "infra-test-tracker-db-stage-1");
  assert.equal(await form.form.getByText(/not in the list/).count(), 0);
  await form.act(await form.review());
  await until("the second start", () => keys.length === 2);
  assert.equal(keys[0], keys[1]);
});

for (const [name, script, said] of [
  [
    "forbidden",
    () => {
      for (const area of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, area, { get: () => { throw new DOMException("denied", "SecurityError"); } });
      }
    },
    /forbid it\. What you type here is kept until this page is closed/,
  ],
  [
    "full",
    () => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    },
    /is full\. What you type here is kept until this page is closed/,
  ],
]) {
  journey(`storage that is ${name} is said calmly, and the page still keeps what was typed`, async ({ page }) => {
    await page.addInitScript(script);
    const form = new Form(page);
    await form.open(BYTES);
    assert.equal(await form.form.getByText("Your browser does not keep drafts").count(), 0, "not before it matters");
    await form.field("Length").fill("44");
    await form.says("Your browser does not keep drafts");
    await form.says(said);
    await checkPage(page, `storage-${name}`);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
    await form.heading("Runs");
    await page.goBack();
    await form.holds("Length", "44");
    await form.field("Length").fill("45");
    await form.says("Your browser does not keep drafts");
    await page.reload();
    await form.form.waitFor();
    assert.deepEqual(form.asked, ["beforeunload"]);
    await form.field("Length").fill("46");
    await form.submit(await form.review());
  });
}

journey("what is no draft is passed over", async ({ page }) => {
  const form = new Form(page);
  for (const garbage of ["{ nonsense", '{"version":9,"saved_at":1}', "null", '{"version":1,"definition":"d","saved_at":1,"input":"text"}']) {
    await page.goto("/");
    await page.evaluate((text) => {
      sessionStorage.clear();
      localStorage.setItem(`portico.draft.${JSON.stringify(["local", "odd-team", "BytesWorkflow"])}`, text);
    }, garbage);
    await form.open(BYTES);
    await form.holds("Length", "8");
  }
});

/**
 * Starts another gateway on this stack, with a portal of its own that is built from `configs`. Its `config` is the text of a
 * config.json that names it beside the stack's gateway, which is `local` there.
 */
async function neighbour(stack, name, { env, configs = stack.configs }) {
  const [port] = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const folder = join(stack.folder, `${name}-dist`);
  cpSync(stack.portal, folder, { recursive: true });
  if (configs !== stack.configs) {
    await run(join(BIN, "portico"), ["build", "--configs", configs, "--guides", stack.guides, "--out", folder]);
  }
  const config = (here, local, there) =>
    JSON.stringify({ environments: [{ name: "local", gateway: local }, { name, gateway: there }], default: here });
  writeFileSync(join(folder, "config.json"), config(name, stack.origin, ""));
  const database = `sqlite://${join(stack.folder, `${name}.db`)}`;
  stack
    .add({
      name: `gateway-${name}`,
      program: join(BIN, "portico-gateway"),
      env: { ...stack.gatewayEnv(port), PORTICO_CONFIGS: configs, PORTICO_PORTAL: folder, PORTICO_DATABASE: database, ...env },
    })
    .start();
  await until("the other gateway", async () => (await fetch(`${origin}/healthz`)).ok);
  return { origin, config: config("local", "", origin) };
}

journey(
  "another environment takes along what was filled in, and empties what it cannot know",
  { allow: [/Failed to load resource/] },
  async ({ page, stack }) => {
    // Only local may be told who is asking, so nobody is signed in over there.
    const { origin: elsewhere, config } = await neighbour(stack, "prod", { env: { PORTICO_ENVIRONMENT: "prod" } });
    await whileServed(stack, "config.json", config, async () => {
      const form = new Form(page);
      await form.open(RESIZE);
      await form.choose("AWS account", "infra-test");
      await form.field("RDS instance").fill("infra-test-tracker-db-stage-1");
      await form.form.getByRole("option", { name: /infra-test-tracker-db-stage-1/ }).first().click();
      await form.field("Reason").fill("It is too small by far");
      const environments = page.getByRole("banner").getByRole("combobox", { name: "Environment" });
      await environments.selectOption("prod");
      await page.waitForURL((url) => url.origin === elsewhere);
      await form.says("Taken along from local");
      await form.says("RDS instance");
      await form.holds("RDS instance", "");
      await form.holds("Reason", "It is too small by far");
      assert.equal(await form.chosen("AWS account"), "infra-test");
      assert.equal(await page.getByRole("banner").getAttribute("data-env"), "prod");
      await checkPage(page, "environment-taken", { tree: false });
      // Where it came from, all of it is there still.
      await environments.selectOption("local");
      await page.waitForURL((url) => url.origin === stack.origin);
      await form.says("Taken along from prod");
      await form.action(/Use the draft of/).click();
      await form.holds("RDS instance", "infra-test-tracker-db-stage-1");
    });
  },
);

journey("what another environment empties, or does not list, is chosen again from its own lists", async ({ page, stack }) => {
  const configs = join(stack.folder, "other-configs");
  cpSync(stack.configs, configs, { recursive: true });
  const file = join(configs, "cloud-ops/resize-rds.json");
  const resize = JSON.parse(readFileSync(file, "utf8"));
  resize.options["/rds_identifier"].source = { static: { items: [{ identifier: "only-over-there-1", engine: "postgres" }] } };
  writeFileSync(file, JSON.stringify(resize));
  // It says that it is local, where people can be told who they are; config.json calls it otherwise.
  const env = { PORTICO_DEV_IDENTITY: "dev@example.com;Dev;cloud-ops" };
  const { origin: elsewhere, config } = await neighbour(stack, "stage", { env, configs });

  await whileServed(stack, "config.json", config, async () => {
    const form = new Form(page);
    const box = form.field("RDS instance");
    const offered = form.form.getByRole("listbox").getByRole("option");
    await form.open(RESIZE);
    await form.choose("AWS account", "infra-test");
    await box.fill("infra-test-tracker-db-stage-1");
    await offered.filter({ hasText: "infra-test-tracker-db-stage-1" }).first().click();
    await form.field("Reason").fill("It is too small by far");
    await page.getByRole("banner").getByRole("combobox", { name: "Environment" }).selectOption("stage");
    await page.waitForURL((url) => url.origin === elsewhere);
    await form.says("Taken along from local");
    await form.says(/Emptied, since its choices are those of local:\s*AWS region\s*\./);
    // A list in the config is no environment's own, though this config has another one.
    await form.holds("RDS instance", "infra-test-tracker-db-stage-1");
    await form.choose("AWS region", "us-east-1");
    await form.form.getByText(/infra-test-tracker-db-stage-1: not in the list any more/).first().waitFor();
    await box.click();
    await offered.filter({ hasText: "only-over-there-1" }).waitFor();
    await becomes(() => offered.count(), 1);
    await offered.click();
    await form.holds("RDS instance", "only-over-there-1");
    const dialog = await form.review();
    await dialog.getByText("only-over-there-1").first().waitFor();
    await dialog.getByText("It is too small by far").first().waitFor();
  });
});
