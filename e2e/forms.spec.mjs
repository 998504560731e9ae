// A form with one field of every kind: what is drawn, by role and label, and that what was typed is what is sent.
import assert from "node:assert/strict";
import { checkPage } from "./support/accessible.mjs";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom } from "./support/python.mjs";
import { becomes, until } from "./support/wait.mjs";

// Nothing is run here: no team has a worker.
const { journey } = journeys({ publish: publishFrom("forms-team"), teams: () => [] });

/** The form, open, with the words for its parts. */
class EveryField extends Portal {
  static async open(page) {
    const form = new EveryField(page);
    await form.openWorkflow("forms-team", "EveryFieldWorkflow");
    await form.field("Words").waitFor();
    return form;
  }

  group(name) {
    return this.form.getByRole("group", { name, exact: true });
  }

  button(name) {
    return this.form.getByRole("button", { name, exact: true });
  }

  /** What the gateway is asked to preview; the form has to be valid. */
  async sent() {
    const asked = (request) => request.method() === "POST" && request.postData()?.includes('"preview"');
    const [request] = await Promise.all([this.page.waitForRequest(asked), this.button("Review").click()]);
    await this.dialog.waitFor();
    await this.page.keyboard.press("Escape");
    await this.dialog.waitFor({ state: "hidden" });
    // The focus on its way back would take what is typed next.
    await until("the focus in the form", () => this.page.evaluate(() => document.activeElement !== document.body));
    return request.postDataJSON().input;
  }

  /** Answers what the form cannot be sent without. */
  answer() {
    return this.group("Sure").getByRole("radio", { name: "Yes" }).check();
  }

  focused() {
    return this.page.evaluate(() => {
      const at = document.activeElement;
      return at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText.replace(/\s*\*$/, "") ?? at.innerText;
    });
  }

  async focusIs(name) {
    await until(`the focus on ${name}`, async () => (await this.focused()) === name);
  }
}

/** What is sent of an untouched form. */
const START = {
  clock: "14:30:00+02:00",
  at: "2026-12-01T02:30:00+09:00",
  window: "PT30M",
  share: 0.5,
  sure: true,
  kind: "report",
  region: "region-1",
  ticket: "OPS-1",
  secret_mode: "quiet",
  advanced: { retries: 3 },
};

journey("one field of every kind, accessible at both widths, sent as it was drawn", async ({ page }) => {
  const form = await EveryField.open(page);
  await checkPage(page, "every-field");
  await form.answer();
  assert.deepEqual(await form.sent(), START);
});

journey("each text is typed by keyboard, with help and examples", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  const typed = {
    Words: "some words",
    Lines: "a\nb",
    "SQL query": "select 1",
    Address: "name@example.com",
    Link: "https://example.com/a?b#c",
    Host: "db.example.com",
    IP: "192.0.2.10",
    IPv6: "2001:db8::1",
    Pattern: "^[a-z]+$",
    Pointer: "/a/b",
    Count: "9007199254740993",
    "Old deprecated": "x",
  };
  for (const [label, text] of Object.entries(typed)) {
    await form.field(label).focus();
    for (const [line, part] of text.split("\n").entries()) {
      if (line) await page.keyboard.press("Enter");
      await page.keyboard.type(part);
    }
    await page.keyboard.press("Tab");
  }
  assert.equal(await form.field("Address").getAttribute("type"), "email");
  assert.equal(await form.field("Link").getAttribute("type"), "url");
  assert.equal(await form.field("Count").getAttribute("inputmode"), "decimal");
  assert.equal(await form.field("Host").getAttribute("placeholder"), "db.example.com");
  const list = await form.field("Words").getAttribute("list");
  const offered = await page.evaluate((id) => [...document.getElementById(id).options].map((it) => it.value), list);
  assert.deepEqual(offered, ["first words", "other words"]);
  assert.equal(await form.field("Ticket cannot be changed").getAttribute("readonly"), "");
  assert.equal(await form.form.getByText("Mode").count(), 0, "the hint hidden");

  await form.button("Generate Id").click();
  const id = await form.field("Id").inputValue();
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const sent = await form.sent();
  assert.deepEqual(
    [sent.words, sent.lines, sent.query, sent.address, sent.link, sent.host, sent.ip, sent.ip6, sent.pattern, sent.pointer, sent.old],
    ["some words", "a\nb", "select 1", ...["Address", "Link", "Host", "IP", "IPv6", "Pattern", "Pointer"].map((it) => typed[it]), "x"],
  );
  assert.equal(sent.id, id);

  await form.field("Host").fill("not a host");
  await form.field("Host").blur();
  await form.form.getByText(/^Host .*host/i).first().waitFor();
});

journey("times keep their offset, and what is filled in part is told", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  await form.field("Day").fill("2026-12-24");
  await form.field("At").fill("2026-12-24T18:05:00");
  await form.field("Clock").fill("07:15:00");
  const window = form.group("Window");
  assert.equal(await window.getByLabel("minutes").inputValue(), "30");
  await window.getByLabel("minutes").fill("");
  await window.getByLabel("days").fill("2");
  await window.getByLabel("hours").focus();
  await page.keyboard.type("6");
  const { day, at, clock, window: span } = await form.sent();
  assert.deepEqual([day, at, clock, span], ["2026-12-24", "2026-12-24T18:05:00+09:00", "07:15:00+02:00", "P2DT6H"]);
  await form.form.getByText("UTC+09:00 = 2026-12-24 09:05 UTC").waitFor();

  await window.getByLabel("hours").fill("six");
  await page.keyboard.press("Tab");
  await form.form.getByText(/^Window .*duration/).first().waitFor();
  assert.equal(await window.getByLabel("hours").inputValue(), "six");
  await window.getByLabel("hours").fill("6");

  await form.field("Day").focus();
  await page.keyboard.press("Backspace");
  await form.field("Clock").focus();
  await form.form.getByText("Day is not complete: fill in all of it or clear it").first().waitFor();
});

journey("choices of every size, by keyboard", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  await form.group("Size").getByRole("radio", { name: "small" }).focus();
  await page.keyboard.press("ArrowDown");
  await form.field("Region").selectOption("region-3");
  await form.field("Zone").focus();
  await page.keyboard.type("e-17");
  const first = form.form.getByRole("listbox").getByRole("option").first();
  await until("what was typed to be found", async () => (await first.innerText()).includes("zone-17"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await form.form.getByRole("slider", { name: "Share" }).focus();
  await page.keyboard.press("ArrowRight");
  await form.form.getByRole("switch", { name: /told the owners/ }).focus();
  await page.keyboard.press("Space");
  await form.group("Services").getByRole("checkbox", { name: "web" }).check();
  await form.group("Services").getByRole("checkbox", { name: "api" }).check();

  const hosts = form.form.getByRole("combobox", { name: "Hosts" });
  await hosts.focus();
  for (const text of ["host-3", "host-12"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await form.button(`Remove ${text}`).waitFor();
  }
  await page.keyboard.press("Backspace");
  await form.focusIs("Remove host-12");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Delete");
  await form.focusIs("Remove host-12");
  await hosts.fill("nobody");
  await page.keyboard.press("Tab");
  await form.form.getByText("nobody is none of the choices").waitFor();
  await hosts.fill("");
  await page.keyboard.press("Tab");

  const sent = await form.sent();
  assert.deepEqual(
    [sent.size, sent.region, sent.zone, sent.share, sent.agree, sent.services, sent.hosts],
    ["medium", "region-3", "zone-17", 0.75, true, ["api", "web"], ["host-12"]],
  );
});

journey("tags are typed, pasted and taken away", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  const labels = form.field("Labels");
  await labels.focus();
  await page.keyboard.type("one,two");
  await page.keyboard.press("Enter");
  await page.evaluate(() => navigator.clipboard.writeText("three\nfour\nfive"));
  await page.keyboard.press("Control+V");
  await form.button("Remove four").waitFor();
  await form.form.getByText("five is one too many: 4 is the most there can be").waitFor();
  assert.equal(await labels.inputValue(), "five", "what was refused is not lost");
  await form.form.getByText("That is a lot of labels.").waitFor();
  await labels.fill("");
  await page.keyboard.press("Backspace");
  await form.focusIs("Remove four");
  await page.keyboard.press("Delete");
  await form.focusIs("Labels");
  await page.keyboard.type("one");
  await page.keyboard.press("Enter");
  await form.form.getByText("one is there already").waitFor();
  await labels.fill("Not OK");
  await page.keyboard.press("Tab");
  await form.form.getByText(/^Labels.*pattern|Label 4/i).first().waitFor();
  await form.button("Remove Not OK").click();
  await becomes(async () => (await form.sent()).labels, ["one", "two", "three"]);
});

journey("files are judged before they are read, and sent as the schema asks", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  const file = (name, mimeType, content) => ({ name, mimeType, buffer: Buffer.from(content) });
  const certificate = form.field("Certificate");
  await certificate.setInputFiles(file("cert.pem", "text/plain", "hello?>"));
  await form.form.getByText("cert.pem").waitFor();
  await form.field("Logo").setInputFiles(file("logo.svg", "image/svg+xml", "<svg/>"));
  await form.form.getByText("logo.svg").waitFor();
  await form.field("Script").setInputFiles(file("run.sh", "text/x-sh", "echo ä"));
  await form.form.getByText("run.sh").waitFor();
  const data = (text) => Buffer.from(text).toString("base64");
  const sent = await form.sent();
  assert.deepEqual([sent.certificate, sent.logo, sent.script], [data("hello?>"), `data:image/svg+xml;base64,${data("<svg/>")}`, "echo ä"]);

  await certificate.setInputFiles(file("photo.png", "image/png", "x"));
  await form.form.getByText("photo.png is image/png; this field takes text/plain").waitFor();
  await certificate.setInputFiles(file("big.txt", "text/plain", "x".repeat(701 * 1024)));
  await form.form.getByText("big.txt has 701 KB; the limit for this file is 700 KB").waitFor();
  await form.field("Logo").setInputFiles(file("large.svg", "image/svg+xml", "x".repeat(600 * 1024)));
  await form.form.getByText("large.svg").waitFor();
  await certificate.setInputFiles(file("second.txt", "text/plain", "x".repeat(200 * 1024)));
  await form.form.getByText("second.txt makes the request larger than 900 KB: choose a smaller file").waitFor();
  await form.form.getByText("cert.pem").waitFor();
  await form.field("Script").setInputFiles(file("binary", "application/octet-stream", Buffer.from([0x89, 0x50, 0xff, 0])));
  await form.form.getByText("binary is not text").waitFor();

  await form.button("Remove Logo").click();
  await form.focusIs("Logo");
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
    return transfer;
  });
  await form.form.getByText("cert.pem").dispatchEvent("drop", { dataTransfer: dropped });
  await form.form.getByText("dropped.txt").waitFor();
  const again = await form.sent();
  assert.deepEqual([again.certificate, again.logo], [data("dropped"), undefined]);
});

journey("free keys are added, renamed and removed without a loss", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  const add = form.group("Variables").getByLabel("Name of another variable");
  for (const [name, value] of [["HOME", "/root"], ["PATH", "/bin"]]) {
    await add.focus();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await form.focusIs("Value");
    await page.keyboard.type(value);
  }
  await add.fill("HOME");
  await page.keyboard.press("Enter");
  await form.form.getByText("The name is there already: choose another one").waitFor();
  await add.fill("");
  const home = form.group("HOME");
  await home.getByLabel("Name").fill("PATH");
  await page.keyboard.press("Enter");
  await home.getByText("The name is there already: choose another one").waitFor();
  await home.getByLabel("Name").fill("USER/HOME");
  await page.keyboard.press("Tab");
  await form.focusIs("Value");
  assert.equal(await form.group("USER/HOME").getByLabel("Value").inputValue(), "/root");
  await form.button("Remove PATH").click();
  await form.focusIs("Name");

  const stages = form.group("Stages");
  const stage = stages.getByLabel("Name of another stage");
  assert.deepEqual(await stage.getByRole("option").allInnerTexts(), ["Choose", "dev", "stage", "prod"]);
  for (const [name, value] of [["prod", "1"], ["dev", "2"]]) {
    await stage.selectOption(name);
    await stages.getByRole("button", { name: "Add stage" }).click();
    await form.focusIs("Value");
    await form.group(name).getByLabel("Value").fill(value);
  }
  await stages.getByText("2 of 2, the most there can be").waitFor();
  assert.equal(await stage.isDisabled(), true);

  const people = form.group("People").getByLabel("Name of another entry");
  await people.fill("ada");
  await page.keyboard.press("Enter");
  const ada = form.group("ada");
  await until("the focus in the new entry", () => ada.evaluate((it) => it.contains(document.activeElement)));
  await ada.getByLabel("Name of the person").fill("Ada");
  await ada.getByLabel("Name", { exact: true }).fill("ada.l");
  await page.keyboard.press("Enter");
  await becomes(() => form.group("ada.l").getByLabel("Name of the person").inputValue(), "Ada");
  const sent = await form.sent();
  assert.deepEqual(
    [sent.environment, sent.stages, sent.people],
    [{ "USER/HOME": "/root" }, { prod: 1, dev: 2 }, { "ada.l": { name: "Ada", on_call: false } }],
  );
});

journey("unset, empty, null and the default, each with a way back", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  await form.button("Send null (Note)").click();
  await form.form.getByText("Null is sent.").waitFor();
  assert.equal((await form.sent()).note, null);
  await form.button("Send an empty text (Note)").click();
  await becomes(async () => (await form.sent()).note, "");
  await form.button("Leave out (Note)").click();
  await becomes(async () => "note" in (await form.sent()), false);

  await form.field("Words").fill("x");
  await form.field("Words").fill("");
  await form.button("Send an empty text (Words)").click();
  await form.form.getByText("An empty text is sent.").waitFor();
  assert.equal((await form.sent()).words, "");
  await form.button("Leave out (Words)").click();
  await form.button("Put back (Words)").click();
  await becomes(async () => (await form.sent()).words, "");

  await form.field("Region").selectOption("region-2");
  await form.button("Use default: region-1 (Region)").click();
  await becomes(() => form.field("Region").inputValue(), "0");
  await form.focusIs("Region");
  const flag = form.form.getByRole("switch", { name: "Flag" });
  await flag.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Space");
  await becomes(async () => (await form.sent()).flag, false);
  await form.button("Leave out (Flag)").click();
  await becomes(async () => "flag" in (await form.sent()), false);
});

journey("lists and tuples, by buttons and by dragging", async ({ page }) => {
  const form = await EveryField.open(page);
  await form.answer();
  const steps = form.group("Steps");
  for (const text of ["a", "b", "c"]) {
    await steps.getByRole("button", { name: "Add step" }).click();
    await until("the focus on the new step", () => page.evaluate(() => /^Step \d$/.test(document.activeElement.ariaLabel ?? "")));
    await page.keyboard.type(text);
  }
  await form.button("Move step 3 up").click();
  await form.focusIs("Move step 2 up");
  await page.keyboard.press("Enter");
  await form.focusIs("Move step 1 down");
  await form.button("Duplicate step 1").click();
  await form.focusIs("Step 2");
  await page.keyboard.type("!");
  await form.button("Remove step 3").click();
  await form.focusIs("Step 3");
  assert.deepEqual((await form.sent()).steps, ["c", "c!", "b"]);
  await steps.getByText("3", { exact: true }).dragTo(steps.getByText("1", { exact: true }));
  assert.deepEqual((await form.sent()).steps, ["b", "c", "c!"]);

  const point = form.group("Point");
  for (const value of ["52.5", "13.4"]) {
    await point.getByRole("button", { name: "Add point" }).click();
    await until("the focus on a number", () => page.evaluate(() => document.activeElement.inputMode === "decimal"));
    await page.keyboard.type(value);
  }
  assert.equal(await point.getByRole("textbox", { name: "Longitude" }).inputValue(), "13.4");
  assert.equal(await point.getByRole("button", { name: "Add point" }).isDisabled(), true);
  assert.equal(await form.button("Remove latitude").isDisabled(), true);
  assert.equal(await form.button("Move latitude down").count(), 0);
  assert.deepEqual((await form.sent()).point, [52.5, 13.4]);
});

/** What is read beside a choice: its words, those in bold, where its links lead, and what pictures it has. */
const beside = (choice) =>
  choice.evaluate(({ labels: [label] }) => {
    const all = (selector, of) => [...label.querySelectorAll(selector)].map(of);
    return {
      words: label.innerText.replace(/\s+/g, " ").trim(),
      bold: all("strong", (it) => it.innerText),
      links: all("a", (it) => it.getAttribute("href")),
      pictures: all("img", (it) => it.outerHTML),
    };
  });

journey("descriptions of branches and of choices are safe Markdown", async ({ page }) => {
  const form = new EveryField(page);
  await form.openWorkflow("forms-team", "DescribedChoicesWorkflow");
  const [table, queue] = [/^Table/, /^Queue/].map((name) => form.group("Target").getByRole("radio", { name }));
  const [fast, slow] = [/^Fast/, /^Slow/].map((name) => form.group("Speed").getByRole("radio", { name }));
  const logs = form.group("Extras").getByRole("checkbox", { name: /^Logs/ });
  await table.waitFor();
  // What is HTML is read as it was written; what a link may not lead to, it does not.
  const soon = "As soon as it can, <img src=x onerror=hurt()> and nowhere.";
  assert.deepEqual(await beside(table), {
    words: "Table Into a bold table, <img src=x onerror=hurt()> and nowhere, see the guide.",
    bold: ["bold"],
    links: [null, "https://example.com/guide"],
    pictures: [],
  });
  for (const [choice, words] of [[fast, `Fast ${soon}`], [logs, `Logs ${soon}`]]) {
    assert.deepEqual(await beside(choice), { words, bold: ["soon"], links: [null], pictures: [] });
  }
  for (const [choice, name] of [[queue, "Queue"], [slow, "Slow"]]) {
    const words = `${name} Words alone, <img src=x onerror=hurt()>`;
    assert.deepEqual(await beside(choice), { words, bold: [], links: [], pictures: [] });
  }

  await queue.check();
  await form.field("Queue name").fill("orders");
  await fast.check();
  await logs.check();
  assert.deepEqual(await form.sent(), { target: { queue: "orders" }, speed: "fast", extras: ["logs"] });
});
