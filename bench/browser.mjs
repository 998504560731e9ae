// What the portal costs in Chromium, as JSON on standard output: the first load with a small and a large catalog,
// a keystroke in the catalog's search, and a keystroke in a long form beside one in a page without scripts.
//
// node bench/browser.mjs <origin of the small catalog> <origin of the large one> <path of the form>
import { launch, openPage } from "../e2e/support/browser.mjs";
import { withoutScripts } from "./without-scripts.mjs";

const [few, many, formPath] = process.argv.slice(2);

const LOADS = 5;
const CARDS = 60;
const SEARCHES = ["delete kafka table", "rotate vault key", "postgres", "payments snapshot", "resize eks node"];
const KEYSTROKES = 100;

/** Opens a page with Chromium's own counters. */
async function measured(browser, origin) {
  const opened = await openPage(browser, { origin });
  const cdp = await opened.context.newCDPSession(opened.page);
  await cdp.send("Performance.enable");
  return { ...opened, cdp };
}

/** Bytes as they came over the network, and milliseconds, until the first cards are drawn and until nothing is fetched. */
async function firstLoad(browser, origin) {
  const opened = await measured(browser, origin);
  const { page, cdp } = opened;
  const [total, urls] = [{ bytes: 0 }, new Map()];
  const files = [];
  cdp.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, new URL(request.url).pathname));
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    total.bytes += encodedDataLength;
    files.push([urls.get(requestId), encodedDataLength]);
  });
  await cdp.send("Network.enable");
  const first = await (await fetch(`${origin}/catalog/first.json`)).json();
  const expected = Math.min(CARDS, first.total);
  const begun = performance.now();
  await page.goto("/", { waitUntil: "commit" });
  await page.waitForFunction((n) => document.querySelectorAll("ul.grid > li").length >= n, expected);
  const usable = { bytes: total.bytes, ms: performance.now() - begun };
  await page.waitForLoadState("networkidle");
  const settled = { bytes: total.bytes, ms: performance.now() - begun };
  await opened.context.close();
  return { workflows: first.total, cards: expected, usable, settled, files };
}

/** Presses a key, and gives what the main thread did until the next frame was drawn, in milliseconds. */
async function press({ page, cdp }, key) {
  const counters = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
    return { task: of("TaskDuration"), script: of("ScriptDuration") };
  };
  const before = await counters();
  await page.keyboard.press(key);
  await frame(page);
  const after = await counters();
  return { task: after.task - before.task, script: after.script - before.script };
}

/** Two frames: what the first one's work led to is drawn in the second. */
const frame = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Opens a copy of a page that has no scripts. */
async function openPlain(browser, { page }, origin) {
  const html = await withoutScripts(page);
  const plain = await measured(browser, origin);
  await plain.page.route("**/plain", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await plain.page.goto("/plain");
  return plain;
}

/** Each keystroke of some searches in the large catalog, once all of it is known, and in a copy without scripts, in turn. */
async function search(browser) {
  const opened = await measured(browser, many);
  const { page } = opened;
  await page.goto("/");
  const box = page.getByRole("searchbox", { name: /search/i });
  await box.pressSequentially("a");
  await page.getByText(/^\d+ of \d{4} workflows$/).waitFor();
  await page.waitForLoadState("networkidle");
  const plain = await openPlain(browser, opened, many);
  const pages = [
    ["portal", opened],
    ["plain", plain],
  ];
  const times = { portal: [], plain: [] };
  for (const words of SEARCHES) {
    for (const [name, opened] of pages) {
      const box = opened.page.getByRole("searchbox", { name: /search/i });
      await opened.page.bringToFront();
      await box.fill("");
      await box.focus();
      await frame(opened.page);
      for (const letter of words) times[name].push(await press(opened, letter === " " ? "Space" : letter));
    }
  }
  await plain.context.close();
  await opened.context.close();
  return times;
}

/** Keystrokes in a text field of the form, and in the same field of a copy of the page that has no scripts, in turn. */
async function form(browser) {
  const ours = await measured(browser, few);
  await ours.page.goto(formPath);
  const field = (page) => page.locator("form input[type=text]").nth(60);
  await field(ours.page).waitFor();
  await ours.page.waitForLoadState("networkidle");
  const fields = await ours.page.locator("form :is(input, select, textarea)").count();

  const plain = await openPlain(browser, ours, few);

  const pages = [
    ["portal", ours],
    ["plain", plain],
  ];
  for (const [, { page }] of pages) await field(page).fill("");
  const times = { portal: [], plain: [] };
  for (let at = 0; at < KEYSTROKES; at += 1) {
    for (const [name, opened] of pages) {
      await opened.page.bringToFront();
      await field(opened.page).focus();
      await frame(opened.page);
      times[name].push(await press(opened, "abcdefghij"[at % 10]));
    }
  }
  await plain.context.close();
  await ours.context.close();
  return { fields, ...times };
}

const browser = await launch();
try {
  const loads = { few: [], many: [] };
  for (let at = 0; at < LOADS; at += 1) {
    loads.few.push(await firstLoad(browser, few));
    loads.many.push(await firstLoad(browser, many));
  }
  console.log(JSON.stringify({ loads, search: await search(browser), form: await form(browser) }));
} finally {
  await browser.close();
}
