// Schemas that would take for ever if anything were done at once: the form is drawn, and what else is in it can be used.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Alone } from "./support/alone.mjs";
import { formsAlone } from "./support/forms-alone.mjs";
import { FORM_CASES } from "./support/places.mjs";
import { LIMIT } from "./support/wait.mjs";

const shared = formsAlone();

/** The schema as one property, with a field of its own after it. */
function beside(schema) {
  const inside = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"#/properties/hostile'));
  return { type: "object", properties: { hostile: inside, note: { title: "A note", type: "string" } } };
}

for (const { name, schema } of JSON.parse(readFileSync(join(FORM_CASES, "hostile.json"), "utf8"))) {
  test(`the rest of the form works beside ${name}`, { timeout: LIMIT }, async () => {
    const alone = await Alone.open(shared.browser, shared.pages);
    await alone.draw(beside(schema));
    const note = alone.form.getByLabel("A note", { exact: true }).first();
    await note.fill("kept");
    await note.blur();
    const { text } = await alone.review();
    assert.equal(JSON.parse(text).note, "kept");
    alone.assertClean(name);
    await alone.close();
  });
}
