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

/** Whether a schema says that it is of an object, itself or where it refers to. */
function isObject(root) {
  let schema = root;
  const seen = new Set();
  while (schema.$ref?.startsWith("#/") && !seen.has(schema)) {
    seen.add(schema);
    schema = schema.$ref.slice(2).split("/").reduce((inside, key) => inside[key], root);
  }
  return schema.type === "object" || "properties" in schema || "patternProperties" in schema;
}

/** Draws a schema, does something, and reviews it; tells how long the longest task was until then. */
async function reviewed(t, about, schema, act = () => {}) {
  const alone = await Alone.open(shared.browser, shared.pages);
  await alone.watchTasks();
  await alone.draw(schema);
  await act(alone.form);
  const { text } = await alone.review();
  t.diagnostic(`${about}: the longest task took ${await alone.longestTask()} ms`);
  alone.assertClean(about);
  await alone.close();
  return JSON.parse(text);
}

for (const { name, schema } of JSON.parse(readFileSync(join(FORM_CASES, "hostile.json"), "utf8"))) {
  test(`the rest of the form works beside ${name}`, { timeout: LIMIT }, async (t) => {
    const sent = await reviewed(t, `beside ${name}`, beside(schema), async (form) => {
      const note = form.getByLabel("A note", { exact: true }).first();
      await note.fill("kept");
      await note.blur();
    });
    assert.equal(sent.note, "kept");
  });

  if (!isObject(schema)) continue;
  test(`${name} is drawn and reviewed as the whole form`, { timeout: LIMIT }, async (t) => {
    await reviewed(t, `${name} alone`, schema);
  });
}
