// The form's values as programs: each is run as it stands on the page, and its run has the form's input byte for byte.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { BIN, python, temporalCli } from "./support/places.mjs";
import { Portal } from "./support/portal.mjs";
import { freePorts } from "./support/ports.mjs";
import { run } from "./support/process.mjs";
import { publishFrom } from "./support/python.mjs";
import { compile } from "./support/rust.mjs";
import { until } from "./support/wait.mjs";

// Nobody runs the workflow: what was sent to the team stands in the router's history.
const { journey } = journeys({ publish: publishFrom("snippets-team"), teams: () => [] });

const NAMES = "-n 'quoted\" $HOME `id` ${x} \\ 🚀";
const PASSWORD = "p'a\"s$s`w\\o{r}d %s é🔑";
const TEXT = "line one\n'''\"\"\"\nJSON\n  $(id) \\\n</script>\t\\u0041 שלום\n";
const PIN = "18446744073709551615";

/** The page with the form filled, its programs beside it. */
class Programs extends Portal {
  static async open(page) {
    const programs = new Programs(page);
    await page.goto("/workflows/snippets-team/OddInputWorkflow?tab=snippets");
    await programs.form.waitFor();
    return programs;
  }

  async fill() {
    await this.field("Name").fill(NAMES);
    await this.field("Password").fill(PASSWORD);
    await this.field("Text").fill(TEXT);
    await this.field("Largest").fill("18446744073709551615");
    await this.field("Smallest").fill("-9223372036854775808");
    await this.field("Share").fill("1.0");
    await this.field("Pin").fill(PIN);
  }

  /** The form's input as the portal itself sends it: the bytes between the envelope's keys. */
  async sent() {
    const asked = (request) => request.method() === "POST" && request.postData()?.includes('"preview":true');
    const [request] = await Promise.all([this.page.waitForRequest(asked), this.form.getByRole("button", { name: "Review" }).click()]);
    await this.dialog.waitFor();
    await this.page.keyboard.press("Escape");
    await this.dialog.waitFor({ state: "hidden" });
    const body = request.postData();
    assert.ok(body.startsWith('{"input":{'), body);
    return body.slice('{"input":'.length, body.lastIndexOf(',"preview":'));
  }

  tab(name) {
    return this.page.getByRole("tab", { name, exact: true });
  }

  /** The program shown, to the last character. */
  program(label = "Program") {
    return this.page.getByRole("group", { name: label, exact: true }).textContent();
  }

  async programIn(language) {
    await this.tab(language).click();
    await until(`the program in ${language}`, async () => (await this.tab(language).getAttribute("aria-selected")) === "true");
    return this.program();
  }
}

/** What the programs find in their environment: secrets, and the programs they call under their own names. */
function environment(stack) {
  const bin = join(stack.folder, "bin");
  mkdirSync(bin, { recursive: true });
  for (const [name, path] of [["portico", join(BIN, "portico")], ["temporal", temporalCli()]]) {
    try {
      symlinkSync(path, join(bin, name));
    } catch (error) {
      assert.equal(error.code, "EEXIST");
    }
  }
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    TEMPORAL_ADDRESS: stack.temporal.address,
    PASSWORD,
    PIN,
    CONFIRM: NAMES,
  };
}

/** How each program is run; what it prints. */
const RUN = {
  cURL: (text, _, env) => run("sh", ["-c", text], { env }),
  "Python (httpx)": pythonProgram,
  "Python (requests)": pythonProgram,
  "JavaScript (fetch)": (text, folder, env) => {
    writeFileSync(join(folder, "start.mjs"), text);
    return run("node", [join(folder, "start.mjs")], { env });
  },
  "Rust (reqwest)": async (text, folder, env) => {
    const program = await compile(text, join(folder, "rust"), ["reqwest", "serde_json", "tokio", "uuid"]);
    return run(program, [], { env });
  },
  "portico run": (text, _, env) => run("sh", ["-c", text], { env }),
};

function pythonProgram(text, folder, env) {
  writeFileSync(join(folder, "start.py"), text);
  return run(python(), [join(folder, "start.py")], { env });
}

/** A payload as the server keeps it, to the byte. */
async function payload(stack, namespace, workflowId, type) {
  const shown = await stack.temporal.cli("workflow", "show", "-n", namespace, "-w", workflowId, "--output", "json", "--no-json-shorthand-payloads");
  const event = JSON.parse(shown).events.find(({ eventType }) => eventType === type);
  const attributes = event?.workflowExecutionStartedEventAttributes?.input?.payloads[0] ?? event?.nexusOperationScheduledEventAttributes?.input;
  return attributes && Buffer.from(attributes.data, "base64").toString("utf8");
}

journey("every snippet's run has the form's input byte for byte", async ({ page, stack }) => {
  const programs = await Programs.open(page);
  await programs.fill();
  const sent = await programs.sent();
  for (const exact of ["18446744073709551615", "-9223372036854775808", '"share":1.0', '"none":null', "\\u0000", "🧑‍🚀"]) {
    assert.ok(sent.includes(exact), `${exact} in ${sent}`);
  }
  const folder = join(stack.folder, "programs");
  mkdirSync(folder, { recursive: true });
  const env = environment(stack);
  const started = new Set();
  for (const [language, start] of Object.entries(RUN)) {
    const text = await programs.programIn(language);
    for (const secret of [PASSWORD, JSON.stringify(PASSWORD).slice(1, -1), `"pin": ${PIN}`]) {
      assert.equal(text.includes(secret), false, `${language} writes a secret down`);
    }
    const printed = await start(text, folder, env).catch((error) => assert.fail(`${language}: ${error.message}\n${error.stdout}\n${text}`));
    const [workflowId] = /portico-[A-Z2-7]{26}/.exec(printed) ?? assert.fail(`${language} printed ${printed}`);
    assert.equal(started.has(workflowId), false, `${language} starts a run of its own`);
    started.add(workflowId);
    const asked = await until(`the call to the team by ${language}`, () =>
      payload(stack, "gateway-stage", workflowId, "EVENT_TYPE_NEXUS_OPERATION_SCHEDULED"),
    );
    assert.equal(asked, sent, language);
  }
});

journey("owners start the team's workflow itself, with the form's input byte for byte", async ({ page, stack }) => {
  const programs = await Programs.open(page);
  await programs.fill();
  const sent = await programs.sent();
  await page.getByRole("button", { name: "Direct", exact: true }).click();
  await page.getByText("Starts the team's workflow itself in snippets-team-stage").waitFor();
  const text = await programs.program("Temporal CLI");
  assert.equal(text.includes(PASSWORD), false);
  await run("sh", ["-c", text], { env: environment(stack) });
  const id = `OddInput-${NAMES}`;
  assert.equal(await payload(stack, "snippets-team-stage", id, "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED"), sent);
  const started = await stack.temporal.event("snippets-team-stage", id, "WorkflowExecutionStarted");
  assert.equal(started.workflowExecutionStartedEventAttributes.taskQueue.name, "odd 'queue'");
});

journey("who is not of the owning group is shown no way past the gateway", async ({ page, stack, t }) => {
  const [port] = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const database = `sqlite://${join(stack.folder, "reader.db")}`;
  const part = stack.add({
    name: "gateway-reader",
    program: join(BIN, "portico-gateway"),
    env: { ...stack.gatewayEnv(port, "rita@example.com;Rita;data-eng"), PORTICO_DATABASE: database },
  });
  t.after(() => part.kill());
  part.start();
  await until("the reader's gateway", async () => (await fetch(`${origin}/readyz`)).ok);

  const programs = await Programs.open(page);
  const ways = page.getByRole("group", { name: "How it starts" });
  await ways.getByRole("button", { name: "Direct", exact: true }).waitFor();

  const { pathname, search } = new URL(page.url());
  await page.goto(`${origin}${pathname}${search}`);
  // The gateway's word on the workflow is there, with which the ways would come.
  await programs.form.getByText("No worker is answering").waitFor();
  await until("the program", async () => (await programs.programIn("cURL")).includes(origin));
  assert.equal(await ways.count(), 0);
  assert.equal(await page.getByRole("button", { name: "Direct", exact: true }).count(), 0);
  assert.equal((await page.getByRole("tabpanel").innerText()).includes("snippets-team-stage"), false);
});

journey("without its secret a program starts nothing", async ({ page, stack }) => {
  const programs = await Programs.open(page);
  await programs.fill();
  const { PASSWORD: _, ...env } = environment(stack);
  const before = (await stack.api.runs()).json.runs.length;
  for (const language of ["cURL", "Python (httpx)", "JavaScript (fetch)", "portico run"]) {
    await assert.rejects(RUN[language](await programs.programIn(language), stack.folder, env), language);
  }
  assert.equal((await stack.api.runs()).json.runs.length, before);
});

journey("tabs are in the address, the form keeps its values, the program follows them", async ({ page }) => {
  const programs = new Programs(page);
  await programs.openWorkflow("snippets-team", "OddInputWorkflow");
  await programs.field("Name").fill("first");
  await programs.tab("Guide").focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/\?tab=snippets$/);
  assert.ok((await programs.program()).includes('"name": "first"'));
  assert.equal(await programs.field("Name").inputValue(), "first");
  await programs.field("Name").fill("second");
  await until("the program to follow", async () => (await programs.program()).includes('"name": "second"'));
  // The gateway's word on the workflow comes later than its form.
  await programs.form.getByText("No worker is answering").waitFor();
  await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
  await checkPage(page, "snippets");

  await page.getByRole("button", { name: "Copy", exact: true }).first().click();
  await page.getByText("Copied").first().waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await programs.program());

  await programs.tab("Runs").click();
  await page.waitForURL(/\?tab=runs$/);
  await programs.tab("Guide").click();
  await page.waitForURL((url) => url.search === "");
  assert.equal(await programs.field("Name").inputValue(), "second");
  await page.goto("/workflows/snippets-team/OddInputWorkflow?tab=snippets");
  await until("the tab of the address", async () => (await programs.tab("Code snippets").getAttribute("aria-selected")) === "true");
});

journey("a guide has a list of its headings, coloured code, a picture, and links within and out", async ({ page }) => {
  const programs = new Programs(page);
  await programs.openWorkflow("snippets-team", "OddInputWorkflow");
  await programs.field("Name").fill("kept");
  const picture = page.getByRole("img", { name: "Two squares, one inside the other" });
  await until("the picture", () => picture.evaluate((image) => image.complete && image.naturalWidth === 64));
  const { headers } = await page.evaluate(async (address) => {
    const response = await fetch(address);
    return { headers: Object.fromEntries(response.headers) };
  }, await picture.getAttribute("src"));
  assert.deepEqual([headers["content-type"], headers["x-content-type-options"]], ["image/png", "nosniff"]);
  assert.match(headers["cache-control"], /immutable/);

  const colours = await page.getByText('"share"').evaluate((key) => {
    const pre = getComputedStyle(key.closest("pre"));
    return [getComputedStyle(key).color, pre.color];
  });
  assert.notEqual(colours[0], colours[1], "a key of JSON has its own colour");

  const contents = page.getByRole("navigation", { name: "On this page" });
  assert.deepEqual(await contents.getByRole("link").allInnerTexts(), ["Before you start", "What happens", "How to undo it"]);
  await contents.getByRole("link", { name: "How to undo it" }).click();
  await page.waitForURL(/#guide-how-to-undo-it$/);
  await until("the focus on the heading", () => page.evaluate(() => document.activeElement?.id === "guide-how-to-undo-it"));
  assert.equal(await programs.field("Name").inputValue(), "kept");
  // The gateway's word on the workflow comes later than its form.
  await programs.form.getByText("No worker is answering").waitFor();
  await page.getByRole("banner").getByText("dev@example.com").first().waitFor();
  await checkPage(page, "guide");

  await page.getByRole("link", { name: "another workflow" }).click();
  await programs.heading("Delete DynamoDB Table");
  await page.waitForURL(/\/workflows\/cloud-ops\/DeleteDynamoWorkflow#guide-how-to-undo-it$/);
  const heading = page.getByRole("heading", { name: "How to undo it" });
  await until("the heading of the other guide in view", () =>
    heading.evaluate((element) => element.getBoundingClientRect().top >= 0 && element.getBoundingClientRect().bottom <= innerHeight),
  );
});
