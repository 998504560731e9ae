// What the main thread does for a keystroke, on forms from small to large: Portico, rjsf, and copies of both pages
// without scripts, a block of keys on each in turn.
import { withoutScripts } from "../without-scripts.mjs";
import { FormPage } from "./pages.mjs";
import { LETTERS, TYPED, fields } from "./schemas.mjs";

const SIZES = [10, 100, 500, 1000];
const KEYS = Number(process.env.PORTICO_BENCH_KEYS ?? 500);
/** Keys in a row on one page. */
const BLOCK = 25;
/** More letters than the field takes, so that every key is judged. */
const WRONG = "abcdef";
/** A text with nothing wrong. An emptied field says what is sent of it, which its first letter takes away again. */
const RIGHT = "a";

/** `settled`: in a field with nothing wrong. `wrong`: in one that is, so that both forms judge each key. */
export async function keys(browser, peers) {
  const rounds = [];
  for (const size of SIZES) {
    rounds.push({ size, state: "settled", series: await typing(browser, peers, size, false) });
    rounds.push({ size, state: "wrong", series: await typing(browser, peers, size, true) });
  }
  return rounds;
}

async function typing(browser, peers, size, wrong) {
  const schema = fields(size, wrong ? 2 : LETTERS);
  const open = [];
  for (const peer of peers) {
    peer.pages.draw(schema, { live: wrong });
    const form = await FormPage.open(browser, peer);
    open.push([peer.name, form]);
    if (wrong) await makeWrong(form);
    else open.push([`${peer.name}, no scripts`, await FormPage.open(browser, peer, { path: "/plain", html: await withoutScripts(form.page) })]);
  }
  const series = Object.fromEntries(open.map(([name]) => [name, { idle: [], keys: [] }]));
  // The first keys warm the code up, in every page alike.
  for (let typed = -BLOCK; typed < KEYS; typed += BLOCK) {
    for (const [name, form] of open) {
      const { idle, keys } = await block(form, wrong ? WRONG : RIGHT);
      if (typed < 0) continue;
      series[name].idle.push(...idle);
      series[name].keys.push(...keys);
    }
  }
  for (const [, form] of open) await form.close();
  return series;
}

const field = ({ page }) => page.getByLabel(TYPED, { exact: true });

async function makeWrong(form) {
  await field(form).fill(WRONG);
  await field(form).blur();
  await form.page.getByText(/2 characters/).first().waitFor();
}

async function block(form, text) {
  const { page } = form;
  await page.bringToFront();
  await field(form).fill(text);
  await field(form).focus();
  await page.evaluate("bench.settled()");
  const [idle, keys] = [[], []];
  for (let at = 0; at < 5; at += 1) idle.push(await form.idle());
  for (let at = 0; at < BLOCK; at += 1) keys.push(await form.cost(() => page.keyboard.press("abcdefghij"[at % 10])));
  return { idle, keys };
}
