// The time to draw real and hostile schemas, and the longest task of that and of the first edit. With a hostile schema
// Portico's edit is what e2e does with it; in the other form it is a letter in the first text, where there is one.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { launch } from "../../e2e/support/browser.mjs";
import { HOSTILE, KEY, pressAndLeave } from "../../e2e/support/hostile.mjs";
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
    const { input, ...act } = HOSTILE[name];
    const about = { name, input: input ? JSON.stringify(input).length : 0 };
    const failed = new Set();
    for (let round = 0; round < ROUNDS; round += 1) {
      // What hangs or fails does so each time, and takes its time.
      for (const peer of peers.filter((peer) => !failed.has(peer))) {
        const browser = await launch();
        // A page that hangs after it was drawn answers no question: its browser is closed, which ends every wait for it.
        const hangs = setTimeout(() => browser.close(), 2 * HANGS);
        const drawn = await draw(browser, peer, schema, { input, patience: HANGS, judged: false, act: peer.acts ? act : undefined });
        clearTimeout(hangs);
        await browser.close();
        if (drawn.fault) failed.add(peer);
        rounds.push({ ...about, ...drawn });
      }
    }
  }
  return rounds;
}

async function draw(browser, peer, schema, { input, patience, judged, act }) {
  peer.pages.draw(schema, { input });
  const opened = FormPage.open(browser, peer, { patience, judged });
  try {
    const form = await opened;
    const { page } = form;
    const controls = await page.locator("form :is(input, select, textarea)").count();
    const typed = act ? await use(form, act) : await type(form);
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
  return pressed(form, "a");
}

/** What e2e does with a hostile schema: what its last key costs; what is opened for it belongs to the edit. */
async function use(form, { control, key = KEY }) {
  await form.edit();
  const found = await control(form.page.locator("form"));
  await found.waitFor();
  await form.page.waitForFunction(() => !document.querySelector("form [aria-busy=true]"));
  await found.focus();
  return pressed(form, key);
}

async function pressed(form, key) {
  const { task } = await form.cost(() => pressAndLeave(form.page, key));
  return task;
}
