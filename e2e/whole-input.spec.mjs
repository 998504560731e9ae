// A whole input at once: the form as text and back, pasted JSON and YAML, pages as a wizard, and schemas that are wrong.
import assert from "node:assert/strict";
import { checkPage } from "./support/accessible.mjs";
import { withDefinition } from "./support/definition.mjs";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { becomes, until } from "./support/wait.mjs";

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

/** The form as text, and the switch that shows it. */
class Whole extends Portal {
  constructor(page) {
    super(page);
    this.text = this.form.getByRole("textbox", { name: "Input as JSON" });
    this.paste = this.form.getByRole("button", { name: "Paste JSON or YAML" });
    this.summary = this.form.getByRole("alert").filter({ hasText: "attention" });
  }

  view(name) {
    return this.form.getByRole("radio", { name, exact: true });
  }

  async show(name) {
    await this.view(name).click();
    await until(`the view ${name}`, async () => (await this.view(name).getAttribute("aria-checked")) === "true");
  }

  async input() {
    return JSON.parse(await this.text.inputValue());
  }

  next() {
    return this.form.getByRole("button", { name: "Next" }).click();
  }

  back() {
    return this.form.getByRole("button", { name: "Back" }).click();
  }

  /** Waits until the focus is on the summary: it comes a frame later, and would take what is typed before. */
  summaryFocused() {
    return until("the focus on the summary", () => this.summary.evaluate((at) => document.activeElement === at));
  }

  async arrivedAt(step) {
    await this.form.getByRole("heading", { name: step }).waitFor();
    await until(`the focus on ${step}`, () =>
      this.page.evaluate((text) => document.activeElement?.textContent.startsWith(text), step),
    );
  }

  /** What is said to be wrong, as the summary lists it. */
  async listed() {
    return this.summary.getByRole("link").allInnerTexts();
  }

  copy(text) {
    return this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  }
}

const openRelocate = async (page) => {
  const whole = new Whole(page);
  await whole.openWorkflow("odd-team", "RelocateWorkflow");
  await whole.field("Service").waitFor();
  return whole;
};

/** The number of the line that a text begins on, from 1. */
const lineOf = (text, part) => text.slice(0, text.indexOf(part)).split("\n").length;

journey("the form is shown as JSON, edited there, and follows", async ({ page, stack }) => {
  const whole = await openRelocate(page);
  await whole.field("Service").fill("billing");
  await whole.show("JSON");
  await becomes(() => whole.input(), { service: "billing", instances: 2, network: {} });

  await whole.text.fill('{"service": "search", "instances": 7, "region": "north", "network": {"cidr": "10.0.0.0/8", "zones": ["a"]}, "token": "long enough"}');
  await whole.show("Form");
  await becomes(() => whole.field("Service").inputValue(), "search");
  await becomes(() => whole.field("Instances").inputValue(), "7");

  await whole.show("JSON");
  const shown = await whole.input();
  assert.deepEqual(shown.token, { $secret: true });
  await checkPage(page, "workflow-json");
  // The mark stands for the secret, whatever is edited around it.
  await whole.text.fill(JSON.stringify({ ...shown, instances: 8 }));
  const workflowId = await whole.submit(await whole.review());
  await whole.status("Completed");
  const { json: run } = await stack.api.run(workflowId);
  assert.deepEqual(run.input, { ...shown, instances: 8 });
});

journey("text that does not parse is kept with line and reason, and the form keeps what it held", async ({ page }) => {
  const whole = await openRelocate(page);
  await whole.field("Service").fill("billing");
  await whole.show("JSON");
  const broken = '{\n  "service": "other",\n  "instances": 3,\n}';
  await whole.text.fill(broken);
  await whole.form.getByText(/column 1: the text is not JSON: there is a comma after the last entry/).waitFor();
  await whole.form.getByRole("button", { name: "Line 4" }).click();
  await becomes(() => page.evaluate(() => document.activeElement.selectionStart), broken.length - 1);
  await becomes(() => whole.text.getAttribute("aria-invalid"), "true");
  // The text was left: what is wrong with what the form holds is told.
  await whole.summary.waitFor();
  await checkPage(page, "workflow-json-unread");
  // A text that does not parse is not reviewed.
  await whole.form.getByRole("button", { name: "Review" }).click();
  await until("the focus on the text", () => whole.text.evaluate((area) => document.activeElement === area));
  assert.equal(await whole.dialog.count(), 0);

  await whole.show("Form");
  const notice = whole.form.getByRole("alert").filter({ hasText: "The form does not hold your JSON text" });
  await notice.getByText(/Line 4, column 1/).waitFor();
  assert.equal(await whole.field("Service").inputValue(), "billing");
  await checkPage(page, "workflow-text-kept");
  await notice.getByRole("button", { name: "Mend the text" }).click();
  await becomes(() => whole.text.inputValue(), broken);
  // The line is selected a frame later: what is typed before would stand in its place alone.
  await becomes(() => whole.text.evaluate((area) => document.activeElement === area && area.selectionStart), broken.length - 1);
  await whole.text.fill(broken.replace("3,", "3"));
  await whole.show("Form");
  await becomes(() => notice.count(), 0);
  await becomes(async () => [await whole.field("Service").inputValue(), await whole.field("Instances").inputValue()], ["other", "3"]);

  await whole.show("JSON");
  await whole.text.fill("{");
  await whole.show("Form");
  await notice.getByRole("button", { name: "Discard the text" }).click();
  await notice.waitFor({ state: "detached" });
  await whole.show("JSON");
  await becomes(() => whole.input(), { service: "other", instances: 3 });
});

journey("what is wrong is told at lines and at fields alike", async ({ page }) => {
  const whole = await openRelocate(page);
  await whole.show("JSON");
  const text = '{\n  "service": "ab",\n  "instances": 500,\n  "region": "west",\n  "network": {\n    "cidr": "x",\n    "zones": ["", "b"]\n  },\n  "extra": 1\n}';
  await whole.text.fill(text);
  await whole.text.blur();
  await whole.summary.waitFor();
  await until("all problems", async () => (await whole.listed()).length === 6);
  const listed = await whole.listed();
  const lines = { service: 2, instances: 3, region: 4, cidr: 6, '""': 7, extra: 9 };
  for (const part of Object.keys(lines)) assert.equal(lineOf(text, part), lines[part]);
  const told = await whole.form.getByRole("paragraph").filter({ hasText: /^\s*Line \d+/ }).allInnerTexts();
  assert.deepEqual(told.map((line) => line.replace(/^\s*Line \d+: /, "").trim()), listed);
  assert.deepEqual(told.map((line) => Number(/\d+/.exec(line)[0])).sort(), [2, 3, 4, 6, 7, 9]);
  // A link of the summary leads to the line.
  await whole.summary.getByRole("link", { name: /Address range/ }).click();
  const selected = () => whole.text.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  await until("the line", async () => (await selected()).includes('"cidr"'));
  await checkPage(page, "workflow-json-errors");

  await whole.show("Form");
  await until("the same list", async () => JSON.stringify(await whole.listed()) === JSON.stringify(listed));
  // The field is on another page, in a folded group.
  await whole.summary.getByRole("link", { name: /Address range/ }).click();
  await until("the focus in the field", () => whole.field("Address range").evaluate((field) => document.activeElement === field));
  // A field that was just drawn says what is wrong with it a moment later.
  await becomes(() => whole.field("Address range").getAttribute("aria-invalid"), "true");
});

journey("JSON and YAML are pasted over everything, and a paste is undone", async ({ page }) => {
  const whole = await openRelocate(page);
  await whole.field("Service").fill("billing");
  await whole.copy("service: search\ninstances: 0x10\nregion: south\nreason: test\nnetwork:\n  cidr: 10.0.0.0/8\n  zones: [a, b]\ntoken: a long secret\n");
  await whole.paste.click();
  await whole.form.getByText("Pasted. It has replaced all that was filled in.").waitFor();
  await until("the field", async () => (await whole.field("Service").inputValue()) === "search");
  assert.equal(await whole.field("Instances").inputValue(), "16");
  await checkPage(page, "workflow-pasted");
  await whole.show("JSON");
  await becomes(async () => (await whole.input()).token, { $secret: true });
  await whole.form.getByRole("button", { name: "Undo" }).click();
  await until("the text of before", async () => (await whole.input()).service === "billing");

  // Over the whole text in the text area too; a part of it is pasted as anywhere else.
  await whole.copy("service: third");
  await whole.text.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
  await until("the text", async () => (await whole.text.inputValue()).includes('"third"'));
  assert.deepEqual(await whole.input(), { service: "third" });

  // What cannot be read is shown as it is.
  const twice = "service: a\nservice: b\n";
  await whole.copy(twice);
  await whole.show("Form");
  await whole.paste.click();
  await whole.form.getByText(/has the key "service" twice: remove one of the two/).waitFor();
  assert.equal(await whole.text.inputValue(), twice);
  await whole.text.fill("service: typed");
  await whole.form.getByRole("button", { name: "Read it as YAML" }).click();
  await until("the text", async () => (await whole.text.inputValue()).includes('"typed"'));
  await whole.show("Form");
  await becomes(() => whole.field("Service").inputValue(), "typed");
});

journey("a file is dropped on the text; one that is too large is not", async ({ page }) => {
  const whole = await openRelocate(page);
  await whole.show("JSON");
  const drop = async (text) => {
    const data = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], "input.yaml"));
      return transfer;
    }, text);
    await whole.text.dispatchEvent("drop", { dataTransfer: data });
  };
  await drop("service: dropped");
  await until("the text", async () => (await whole.text.inputValue()).includes('"dropped"'));
  await drop("x".repeat(950_000));
  await whole.form.getByText(/more than 900 KB/).waitFor();
  assert.deepEqual(await whole.input(), { service: "dropped" });
});

journey("the clipboard is not given: the text waits for a paste by keyboard", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator.clipboard, "readText", { value: () => Promise.reject(new Error("denied")) });
  });
  const whole = await openRelocate(page);
  await whole.paste.click();
  await whole.form.getByText(/Your browser keeps the clipboard to itself/).waitFor();
  await whole.copy("service: by hand");
  await until("the focus on the text", () => whole.text.evaluate((area) => document.activeElement === area));
  await page.keyboard.press("Control+V");
  await until("the text", async () => (await whole.text.inputValue()).includes('"by hand"'));
});

journey("pages: Next asks for what is missing, Back keeps values, review leads to the page with the error", async ({ page, stack }) => {
  const whole = await openRelocate(page);
  await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
  await checkPage(page, "wizard");
  await whole.next();
  await whole.summaryFocused();
  await becomes(() => whole.listed(), ["Service is required"], "what is missing on other pages is not told yet");
  await checkPage(page, "wizard-errors");
  await whole.field("Service").fill("billing");
  await until("no summary", async () => (await whole.summary.count()) === 0);
  await whole.next();
  await whole.arrivedAt("Step 2 of 3: Where");
  assert.equal(await whole.field("Service").count(), 0, "only the fields of the page are drawn");
  await whole.choose("Region", "south");
  await whole.field("Reason").fill("more room");
  await whole.next();
  await becomes(() => whole.listed(), ["Network, Address range is required"]);
  await whole.summary.getByRole("link").click();
  await until("the folded field", () => whole.field("Address range").evaluate((field) => document.activeElement === field));
  await page.keyboard.type("10.0.0.0/8");
  await whole.next();
  await whole.arrivedAt("Step 3 of 3: More");
  await whole.field("Note").fill("noted");

  await whole.back();
  await whole.arrivedAt("Step 2 of 3: Where");
  assert.equal(await whole.field("Reason").inputValue(), "more room");
  await whole.form.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: "1. What" }).click();
  await whole.arrivedAt("Step 1 of 3: What");
  await whole.field("Instances").fill("1000");
  // The steps lead ahead without asking; review asks for everything.
  await whole.form.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: "3. More" }).click();
  await whole.arrivedAt("Step 3 of 3: More");
  assert.equal(await whole.field("Note").inputValue(), "noted");
  await whole.form.getByRole("button", { name: "Review" }).click();
  await whole.form.getByRole("heading", { name: "Step 1 of 3: What" }).waitFor();
  await becomes(() => whole.listed(), ["Instances must be at most 100"]);
  await whole.summaryFocused();
  await whole.field("Instances").fill("10");
  await whole.next();
  await whole.arrivedAt("Step 2 of 3: Where");
  await whole.next();
  await whole.arrivedAt("Step 3 of 3: More");
  const workflowId = await whole.submit(await whole.review());
  await whole.status("Completed");
  const { json: run } = await stack.api.run(workflowId);
  const expected = { service: "billing", instances: 10, region: "south", network: { cidr: "10.0.0.0/8" }, note: "noted", reason: "more room" };
  assert.deepEqual(run.input, expected);
});

journey("pages and text by keyboard alone", async ({ page }) => {
  const whole = await openRelocate(page);
  const focused = () => page.evaluate(() => document.activeElement?.innerText ?? "");
  const tabTo = async (text, key = "Tab") => {
    for (let presses = 0; presses < 60; presses += 1) {
      if ((await focused()).trim() === text) return;
      await page.keyboard.press(key);
    }
    assert.fail(`no ${key} leads to ${text}`);
  };
  await whole.field("Service").focus();
  await page.keyboard.type("billing");
  // Enter goes on, as the button does.
  await page.keyboard.press("Enter");
  await whole.arrivedAt("Step 2 of 3: Where");
  await tabTo("Back");
  await page.keyboard.press("Enter");
  await whole.arrivedAt("Step 1 of 3: What");
  assert.equal(await whole.field("Service").inputValue(), "billing");

  await whole.view("Form").focus();
  await page.keyboard.press("ArrowRight");
  await whole.text.waitFor();
  await until("the focus on JSON", async () => (await focused()) === "JSON");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await until("the focus on the text", () => whole.text.evaluate((area) => document.activeElement === area));
  await page.keyboard.press("Control+A");
  await page.keyboard.type('{"service": "typed"}');
  await page.keyboard.press("Tab");
  await becomes(() => whole.text.evaluate((area) => document.activeElement === area), false, "Tab leaves the text");
  // The text was left: what is wrong is told, with ways to its lines, which are on the way back.
  await whole.summary.waitFor();
  await tabTo("JSON", "Shift+Tab");
  await page.keyboard.press("ArrowLeft");
  await whole.field("Service").waitFor();
  assert.equal(await whole.field("Service").inputValue(), "typed");
});

/** The browser's own line on the refusal that takes the checker's place. */
const REFUSED = { allow: [/Failed to load resource: .*422/] };

journey("the checker dies in the middle: everything is kept, JSON can be pasted, the gateway checks", REFUSED, async ({ page, stack }) => {
  const whole = await openRelocate(page);
  await whole.field("Service").fill("billing");
  await whole.next();
  await whole.arrivedAt("Step 2 of 3: Where");
  await page.workers()[0].evaluate(() => setTimeout(() => { throw new Error("out of memory"); }));
  await whole.form.getByText(/This browser cannot check the fields as you go/).waitFor();
  await checkPage(page, "wizard-alone");
  await whole.next();
  await whole.arrivedAt("Step 3 of 3: More");
  await whole.form.getByRole("button", { name: "Review" }).click();
  await whole.summary.waitFor();
  await whole.form.getByRole("heading", { name: "Step 2 of 3: Where" }).waitFor();
  await becomes(() => whole.listed(), ["Region is required", "Network, Address range is required"]);

  await whole.copy("service: yaml");
  await whole.paste.click();
  await whole.form.getByText(/YAML cannot be read now: paste JSON/).waitFor();
  await whole.copy('{"service": "pasted", "instances": 1, "region": "north", "network": {"cidr": "10.0.0.0/8"}}');
  await whole.paste.click();
  await until("the text", async () => (await whole.text.inputValue()).includes('"pasted"'));
  const workflowId = await whole.submit(await whole.review());
  await whole.status("Completed");
  assert.equal((await stack.api.run(workflowId)).json.input.service, "pasted");
});

journey("a browser without workers: the form works, the gateway checks", REFUSED, async ({ page }) => {
  await page.addInitScript(() => delete window.Worker);
  const whole = await openRelocate(page);
  await whole.form.getByText(/this browser starts no workers/).waitFor();
  await whole.field("Service").fill("ab");
  await whole.next();
  await whole.arrivedAt("Step 2 of 3: Where");
  await whole.next();
  await whole.arrivedAt("Step 3 of 3: More");
  await whole.form.getByRole("button", { name: "Review" }).click();
  await whole.form.getByRole("heading", { name: "Step 1 of 3: What" }).waitFor();
  await whole.summary.getByRole("link", { name: /Service/ }).waitFor();
  assert.equal(await whole.field("Service").inputValue(), "ab");
});

/** Groups inside groups, each a definition of its own: written out, no reader of JSON would take them. */
const levels = (count) => ({
  ...Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `level${at}`,
      { type: "object", title: `Level ${at + 1}`, properties: { next: { $ref: `#/$defs/level${at + 1}` } } },
    ]),
  ),
  [`level${count}`]: { type: "string" },
});

journey("a schema with everything wrong: each field says what is wrong with it, and the rest works", async ({ page }) => {
  await withDefinition(page, "BytesWorkflow", (definition) => {
    definition.ui = {};
    definition.schema = {
      type: "object",
      required: ["good", "a/b~c\"d'"],
      properties: {
        good: { title: "Good", type: "string", minLength: 3 },
        outside: { title: "Outside", $ref: "https://example.com/other.json#/x" },
        gone: { title: "Gone", $ref: "#/$defs/gone" },
        circle: { title: "Circle", $ref: "#/$defs/a" },
        pattern: { title: "Pattern", type: "string", pattern: "(" },
        many: { title: "Many", enum: Array.from({ length: 10_000 }, (_, index) => `value ${index}`) },
        deep: { $ref: "#/$defs/level0" },
        "a/b~c\"d'": { type: "string", minLength: 2 },
        "🚀": { type: "integer" },
        שדה: { type: "string", title: "שדה", maxLength: 3 },
        bounds: { title: "Bounds", $ref: "#/$defs/atLeast3", maximum: 2 },
        refused: { title: "Refused", type: "integer", default: 30, maximum: 20 },
        closed: { title: "Closed", type: "object", required: ["x"], properties: { y: { type: "string" } }, additionalProperties: false },
        number: 5,
      },
      $defs: { ...levels(500), atLeast3: { type: "integer", minimum: 3 }, a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } },
    };
  });
  const whole = new Whole(page);
  await whole.openWorkflow("odd-team", "BytesWorkflow");
  await whole.field("Good").waitFor();
  await whole.form.getByText(/its schema refers outside the schema/).waitFor();
  await whole.form.getByText(/its schema refers to a place that is not there/).waitFor();
  await whole.form.getByText(/its schema refers to itself/).waitFor();
  await whole.form.getByText(/This field's pattern cannot be checked/).waitFor();
  await whole.form.getByText("No number can be right here: the schema asks for at least 3 and at most 2. Tell the owners of this workflow.").waitFor();
  await whole.form.getByText("The schema of this field refuses its own default: it must be at most 20.").waitFor();
  const closed = whole.form.getByRole("group", { name: "Closed" });
  await closed.getByText('"x" is required here, but no field can have this name.').waitFor();
  await whole.form.getByText(/This field's schema cannot be used: 5 is not/).waitFor();
  await checkPage(page, "bad-schema");

  await whole.field("Good").fill("ab");
  await whole.field("Pattern").fill("anything");
  await whole.choose("Many", "value 9999");
  await whole.field("🚀").fill("1.5");
  await whole.field("שדה").fill("ארוך מדי");
  await whole.form.getByRole("button", { name: "Review" }).click();
  // An answer from before the last edit can come first: it knows less.
  const parts = [/Good must be at least 3/, /b~c"d' is required/, /🚀/, /שדה must be at most 3/];
  await becomes(async () => {
    const listed = (await whole.listed()).join("\n");
    return parts.filter((part) => !part.test(listed));
  }, []);
  await whole.summaryFocused();
  await whole.show("JSON");
  await until("the text", async () => (await whole.text.inputValue()).includes("anything"));
  await whole.text.fill(JSON.stringify({ good: "good", "a/b~c\"d'": "x", "🚀": 2, שדה: "קצר" }, null, 2));
  await until("one problem", async () => (await whole.listed()).length === 1);
  await whole.form.getByRole("button", { name: "Line 3" }).waitFor();
  await checkPage(page, "bad-schema-json");
  await whole.show("Form");
  await whole.summary.getByRole("link").click();
  await until("the focus in the field", () => page.evaluate(() => document.activeElement?.value === "x"));
});
