// One form alone: what an edit changes elsewhere is drawn at once, and what is drawn stays where it can. What is wrong
// with an edit is said once its field is left.
import assert from "node:assert/strict";
import { journeysAlone } from "./support/forms-alone.mjs";
import { becomes, until } from "./support/wait.mjs";

const journey = journeysAlone();

const object = (properties, more = {}) => ({ type: "object", properties, ...more });
const text = { type: "string" };
const radio = (form, name) => form.getByRole("radio", { name, exact: true });
const box = (form, name) => form.getByRole("textbox", { name, exact: true });
const hasFocus = (control) => control.evaluate((it) => it === document.activeElement);
/** Waits until a page of a wizard is drawn and the focus is on its heading: on its way it would take what is typed next. */
const arrived = (form, step) => until(`the focus on ${step}`, () => hasFocus(form.getByRole("heading", { name: step, exact: true })));
const sent = async (alone) => JSON.parse((await alone.review()).text);

/** Chooses by keyboard's own means: the card is focused, and has to stay so. */
async function choose(form, name, drawn) {
  const card = radio(form, name);
  await card.focus();
  await card.check();
  await drawn.waitFor();
  assert.ok(await hasFocus(card), `the focus stays on ${name}`);
}

const MIXED = object({ v: { oneOf: [text, object({ x: text })] } });

journey("a choice of a text and a group draws the group", async (alone, form) => {
  await alone.draw(MIXED);
  await choose(form, "Group of fields", box(form, "X"));
  await box(form, "X").fill("in");
  assert.deepEqual(await sent(alone), { v: { x: "in" } });
});

journey("a choice of a group and a text draws the text", async (alone, form) => {
  await alone.draw(MIXED, { v: { x: "in" } });
  await choose(form, "Text", box(form, "V"));
  await becomes(() => box(form, "X").count(), 0);
  await box(form, "V").fill("now");
  assert.deepEqual(await sent(alone), { v: "now" });
  await choose(form, "Group of fields", box(form, "X"));
  await becomes(() => box(form, "X").inputValue(), "in");
});

journey("a list of types that begins with a group draws the text", async (alone, form) => {
  await alone.draw(object({ v: { type: ["object", "string"] } }));
  await choose(form, "Text", box(form, "V"));
  await box(form, "V").fill("now");
  assert.deepEqual(await sent(alone), { v: "now" });
});

journey("a value of any type that holds a group can become a text", async (alone, form) => {
  await alone.draw(object({ v: {} }), { v: { a: "b" } });
  await choose(form.getByRole("group", { name: "Choose one" }), "Text", box(form, "V"));
  await box(form, "V").fill("now");
  assert.deepEqual(await sent(alone), { v: "now" });
});

const TWO = [
  { title: "A", ...object({ x: text }), required: ["x"] },
  { title: "B", ...object({ y: text }), required: ["y"] },
];

journey("two choices of one value keep their own answers", async (alone, form) => {
  const [one, other] = ["CD", "EF"].map((names) =>
    [...names].map((title) => ({ title, ...object({ [title.toLowerCase()]: text }), required: [title.toLowerCase()] })),
  );
  await alone.draw(object({ v: { allOf: [{ oneOf: one }, { oneOf: other }] } }));
  await radio(form, "D").check();
  await box(form, "D").fill("d");
  await radio(form, "F").check();
  await box(form, "F").fill("f");
  assert.ok(await radio(form, "D").isChecked(), "a choice takes no other one's answer away");
  assert.deepEqual(await sent(alone), { v: { d: "d", f: "f" } });
});

journey("B10: a condition that turns itself over comes to rest, and what was typed stays", async (alone, form) => {
  const more = { if: { required: ["x"] }, else: { properties: { x: text } } };
  await alone.draw({ ...object({ y: text }), ...more });
  await box(form, "X").fill("typed");
  await box(form, "Y").fill("beside");
  assert.deepEqual(await sent(alone), { y: "beside", x: "typed" });
  // The review has waited for the condition.
  assert.equal(await box(form, "X").inputValue(), "typed");
});

journey("a choice that comes with a condition is drawn", async (alone, form) => {
  const when = { properties: { m: { const: "a" } }, required: ["m"] };
  await alone.draw(object({ m: { enum: ["a", "b"] } }, { if: when, then: { oneOf: TWO } }));
  await radio(form, "a").check();
  await box(form, "X").waitFor();
  await choose(form, "B", box(form, "Y"));
  await radio(form, "b").check();
  await becomes(() => radio(form, "B").count(), 0);
});

journey("a choice that comes with a property is drawn", async (alone, form) => {
  await alone.draw(object({ m: text }, { dependentSchemas: { m: { oneOf: TWO } } }));
  await box(form, "M").fill("in");
  await choose(form, "B", box(form, "Y"));
});

journey("the mark of what is required comes with the field that asks for it, and goes with it", async (alone, form) => {
  await alone.draw(object({ ticket: text, reason: text }, { dependentRequired: { ticket: ["reason"] } }));
  const marked = () => box(form, "Reason").evaluate((it) => [it.labels[0].textContent, it.required]);
  await becomes(marked, ["Reason", false]);
  await box(form, "Ticket").pressSequentially("OPS-1");
  await becomes(marked, ["Reason*", true]);
  assert.ok(await hasFocus(box(form, "Ticket")));
  assert.equal((await alone.review()).verdict, "1 problems");
  await box(form, "Ticket").fill("");
  await becomes(marked, ["Reason", false]);
  assert.ok(await hasFocus(box(form, "Ticket")));
  assert.deepEqual(await sent(alone), {});
});

journey("E2: an error waits until its field is left, and goes with the key that mends it", async (alone, form) => {
  const least = (minLength) => ({ ...text, minLength });
  await alone.draw(object({ zone: least(2), code: least(5) }), { code: "a" });
  const [zone, code] = [box(form, "Zone"), box(form, "Code")];
  const invalid = (control) => control.getAttribute("aria-invalid");
  await zone.pressSequentially("z");
  assert.equal(await invalid(zone), null);
  await code.focus();
  await form.getByText("Zone must be at least 2 characters").waitFor();
  // The checker's answer was about both; only one of them was left.
  for (const letter of ["b", "c"]) {
    await code.pressSequentially(letter);
    assert.equal(await invalid(code), null);
  }
  await code.press("Tab");
  const said = form.getByText("Code must be at least 5 characters");
  await said.waitFor();
  assert.equal(await invalid(code), "true");
  await code.pressSequentially("d");
  assert.equal(await invalid(code), "true");
  await code.pressSequentially("e");
  await becomes(() => said.count(), 0);
  await becomes(() => invalid(code), null);
  assert.ok(await hasFocus(code));
  assert.equal(await invalid(zone), "true");
});

journey("E2: the letters of a text that is too long are counted as it is typed, and its message stays", async (alone, form) => {
  await alone.draw(object({ code: { ...text, maxLength: 3 }, pin: { ...text, maxLength: 4, writeOnly: true } }));
  const [code, pin] = [box(form, "Code"), form.getByLabel("Pin", { exact: true })];
  const [counted, said] = [form.getByText(/^\d+ \/ 3$/), form.getByText("Code must be at most 3 characters")];
  await code.fill("ab👍cd");
  await code.press("Tab");
  await said.waitFor();
  await becomes(() => counted.allInnerTexts(), ["5 / 3"]);
  const line = await said.elementHandle();
  await code.press("End");
  await code.pressSequentially("e");
  await becomes(() => counted.allInnerTexts(), ["6 / 3"]);
  assert.ok(await line.evaluate((it) => it.isConnected), "it was not drawn anew");
  for (let at = 0; at < 3; at += 1) await code.press("Backspace");
  await becomes(() => said.count(), 0);
  await becomes(() => counted.count(), 0);
  await pin.fill("12345");
  await pin.press("Tab");
  await form.getByText("Pin must be at most 4 characters").waitFor();
  await form.getByText("5 / 4", { exact: true }).waitFor();
  assert.equal((await alone.review()).verdict, "1 problems");
});

journey("a choice inside a branch is drawn when the branch is chosen", async (alone, form) => {
  const branches = [{ title: "One", ...object({ z: text }) }, { title: "Two", ...object({ w: text }), oneOf: TWO }];
  await alone.draw(object({ g: { type: "object", oneOf: branches } }));
  await choose(form, "Two", radio(form, "B"));
  await choose(form, "B", box(form, "Y"));
});

journey("what is missing is told of the branch that is drawn, and of no other", async (alone, form) => {
  const told = () => form.getByRole("alert").getByRole("link").allInnerTexts();
  await alone.draw(object({}, { oneOf: TWO }));
  assert.equal((await alone.review()).verdict, "1 problems");
  await becomes(told, ["X is required"], "A is drawn until somebody chooses");
  await choose(form, "B", box(form, "Y"));
  await becomes(told, ["Y is required"]);
  await choose(form, "A", box(form, "X"));
  await becomes(told, ["X is required"]);
  await box(form, "X").fill("in");
  await becomes(() => form.getByRole("alert").count(), 0);
  assert.equal((await alone.review()).verdict, "valid");
  // The branch that lacks more, though the other lacks less.
  const more = { title: "C", ...object({ v: text, w: text }), required: ["v", "w"] };
  await alone.draw(object({}, { oneOf: [TWO[0], more] }));
  await choose(form, "C", box(form, "W"));
  assert.equal((await alone.review()).verdict, "2 problems");
  await becomes(told, ["V is required", "W is required"]);
});

journey("a group that typing creates shows its defaults, and takes them along when it goes", async (alone, form) => {
  const port = { type: "integer", default: 5432 };
  const db = object({ host: text, port, tls: { type: "boolean", default: true } }, { required: ["host"] });
  await alone.draw(object({ db }), {});
  assert.equal(await box(form, "Port").inputValue(), "");
  await box(form, "Host").pressSequentially("h1");
  await becomes(() => box(form, "Port").inputValue(), "5432");
  await becomes(() => form.getByRole("switch", { name: "Tls" }).isChecked(), true);
  assert.ok(await hasFocus(box(form, "Host")));
  assert.equal(await box(form, "Host").inputValue(), "h1");
  await box(form, "Host").fill("");
  await becomes(() => box(form, "Port").inputValue(), "");
  assert.deepEqual(await sent(alone), {});
});

const MANY = ["one", "two", "three", "four", "five", "six", "seven"];

journey("a select shows a value that is no choice, and it can be left out", async (alone, form) => {
  await alone.draw(object({ v: { enum: MANY } }), { v: "gone" });
  const select = form.getByRole("combobox", { name: "V" });
  const shown = () => select.evaluate((it) => it.selectedOptions[0]?.textContent);
  await becomes(shown, "gone (not one of the choices)");
  await select.selectOption({ label: "two" });
  await becomes(() => select.getByRole("option", { name: /^gone/ }).count(), 0);
  await becomes(shown, "two");
  await alone.draw(object({ v: { enum: MANY } }), { v: "gone" });
  await becomes(shown, "gone (not one of the choices)");
  await select.selectOption("");
  await becomes(shown, "Not set");
  assert.deepEqual(await sent(alone), {});
});

journey("a radio group shows a value that is no choice, and it can be left", async (alone, form) => {
  const schema = object({ v: { enum: ["one", "two"] } });
  await alone.draw(schema, { v: "gone" });
  const gone = radio(form, "gone (not one of the choices)");
  await becomes(() => gone.isChecked(), true);
  await radio(form, "two").check();
  assert.deepEqual(await sent(alone), { v: "two" });
  await gone.check();
  assert.deepEqual(await sent(alone), { v: "gone" });
  await form.getByRole("button", { name: "Clear V" }).click();
  await becomes(() => gone.isChecked(), false);
  assert.deepEqual(await sent(alone), {});
  // The same number, written otherwise, is the choice.
  await alone.draw(object({ v: { enum: [1, 2] } }), '{"v":1.0}');
  await becomes(() => radio(form, "1").isChecked(), true);
  assert.equal(await form.getByRole("group", { name: "V" }).getByRole("radio").count(), 2);
});

journey("checkboxes show a value that is no choice, and it can be taken away", async (alone, form) => {
  const list = { type: "array", uniqueItems: true, items: { enum: ["one", "two"] } };
  await alone.draw(object({ v: list }), { v: ["one", "gone"] });
  const gone = form.getByRole("checkbox", { name: "gone (not one of the choices)" });
  await gone.uncheck();
  assert.ok(await hasFocus(gone));
  assert.deepEqual(await sent(alone), { v: ["one"] });
  await gone.check();
  assert.deepEqual(JSON.parse((await alone.review()).text), { v: ["one", "gone"] });
});

journey("a secret of several lines keeps them, and is masked until it is asked for", async (alone, form) => {
  const key = "-----BEGIN KEY-----\nabc\n-----END KEY-----\n";
  const schema = object({ key: { type: "string", writeOnly: true } });
  const ui = { "/key": { widget: "textarea" } };
  await alone.draw(schema, undefined, { ui });
  const mask = () => box(form, "Key").evaluate((it) => getComputedStyle(it).webkitTextSecurity);
  await becomes(mask, "disc");
  await box(form, "Key").fill(key);
  await form.getByRole("button", { name: "Show Key" }).click();
  await becomes(mask, "none");
  assert.equal(await box(form, "Key").inputValue(), key);
  await form.getByRole("button", { name: "Hide Key" }).click();
  await becomes(mask, "disc");
  assert.deepEqual(await sent(alone), { key });
  // A value that is given says by itself that it has lines.
  await alone.draw(schema, { key });
  await box(form, "Key").fill(`${key}more`);
  assert.deepEqual(await sent(alone), { key: `${key}more` });
});

journey("a condition that the text turns over changes nothing in the text", async (alone, form) => {
  const filled = (name) => object({ [name]: { ...text, default: `d${name}` } });
  const when = { if: object({ mode: { const: "a" } }), then: filled("x"), else: filled("y") };
  await alone.draw(object({ mode: text }, when), { mode: "a", x: "mine" });
  await box(form, "X").waitFor();
  await radio(form, "JSON").click();
  for (const input of [{ mode: "b", x: "mine" }, { mode: "a" }, { mode: "b" }]) {
    await box(form, "Input as JSON").fill(JSON.stringify(input));
    assert.deepEqual(await sent(alone), input);
  }
  await radio(form, "Form").click();
  await becomes(() => box(form, "Y").inputValue(), "");
  await box(form, "Mode").fill("a");
  await becomes(() => box(form, "X").inputValue(), "dx");
});

const MOMENT = object({ at: { type: "string", format: "date-time" } });

journey("a date that is cleared forgets its zone", async (alone, form) => {
  await alone.draw(MOMENT, { at: "2026-12-01T02:30:00+09:00" });
  const at = form.getByLabel("At", { exact: true });
  await becomes(async () => (await at.inputValue()).slice(0, 16), "2026-12-01T02:30");
  await at.fill("");
  await form.getByText(/^In your time zone/).waitFor();
  await at.fill("2026-12-02T10:00");
  await form.getByText("UTC+01:00 = 2026-12-02 09:00 UTC").waitFor();
  assert.deepEqual(await sent(alone), { at: "2026-12-02T10:00:00+01:00" });
});

journey("a date that the browser's input does not show is text", async (alone, form) => {
  for (const value of ["2026-12-01T02:30:00.123456Z", "2026-02-30T02:30:00Z", "2026-12-01T02:30:60Z"]) {
    await alone.draw(MOMENT, { at: value });
    await becomes(() => form.getByLabel("At", { exact: true }).inputValue(), value);
  }
});

const paged = (...pages) => ({ ui: { pages: pages.map((fields, at) => ({ title: `Page ${at + 1}`, fields })) } });

journey("a last page whose only key is removed gives way to the one before", async (alone, form) => {
  await alone.draw(object({ a: text, b: text }), { old: "in" }, paged(["/a"], ["/b"]));
  const next = form.getByRole("button", { name: "Next", exact: true });
  await next.click();
  await form.getByRole("heading", { name: "Step 2 of 3: Page 2" }).waitFor();
  await next.click();
  await form.getByRole("heading", { name: "Step 3 of 3: More" }).waitFor();
  await form.getByRole("button", { name: "Remove old" }).click();
  await form.getByRole("heading", { name: "Step 2 of 2: Page 2" }).waitFor();
  await box(form, "B").waitFor();
});

journey("the rest of a group that pages name in part is on the last page", async (alone, form) => {
  await alone.draw(object({ db: object({ name: text, size: text }) }), undefined, paged(["/db/name"]));
  await form.getByRole("button", { name: "Next", exact: true }).click();
  await arrived(form, "Step 2 of 2: More");
  await box(form, "Size").fill("big");
  assert.deepEqual(await sent(alone), { db: { size: "big" } });
});

journey("the keys of a group that pages name in part are on the last page", async (alone, form) => {
  const next = () => form.getByRole("button", { name: "Next", exact: true }).click();
  const db = object({ name: text });
  await alone.draw(object({ db }), { db: { name: "n", old: "in", older: "in" } }, paged(["/db/name"]));
  await next();
  await form.getByRole("heading", { name: "Step 2 of 2: More" }).waitFor();
  const group = form.getByRole("group", { name: "Db", exact: true });
  await group.getByRole("button", { name: "Remove old", exact: true }).click();
  await becomes(() => group.getByRole("button", { name: /^Remove / }).count(), 1);
  await group.getByRole("button", { name: "Remove older" }).click();
  await form.getByRole("heading", { name: "Step 1 of 1: Page 1" }).waitFor();
  assert.deepEqual(await sent(alone), { db: { name: "n" } });
  // Where any key is taken, one can be added.
  await alone.draw(object({ db: { ...db, additionalProperties: text } }), undefined, paged(["/db/name"]));
  await box(form, "Name").fill("n");
  await next();
  await arrived(form, "Step 2 of 2: More");
  await box(group, "Name of another entry").fill("new");
  await group.getByRole("button", { name: "Add entry" }).click();
  await box(group, "Value").fill("in");
  assert.deepEqual(await sent(alone), { db: { name: "n", new: "in" } });
});

journey("E3: a folded group counts what is wrong in it", async (alone, form) => {
  const g = object({ a: text, b: text }, { required: ["a", "b"] });
  await alone.draw(object({ g }, { required: ["g"] }), { g: {} }, { ui: { "/g": { collapsed: true } } });
  assert.equal((await alone.review()).verdict, "2 problems");
  await form.getByText("2 problems", { exact: true }).waitFor();
  await alone.unfold();
  await box(form, "A").fill("in");
  await form.locator("summary").click();
  await form.getByText("1 problem", { exact: true }).waitFor();
});

/** A field whose group is folded, and drawn in several goes, is reached by its error. */
async function reachTheLast(alone, form) {
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`f${at}`, text]));
  const g = object(many, { required: ["f399"] });
  const schema = object({ g }, { required: ["g"] });
  await alone.draw(schema, { g: {} }, { ui: { "/g": { collapsed: true } } });
  await alone.review();
  await form.getByRole("alert").getByRole("link", { name: /F399/ }).click();
  await until("the focus on the last field", () => hasFocus(box(form, "F399")));
}

journey("a link leads to a field of a folded group that is drawn later", reachTheLast);

journey("a link waits for its field as long as others come before it", async (alone, form) => {
  // Each go of the drawing begins late, as on a slow machine.
  await alone.context.addInitScript(() => {
    const later = globalThis.setTimeout;
    globalThis.setTimeout = (run, time = 0, ...more) => later(run, time + 400, ...more);
  });
  await reachTheLast(alone, form);
});

journey("items of a list take hints of their own: a name, and help for the present value", async (alone, form) => {
  const when = { schema: { const: "big" }, text: "Big ones take an hour." };
  const disks = { type: "array", items: text };
  const ui = { "/disks/*": { label: "Volume", help_when: when } };
  await alone.draw(object({ disks }), { disks: ["big", "small"] }, { ui });
  const described = (control) =>
    control.evaluate((it) => (it.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText).join(""));
  await becomes(() => described(box(form, "Volume 1")), when.text);
  await becomes(() => described(box(form, "Volume 2")), "");
  await box(form, "Volume 2").fill("big");
  await becomes(() => described(box(form, "Volume 2")), when.text);
  assert.ok(await hasFocus(box(form, "Volume 2")));
  await form.getByRole("button", { name: "Remove volume 1" }).click();
  await becomes(() => form.getByText(when.text).count(), 1);
  await form.getByRole("button", { name: "Add volume" }).click();
  await box(form, "Volume 2").waitFor();
});

journey("a pattern that is no regex is told once at an item and at a free key of several shapes", async (alone, form) => {
  const list = { type: "array", items: { ...text, pattern: "(" } };
  const free = { type: ["string", "integer"], pattern: "(" };
  await alone.draw(object({ list }, { additionalProperties: free }), { list: ["a"], k: "b" });
  const told = form.getByText("This field's pattern cannot be checked");
  await becomes(() => told.count(), 2);
  await becomes(() => form.getByRole("listitem").getByText("This field's pattern cannot be checked").count(), 1);
  await box(form, "List 1").fill("anything");
  assert.deepEqual(await sent(alone), { list: ["anything"], k: "b" });
});

journey("a title that holds code is drawn as code, and is plain words in a message", async (alone, form) => {
  const title = "Size of `/var`";
  const titles = { [title]: "Size of <code>/var</code>" };
  await alone.draw(object({ n: { ...text, title, minLength: 2 } }), { n: "a" }, { titles });
  await box(form, "Size of /var").waitFor();
  assert.equal(await form.locator("label code").innerText(), "/var");
  await alone.review();
  await form.getByRole("alert").getByRole("link", { name: /^Size of \/var must / }).waitFor();
});

/** In front of the checker's own script: what it is asked about the schema waits until it is let go. */
const HOLD = `addEventListener("message", (event) => {
  if (!event.isTrusted || event.data !== '{"type":"faults"}') return;
  event.stopImmediatePropagation();
  globalThis.letGo = () => dispatchEvent(new MessageEvent("message", { data: event.data }));
});
`;

async function hold(route) {
  const response = await route.fetch();
  await route.fulfill({ response, body: HOLD + (await response.text()) });
}

journey("X7: what is wrong with a schema is told late, and what is drawn stays, with focus, caret and an open list", async (alone, form) => {
  await alone.page.route("**/validator_loader.js", hold);
  const number = { type: "integer", minimum: 3, maximum: 2 };
  const many = { enum: Array.from({ length: 20 }, (_, at) => `value ${at}`) };
  const closed = object({ y: text }, { required: ["x"], additionalProperties: false });
  const shapes = { oneOf: [{ title: "Whole", ...number }, { title: "Words", ...text }] };
  const bad = { type: "boolean", default: "yes" };
  const schema = object({ number, plain: text, many, closed, shapes, bad, list: { type: "array", items: number } });
  const SAID = "No number can be right here: the schema asks for at least 3 and at most 2. Tell the owners of this workflow.";
  const isHeld = (worker) => worker.evaluate(() => globalThis.letGo !== undefined).catch(() => false);
  const drawHeld = async () => {
    await alone.draw(schema, { list: [1] });
    return until("the question about the schema", async () => {
      for (const worker of alone.page.workers()) if (await isHeld(worker)) return worker;
    });
  };
  const controls = () => form.locator("input, select, textarea, fieldset").elementHandles();
  /** Lets the answer come; all that was drawn has to be there still. */
  const letGo = async (worker, before) => {
    assert.equal(await form.getByText(SAID).count(), 0);
    // A worker that was let go is not the next one that is held.
    await worker.evaluate(() => {
      globalThis.letGo();
      globalThis.letGo = undefined;
    });
    // The field, the item, and the choice whose drawn shape it is: each once.
    await becomes(() => form.getByText(SAID).count(), 3);
    for (const control of before) assert.ok(await control.evaluate((it) => it.isConnected));
    assert.equal((await controls()).length, before.length);
  };
  const described = (control) =>
    control.evaluate((it) => (it.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText).join(""));

  let worker = await drawHeld();
  const field = box(form, "Number");
  await field.pressSequentially("12");
  await field.press("ArrowLeft");
  assert.equal(await described(field), "");
  await letGo(worker, await controls());
  assert.deepEqual(await field.evaluate((it) => [it === document.activeElement, it.value, it.selectionStart]), [true, "12", 1]);
  await becomes(() => described(field), SAID);
  await form.getByText('"x" is required here, but no field can have this name.').waitFor();
  await form.getByText("The schema of this field refuses its own default: it must be true or false.").waitFor();
  await field.pressSequentially("0");
  assert.deepEqual(await sent(alone), { number: 102, list: [1] });

  worker = await drawHeld();
  const list = form.getByRole("combobox", { name: "Many" });
  await list.click();
  await list.pressSequentially("value 1");
  const open = () => list.evaluate((it) => [it === document.activeElement, it.getAttribute("aria-expanded"), it.value]);
  await becomes(open, [true, "true", "value 1"]);
  await letGo(worker, await controls());
  assert.deepEqual(await open(), [true, "true", "value 1"]);
});
