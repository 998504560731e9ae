// Schemas that would take for ever if anything were done at once: the form is drawn, it can be used, and so can what else
// is in it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Alone } from "./support/alone.mjs";
import { formsAlone } from "./support/forms-alone.mjs";
import { HOSTILE, KEY, pressAndLeave } from "./support/hostile.mjs";
import { FORM_CASES } from "./support/places.mjs";
import { slowness, tasksDuring } from "./support/trace.mjs";
import { becomes, LIMIT } from "./support/wait.mjs";

const shared = formsAlone();
const schemas = JSON.parse(readFileSync(join(FORM_CASES, "hostile.json"), "utf8"));

/**
 * What a task may take of the processor at most, in milliseconds, where `slowness` is 1: twice what the bench holds it to,
 * since what the journey itself asks of the page is among it, and a busy machine's processor is slower than `slowness` sees.
 */
const LONGEST = 400;

/** The schema as one property, with a field of its own after it. */
function beside(schema) {
  const inside = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"#/properties/hostile'));
  return { type: "object", properties: { hostile: inside, note: { title: "A note", type: "string" } } };
}

/** Draws a schema, does something with it, and holds the page to it that no task was too long. */
async function used(t, about, schema, input, act) {
  const alone = await Alone.open(shared.browser, shared.pages);
  await alone.watchTasks();
  const limit = LONGEST * Math.max(1, await slowness(alone.page));
  const tasks = await tasksDuring(shared.browser, alone.page, async () => {
    await alone.draw(schema, input);
    await act(alone);
  });
  assert.ok(tasks.length > 0, "the trace has the tasks of the page");
  const longest = Math.max(...tasks.map(({ cpu }) => cpu));
  t.diagnostic(`${about}: the longest task took ${await alone.longestTask()} ms, ${Math.round(longest)} ms of the processor`);
  assert.ok(longest <= limit, `${about}: a task took ${Math.round(longest)} ms of the processor, ${Math.round(limit)} are too many`);
  alone.assertClean(about);
  await alone.close();
}

const sent = async (alone) => JSON.parse((await alone.review()).text);

test("each hostile schema is used", () => {
  assert.deepEqual(Object.keys(HOSTILE).sort(), schemas.map(({ name }) => name).sort());
});

for (const { name, schema } of schemas) {
  test(`the rest of the form works beside ${name}`, { timeout: LIMIT }, async (t) => {
    await used(t, `beside ${name}`, beside(schema), undefined, async (alone) => {
      // Asking for it by its label would look at each of a thousand fields, for longer than drawing them takes.
      const id = await alone.page.evaluate(() => [...document.querySelectorAll("label")].find((it) => it.innerText === "A note").htmlFor);
      const note = alone.page.locator(`#${id}`);
      await note.fill("kept");
      await note.blur();
      assert.equal((await sent(alone)).note, "kept");
    });
  });

  test(`${name} is drawn, used and reviewed as the whole form`, { timeout: LIMIT }, async (t) => {
    const { input, control, key = KEY, read = (all) => all, sent: expected } = HOSTILE[name];
    await used(t, `${name} alone`, schema, input, async (alone) => {
      const found = await control(alone.form);
      await found.waitFor();
      await alone.allDrawn();
      await found.focus();
      await pressAndLeave(alone.page, key);
      await becomes(async () => read(await sent(alone)), expected);
    });
  });
}
