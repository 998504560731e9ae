// Schemas that people use, in the browser: each is drawn, its documents are judged, and they come out as they went in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NAMED, axeViolations } from "./support/accessible.mjs";
import { Alone } from "./support/alone.mjs";
import { edit, editable, one, seeded } from "./support/edits.mjs";
import { formsAlone } from "./support/forms-alone.mjs";
import { REFUSED, missing, schemas, valid } from "./support/schemastore.mjs";
import { LIMIT } from "./support/wait.mjs";

/** Fields of a document that are edited and put back. */
const EDITS = 20;
/** Decides which; the same number, the same fields. */
const SEED = process.env.PORTICO_EDITS_SEED ?? "1";

const shared = formsAlone({ skip: missing });

test("real schemas are drawn and their documents come out as they went in", { skip: missing, timeout: LIMIT }, async (t) => {
  const kinds = {};
  for (const [name, schema] of schemas()) {
    if (REFUSED.includes(name)) continue;
    const alone = await Alone.open(shared.browser, shared.pages);
    await alone.draw(schema);
    await alone.unfold();
    const controls = await alone.lookAtAll();
    assert.ok(controls > 0, `${name} has no controls`);
    assert.equal(await alone.form.getByText("Shown as JSON").count(), 0, `${name} is drawn as JSON`);
    await areNamed(alone, name);
    for (const [document, text, opened] of documents(name)) {
      const drawn = await roundTrip(alone, schema, text, `${name}/${document}`, opened);
      assert.ok(drawn.edited.length > 0, `${name}/${document}: nothing could be edited`);
      t.diagnostic(`${name}/${document}: ${drawn.controls} controls, ${drawn.edited.length} edited and put back`);
      for (const kind of drawn.edited) kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    alone.assertClean(name);
    await alone.close();
  }
  t.diagnostic(`edited and put back with PORTICO_EDITS_SEED=${SEED}: ${JSON.stringify(kinds)}`);
});

/**
 * What a schema is drawn over, with what is held of it then: its valid documents; where there are none an empty one,
 * which lacks what is required, and has that still after edits are put back.
 */
function documents(name) {
  const all = valid(name);
  return all.length > 0 ? all.map(([document, text]) => [document, text, isValid]) : [["nothing", "{}"]];
}

test("what of a real schema leads outside is read-only and the rest can be used", { skip: missing, timeout: LIMIT }, async (t) => {
  for (const [name, schema] of schemas().filter(([name]) => REFUSED.includes(name))) {
    const alone = await Alone.open(shared.browser, shared.pages);
    await alone.draw(schema);
    await alone.unfold();
    await areNamed(alone, name);
    const parts = new Map();
    await noteParts(alone, parts);
    assert.ok(parts.size > 0, `${name} over nothing shows what leads outside`);
    for (const [document, text] of valid(name)) {
      const { controls } = await roundTrip(alone, schema, text, `${name}/${document}`, async (verdict, of) => {
        isValid(verdict, of);
        await noteParts(alone, parts);
      });
      t.diagnostic(`${name}/${document}: ${controls} controls`);
    }
    // Some come only with the items of a list: the documents together have all of them.
    assert.deepEqual([...parts.values()].sort(), outside(JSON.parse(schema)).sort(), `${name}: ${[...parts.keys()]}`);
    t.diagnostic(`${name}: ${parts.size} parts lead outside`);
    alone.assertClean(name);
    await alone.close();
  }
});

const isValid = (verdict, of) => assert.equal(verdict, "valid", `${of} is judged`);

/**
 * Draws a document, edits it, puts it back and draws what would be sent of it then; `opened` looks at it once it is
 * drawn and judged.
 */
async function roundTrip(alone, schema, text, of, opened = () => {}) {
  await alone.draw(schema, text);
  await alone.unfold();
  await areNamed(alone, of);
  const verdict = await alone.holds(text, `${of}, opened`);
  await opened(verdict, of);
  const controls = await alone.lookAtAll();
  await alone.holds(text, `${of}, every control left`);
  const edited = await editAndPutBack(alone, text, of);
  const { text: sent } = await alone.review();
  await alone.draw(schema, sent);
  assert.equal(await alone.holds(text, `${of}, drawn again`), verdict);
  return { controls, edited };
}

/** Every control has a name that is read out. */
async function areNamed(alone, of) {
  assert.deepEqual(await axeViolations(alone.page, NAMED), [], of);
}

/** Edits some controls of any kind and puts back what was there. Gives their kinds. */
async function editAndPutBack(alone, text, of) {
  const random = seeded(`${of} ${SEED}`);
  const [tried, edited] = [new Set(), []];
  while (edited.length < EDITS) {
    // Anew each time: an edit may have drawn something else.
    const left = (await editable(alone.form)).filter(({ at }) => !tried.has(at));
    if (left.length === 0) break;
    const field = one(random, left);
    tried.add(field.at);
    const which = `${of}, the ${field.kind} ${field.at} with PORTICO_EDITS_SEED=${SEED}`;
    try {
      const putBack = await edit(alone.form, field, random, () => alone.isStill(text));
      if (!putBack) continue;
      await putBack();
    } catch (cause) {
      throw new Error(which, { cause });
    }
    await alone.holds(text, `${which}, edited and put back`);
    edited.push(field.kind);
  }
  return edited;
}

/** Notes each part that is shown as JSON, read-only, by its name and what it refers to: the latter. */
async function noteParts(alone, parts) {
  const drawn = await alone.form.locator("textarea").evaluateAll((areas) =>
    areas.flatMap((area) => {
      const said = area.closest(".field").innerText;
      const [, to] = /^Shown as JSON, since its schema refers outside the schema: (.*)\.$/m.exec(said) ?? [];
      const name = area.labels[0]?.querySelector("bdi")?.textContent ?? area.ariaLabel;
      return to === undefined ? [] : [{ name, to, fixed: area.readOnly }];
    }),
  );
  for (const { name, to, fixed } of drawn) {
    assert.ok(fixed, `${name} can be edited`);
    parts.set(`${name}: ${to}`, to);
  }
}

/** Each reference of a schema that leads outside: `portico check` refuses those (crates/catalog/tests/schemas.rs). */
function outside(value) {
  if (value === null || typeof value !== "object") return [];
  const own = typeof value.$ref === "string" && !value.$ref.startsWith("#") ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(outside)];
}
