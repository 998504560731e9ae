// Schemas that people use, in the browser: each is drawn, its documents are judged, and they come out as they went in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Alone } from "./support/alone.mjs";
import { formsAlone } from "./support/forms-alone.mjs";
import { REFUSED, missing, schemas, valid } from "./support/schemastore.mjs";
import { LIMIT } from "./support/wait.mjs";

/** Fields of a document that are edited and put back. */
const EDITS = 20;

const shared = formsAlone({ skip: missing });

test("real schemas are drawn and their documents come out as they went in", { skip: missing, timeout: LIMIT }, async (t) => {
  for (const [name, schema] of schemas()) {
    if (REFUSED.includes(name)) continue;
    const alone = await Alone.open(shared.browser, shared.pages);
    await alone.draw(schema);
    await alone.unfold();
    const controls = await alone.lookAtAll();
    assert.ok(controls > 0, `${name} has no controls`);
    assert.equal(await alone.form.getByText("Shown as JSON").count(), 0, `${name} is drawn as JSON`);
    for (const [document, text] of valid(name)) {
      const drawn = await roundTrip(alone, schema, text, `${name}/${document}`);
      t.diagnostic(`${name}/${document}: ${drawn.controls} controls, ${drawn.edited} edited and put back`);
    }
    alone.assertClean(name);
    await alone.close();
  }
});

test("what of a real schema leads outside is read-only and the rest can be used", { skip: missing, timeout: LIMIT }, async (t) => {
  for (const [name, schema] of schemas().filter(([name]) => REFUSED.includes(name))) {
    const alone = await Alone.open(shared.browser, shared.pages);
    await alone.draw(schema);
    await alone.unfold();
    await alone.form.getByText(/^Shown as JSON, since its schema refers outside the schema: /).first().waitFor();
    for (const [document, text] of valid(name)) {
      const { controls } = await roundTrip(alone, schema, text, `${name}/${document}`);
      t.diagnostic(`${name}/${document}: ${controls} controls`);
    }
    alone.assertClean(name);
    await alone.close();
  }
});

async function roundTrip(alone, schema, text, of) {
  await alone.draw(schema, text);
  await alone.unfold();
  assert.equal(await alone.holds(text, `${of}, opened`), "valid", `${of} is judged`);
  const controls = await alone.lookAtAll();
  await alone.holds(text, `${of}, every control left`);
  const edited = await editAndUndo(alone, text, of);
  const { text: sent } = await alone.review();
  await alone.draw(schema, sent);
  assert.equal(await alone.holds(text, `${of}, reloaded`), "valid");
  return { controls, edited };
}

/** What a field that shows nothing says it sends, and the way back to that. */
const WAYS = [["An empty text is sent.", "Send an empty text"], ["Null is sent.", "Send null"]];

/** Edits some of the text fields, spread over the document, and puts back what was there. */
async function editAndUndo(alone, text, of) {
  const fields = alone.form.locator("input:not([type]), input[type=text], textarea").and(alone.page.locator(":not([readonly])"));
  const count = await fields.count();
  const step = Math.max(1, Math.floor(count / EDITS));
  let edited = 0;
  for (let at = 0; at < count && edited < EDITS; at += step) {
    const field = fields.nth(at);
    const before = await field.inputValue();
    const stood = before === "" && (await standing(field).allTextContents()).join(" ");
    await field.fill("77");
    await field.fill(before);
    // An emptied field is left out (rule S1); the line under it leads back to what it was.
    const way = stood && WAYS.find(([said]) => stood.includes(said));
    if (way) await standing(field).getByRole("button", { name: way[1] }).click();
    await field.blur();
    await alone.holds(text, `${of}, ${await field.getAttribute("id")} (${before}) edited and put back`);
    edited += 1;
  }
  return edited;
}

/** The line under a field that says what it sends. */
const standing = (field) => field.locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' field ')][1]").locator(".standing");
