// From an empty page to a form that can be used, and what is held in memory then.
import { FormPage } from "./pages.mjs";
import { LETTERS, fields, list } from "./schemas.mjs";

const ROUNDS = 7;
const SIZES = [10, 500];

/** Bytes, packed, and milliseconds until the form is drawn and until it can judge; either can come first. */
export async function loads(browser, peers) {
  const rounds = [];
  for (const size of SIZES) {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const peer of peers) {
        peer.pages.draw(fields(size, LETTERS));
        peer.pages.sent = [];
        const form = await FormPage.open(browser, peer);
        rounds.push({ peer: peer.name, size, ...(await form.times()), ...(await held(form)), sent: peer.pages.sent });
        await form.close();
      }
    }
  }
  return rounds;
}

/** What the page holds once garbage is collected: JavaScript's heap, and the memory of wasm on both threads. */
async function held(form) {
  const { page, cdp } = form;
  for (let at = 0; at < 2; at += 1) await cdp.send("HeapProfiler.collectGarbage");
  const { heap, nodes } = await form.counters();
  const wasm = form.peer.judges ? await page.evaluate(wasmBytes) : 0;
  const [worker] = page.workers();
  const judge = worker ? await worker.evaluate(() => wasm_bindgen().then(({ memory }) => memory.buffer.byteLength)) : 0;
  return { heap, nodes, wasm, judge };
}

/** The program's module is loaded already: this only asks it for its memory. */
async function wasmBytes() {
  const { js } = document.querySelector("script[data-js]").dataset;
  const { default: init } = await import(js);
  return (await init()).memory.buffer.byteLength;
}

/** Adding the 200th item of a list. */
export async function items(browser, peers) {
  const rounds = [];
  const { schema, input } = list(199);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const peer of peers) {
      peer.pages.draw(schema, { input });
      const form = await FormPage.open(browser, peer);
      await form.page.evaluate("bench.settled()");
      const idle = await form.idle();
      const add = form.page.locator(peer.add);
      await add.focus();
      const before = await form.page.locator("form input").count();
      const cost = await form.cost(() => form.page.keyboard.press("Enter"));
      const added = (await form.page.locator("form input").count()) - before;
      if (added !== 3) throw new Error(`${peer.name} added ${added} controls`);
      rounds.push({ peer: peer.name, task: cost.task - idle.task, script: cost.script - idle.script });
      await form.close();
    }
  }
  return rounds;
}
