// One form alone, over more than anybody draws: long lists, free keys and chips are drawn in part, and what is not drawn is
// held, judged and sent like the rest.
import assert from "node:assert/strict";
import { journeysAlone } from "./support/forms-alone.mjs";
import { becomes } from "./support/wait.mjs";

const journey = journeysAlone();

const object = (properties, more = {}) => ({ type: "object", properties, ...more });
const numbers = (count) => Array.from({ length: count }, (_, at) => at);
const integer = { type: "integer", maximum: 60_000 };
const SIZES = object({ sizes: { type: "array", items: integer } });
const KEYS = object({}, { additionalProperties: integer });
const tags = (more = {}) => object({ tags: { type: "array", items: { type: "string", maxLength: 6 }, ...more } });
const AS_TAGS = { ui: { "/tags": { widget: "tags" } } };
/** So many values of tags. */
const values = (count) => numbers(count).map((at) => `t${at}`);

const box = (within, name) => within.getByRole("textbox", { name, exact: true });
const button = (within, name) => within.getByRole("button", { name, exact: true });
const sizes = (form) => form.getByRole("textbox", { name: /^Size \d+$/ });
const removers = (form) => form.getByRole("button", { name: /^Remove / });
const entries = (form) => form.getByRole("group", { name: /^k\d+$/ });
/** The name and the value of a free key. */
const entry = (form, name) => form.getByRole("group", { name, exact: true }).getByRole("textbox");
const getsFocus = (control) => becomes(() => control.evaluate((it) => it === document.activeElement), true);
const sent = async (alone) => JSON.parse((await alone.review()).text);

journey("L2: a list of 50,000 items is drawn in part, edited, and sent whole", async (alone, form) => {
  await alone.draw(SIZES, { sizes: numbers(50_000) });
  await becomes(() => sizes(form).count(), 100);
  await form.getByText("1 to 100 of 50,000 items are shown").waitFor();
  await box(form, "Size 3").fill("33");
  await button(form, "Show more items (49,900 more)").click();
  await getsFocus(box(form, "Size 101"));
  await becomes(() => sizes(form).count(), 200);
  // What is new is shown and has the focus; nothing between it and the others is drawn.
  await button(form, "Add size").click();
  await getsFocus(box(form, "Size 50001"));
  await box(form, "Size 50001").fill("7");
  assert.ok((await sizes(form).count()) <= 100);
  const expected = [...numbers(50_000), 7];
  expected[2] = 33;
  assert.deepEqual(await sent(alone), { sizes: expected });
});

journey("L2: a link of the summary leads to the 40,000th item", async (alone, form) => {
  const held = numbers(50_000);
  held[39_999] = 70_000;
  await alone.draw(SIZES, { sizes: held });
  assert.equal((await alone.review()).verdict, "1 problems");
  await alone.page.getByRole("link", { name: /Size 40000 / }).click();
  const far = box(form, "Size 40000");
  await getsFocus(far);
  await becomes(() => sizes(form).count(), 100);
  await becomes(() => far.getAttribute("aria-invalid"), "true");
  await far.fill("39999");
  await becomes(() => far.getAttribute("aria-invalid"), null);
  await button(form, "Show earlier items (39,994 before)").click();
  await getsFocus(box(form, "Size 39994"));
  await becomes(() => sizes(form).count(), 200);
  // The first that is drawn changes places with one that is not.
  await button(form, "Move size 39895 up").click();
  await getsFocus(button(form, "Move size 39894 up"));
  await becomes(() => box(form, "Size 39894").inputValue(), "39894");
  const expected = numbers(50_000);
  [expected[39_893], expected[39_894]] = [39_894, 39_893];
  const { verdict, text } = await alone.review();
  assert.deepEqual([verdict, JSON.parse(text)], ["valid", { sizes: expected }]);
});

journey("L2: at the edge of what is drawn items are moved, copied and removed like others", async (alone, form) => {
  await alone.draw(SIZES, { sizes: numbers(250) });
  await becomes(() => sizes(form).count(), 100);
  await button(form, "Move size 100 down").click();
  await getsFocus(button(form, "Move size 101 down"));
  await becomes(() => sizes(form).count(), 101);
  await becomes(() => box(form, "Size 101").inputValue(), "99");
  // What follows comes in for what is removed.
  await button(form, "Remove size 101").click();
  await getsFocus(box(form, "Size 101"));
  await becomes(() => box(form, "Size 101").inputValue(), "101");
  await button(form, "Duplicate size 101").click();
  await getsFocus(box(form, "Size 102"));
  const expected = numbers(250);
  expected.splice(99, 2, 100);
  expected.splice(101, 0, 101);
  assert.deepEqual(await sent(alone), { sizes: expected });
});

journey("L2: a default of 10,000 items is drawn in part and sent whole", async (alone, form) => {
  const items = { type: "string" };
  await alone.draw(object({ names: { type: "array", items, default: numbers(10_000).map((at) => `n${at}`) } }));
  await becomes(() => form.getByRole("textbox", { name: /^Name \d+$/ }).count(), 100);
  await box(form, "Name 100").fill("other");
  const { names } = await sent(alone);
  assert.deepEqual([names.length, names[98], names[99], names.at(-1)], [10_000, "n98", "other", "n9999"]);
});

journey("L2: a list of 100,000 values of any kind in an open object is drawn in part", async (alone, form) => {
  await alone.draw({ type: "object" }, { x: new Array(100_000).fill(0) });
  await button(form, "Show more items (99,900 more)").waitFor();
  await becomes(async () => (await sent(alone)).x.length, 100_000);
});

journey("L2: lists in lists are not as many as their lengths multiplied", async (alone, form) => {
  const row = (depth) => (depth === 0 ? { type: "integer" } : { type: "array", items: row(depth - 1) });
  const rows = (depth) => (depth === 0 ? 0 : new Array(60).fill(rows(depth - 1)));
  await alone.draw(object({ rows: row(3) }), { rows: rows(3) });
  const count = await form.getByRole("textbox").count();
  assert.ok(count <= 1000, `${count} are drawn`);
  const more = form.getByRole("button", { name: "Show more items (60 more)", exact: true });
  const before = await more.count();
  assert.ok(before > 0, "what there is no room for can be asked for");
  await more.first().click();
  await becomes(() => more.count().then((now) => now !== before), true);
  assert.deepEqual(await sent(alone), { rows: rows(3) });
});

journey("L2: 20,000 keys that no schema names are drawn in part, and each can be reached", async (alone, form) => {
  const held = Object.fromEntries(numbers(20_000).map((at) => [`k${at}`, at]));
  held.k15000 = 70_000;
  await alone.draw(KEYS, held);
  await becomes(() => entries(form).count(), 100);
  await button(form, "Show more entries (19,900 more)").click();
  await getsFocus(entry(form, "k100").first());
  await becomes(() => entries(form).count(), 200);
  assert.equal((await alone.review()).verdict, "1 problems");
  await alone.page.getByRole("link", { name: /15000/ }).click();
  await getsFocus(entry(form, "k15000").nth(1));
  await entry(form, "k15000").nth(1).fill("15000");
  const adder = form.getByRole("textbox", { name: /^Name of another / });
  await adder.fill("last");
  await adder.press("Enter");
  await getsFocus(entry(form, "last").nth(1));
  await entry(form, "last").nth(1).fill("7");
  await becomes(async () => Object.entries(await sent(alone)).at(-1), ["last", 7]);
  const all = await sent(alone);
  assert.deepEqual([Object.keys(all).length, all.k0, all.k15000, all.k19999], [20_001, 0, 15_000, 19_999]);
});

journey("L2: of 10,000 chips a part is drawn, and the one that is added", async (alone, form) => {
  await alone.draw(tags(), { tags: values(10_000) }, AS_TAGS);
  const chips = removers(form);
  await becomes(() => chips.count(), 100);
  await button(form, "Show more values (9,900 more)").click();
  await getsFocus(button(form, "Remove t100"));
  await becomes(() => chips.count(), 200);
  const input = box(form, "Tags");
  await input.fill("last");
  await input.press("Enter");
  await button(form, "Remove last").waitFor();
  assert.ok((await chips.count()) <= 100);
  assert.deepEqual((await sent(alone)).tags.slice(-2), ["t9999", "last"]);
});

journey("L2: a link of the summary leads to the 5,000th chip", async (alone, form) => {
  const held = values(10_000);
  held[4_999] = "too long";
  await alone.draw(tags(), { tags: held }, AS_TAGS);
  assert.equal((await alone.review()).verdict, "1 problems");
  assert.equal(await button(form, "Remove too long").count(), 0);
  await alone.page.getByRole("alert").getByRole("link").click();
  await button(form, "Remove too long").waitFor();
  await becomes(() => removers(form).count(), 100);
  await getsFocus(box(form, "Tags"));
  await button(form, "Remove too long").click();
  await getsFocus(button(form, "Remove t5000"));
  held.splice(4_999, 1);
  assert.deepEqual(await sent(alone), { tags: held });
});

journey("L2: a link of the summary leads to a chip in an item that is not drawn", async (alone, form) => {
  const x = numbers(600).map(() => ({ tags: [] }));
  x[500].tags = [...values(200), "too long"];
  await alone.draw(object({ x: { type: "array", items: tags() } }), { x }, { ui: { "/x/*/tags": { widget: "tags" } } });
  assert.equal((await alone.review()).verdict, "1 problems");
  await alone.page.getByRole("alert").getByRole("link").click();
  await button(form, "Remove too long").waitFor();
  const item = form.locator(".array__item").filter({ has: button(alone.page, "Remove too long") });
  await getsFocus(box(item, "Tags"));
});

journey("L2: chips that become few by other means are drawn from the first on", async (alone, form) => {
  await alone.draw(tags({ default: ["a"] }), { tags: values(200) }, AS_TAGS);
  await box(form, "Tags").fill("last");
  await box(form, "Tags").press("Enter");
  await button(form, "Remove last").waitFor();
  await form.getByRole("button", { name: /^Use default/ }).click();
  await button(form, "Remove a").waitFor();
  await becomes(() => removers(form).count(), 1);
  await becomes(() => form.getByText(/values are shown$/).count(), 0);
  assert.deepEqual(await sent(alone), { tags: ["a"] });
});

journey("L2: whoever asks for the last of what cannot be changed is led to it", async (alone, form) => {
  await alone.draw(tags({ readOnly: true }), { tags: values(150) }, AS_TAGS);
  await button(form, "Show more values (50 more)").click();
  const focused = () => alone.page.evaluate(() => document.activeElement.innerText.trim());
  await becomes(focused, "t100");
  await alone.draw(object({ on: { type: "array", readOnly: true, items: { type: "boolean" } } }), { on: new Array(150).fill(true) });
  await button(form, "Show more items (50 more)").click();
  const number = () => alone.page.evaluate(() => document.activeElement.closest("[role=listitem]")?.querySelector(".array__no").innerText);
  await becomes(number, "101");
});

journey("L2: where all keys that are drawn are removed, those before them are", async (alone, form) => {
  await alone.draw(KEYS, Object.fromEntries(numbers(200).map((at) => [`k${at}`, at])));
  const adder = form.getByRole("textbox", { name: /^Name of another / });
  await adder.fill("k200");
  await adder.press("Enter");
  await getsFocus(entry(form, "k200").nth(1));
  await entry(form, "k200").nth(1).fill("7");
  await becomes(() => entries(form).count(), 6);
  for (const at of [195, 196, 197, 198, 199]) {
    await button(form, `Remove k${at}`).click();
    await getsFocus(entry(form, `k${at + 1}`).first());
  }
  await button(form, "Remove k200").click();
  await getsFocus(entry(form, "k194").first());
  await becomes(() => entries(form).count(), 6);
  assert.equal(Object.keys(await sent(alone)).length, 195);
});

journey("L2: of 50,000 items that are wrong the first are told", async (alone, form) => {
  await alone.draw(SIZES, { sizes: new Array(50_000).fill(70_000) });
  assert.equal((await alone.review()).verdict, "1000 problems");
  await form.getByText("At least 1,000 fields need attention").waitFor();
  const links = alone.page.getByRole("link", { name: / must be at most 60000$/ });
  await becomes(() => links.count(), 100);
  await button(alone.page, "Show more problems (900 more)").click();
  await becomes(() => links.count(), 200);
  await getsFocus(links.nth(100));
});
