// The time to draw real and hostile schemas, and the longest task of that and of the first edit.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { launch } from "../../e2e/support/browser.mjs";
import { FormPage } from "./pages.mjs";

const ROUNDS = 3;
/** A form that takes longer than this for a hostile schema hangs. */
const HANGS = 20_000;

/** The schemas of a folder, each alone and over the largest valid document there is of it. */
export async function real(browser, peers, folder) {
  const rounds = [];
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".json")).sort()) {
    const schema = readFileSync(join(folder, name), "utf8");
    const about = { name: basename(name, ".json"), bytes: schema.length };
    const documents = [undefined, largest(join(folder, "instances/test", about.name))].slice(0, 2);
    for (const input of documents.filter((input, at) => at === 0 || input)) {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const peer of peers) {
          rounds.push({ ...about, input: input?.length ?? 0, ...(await draw(browser, peer, schema, { input })) });
        }
      }
    }
  }
  return rounds;
}

function largest(folder) {
  if (!existsSync(folder)) return undefined;
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.sort((one, other) => other.length - one.length)[0];
}

/** Schemas that would explode, `[{name, schema}]`, whether they can be judged or not; each in a browser of its own, which can be ended when it hangs. */
export async function hostile(peers, schemas) {
  const rounds = [];
  for (const { name, schema } of schemas) {
    for (const peer of peers) {
      const browser = await launch();
      // A page that hangs after it was drawn answers no question: its browser is closed, which ends every wait for it.
      const hangs = setTimeout(() => browser.close(), 2 * HANGS);
      rounds.push({ name, ...(await draw(browser, peer, schema, { patience: HANGS, judged: false })) });
      clearTimeout(hangs);
      await browser.close();
    }
  }
  return rounds;
}

async function draw(browser, peer, schema, { input, patience, judged }) {
  peer.pages.draw(schema, { input });
  const opened = FormPage.open(browser, peer, { patience, judged });
  try {
    const form = await opened;
    const { page } = form;
    const controls = await page.locator("form :is(input, select, textarea)").count();
    const typed = await type(form);
    const { drawing, longest, drawingTask, editTask } = await form.times();
    const refused = form.peer.refuses ? await page.locator(form.peer.refuses).count() : 0;
    const fault = form.faults.find((text) => /panicked|RuntimeError|uncaught/.test(text));
    await form.close();
    return { peer: peer.name, drawing, longest, drawingTask, editTask, controls, refused, typed, fault: fault?.slice(0, 200) };
  } catch (error) {
    return { peer: peer.name, fault: String(error.message).split("\n")[0].slice(0, 200) };
  }
}

/** A letter in the first text field there is, which is then left: what the first edit costs, in milliseconds. */
async function type(form) {
  const field = form.page.locator("form input:is([type=text], :not([type])):not([readonly])").first();
  if ((await field.count()) === 0) return undefined;
  await form.edit();
  await field.focus();
  const { task } = await form.cost(async () => {
    await form.page.keyboard.press("a");
    // The letter may have taken the field away.
    await form.page.evaluate(() => document.activeElement?.blur());
  });
  return task;
}
