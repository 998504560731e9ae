// What the portal costs in Chromium, as JSON on standard output: the first load with a small and a large catalog,
// a keystroke in the catalog's search, the longest task of all that one does in the large catalog, and a keystroke in a
// long form beside one in a page without scripts.
//
// node bench/browser.mjs <origin of the small catalog> <origin of the large one> <path of the form>
import { launch, openPage } from "../e2e/support/browser.mjs";
import * as stretches from "../e2e/support/catalog-journey.mjs";
import { Portal } from "../e2e/support/portal.mjs";
import { tasksDuring } from "../e2e/support/trace.mjs";
import { withoutScripts } from "./without-scripts.mjs";

const [few, many, formPath] = process.argv.slice(2);
const { frame } = stretches;

const LOADS = 5;
/** Cards that first.json has at most. */
const CARDS = 60;
const SEARCHES = ["delete kafka table", "rotate vault key", "postgres", "payments snapshot", "resize eks node"];
const KEYSTROKES = 100;
const JOURNEYS = 5;

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
  await stretches.drawn(page, expected);
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

/** What is known of each workflow of the large catalog, by the files that its search reads, and a word of guides. */
async function known() {
  const read = async (name) => (await fetch(`${many}/catalog/${name}.json`)).json();
  const [names, search, guides] = await Promise.all(["names", "search", "guides"].map(read));
  const all = names.map(([, type, name, team], at) => {
    const [description, tags, , , teamName] = search[at];
    return { name, type, team, teamName, tags, description, guide: [] };
  });
  for (const [word, gaps] of guides.words) {
    let at = 0;
    for (const gap of gaps) all[(at += gap)].guide.push(word);
  }
  const [guideWord] = guides.words.find(([word]) => /^[a-z]{6,}$/.test(word));
  return { all, guideWord };
}

/** By stretch of the journey: its longest task in each round, in milliseconds by the clock. No visit finds what another kept. */
async function journey(browser) {
  const about = await known();
  const longest = {};
  const visit = async (body) => {
    const { page, context } = await openPage(browser, { origin: many });
    const smoothly = async (what, act) => {
      const [task] = await tasksDuring(browser, page, () => act().then(() => frame(page)));
      (longest[what] ??= []).push(task.wall);
    };
    await body({ ...about, page, portal: new Portal(page), smoothly });
    await context.close();
  };
  for (let round = 0; round < JOURNEYS; round += 1) {
    await visit(async (visitor) => {
      await visitor.smoothly("the first load", () => stretches.open(visitor.page));
      await stretches.search(visitor);
      await stretches.filter(visitor);
    });
    const pages = async (visitor) => {
      const [{ tags }] = await stretches.toTeam(visitor);
      await stretches.toTag(visitor, tags[0]);
    };
    const palette = async (visitor) => {
      await stretches.jump(visitor);
      await stretches.jumpToTeam(visitor);
    };
    for (const body of [stretches.reopen, stretches.favour, stretches.openAndComeBack, pages, palette]) {
      await visit(async (visitor) => {
        await stretches.open(visitor.page);
        await body(visitor);
      });
    }
  }
  return longest;
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
  const measured = { loads, search: await search(browser), journey: await journey(browser), form: await form(browser) };
  console.log(JSON.stringify(measured));
} finally {
  await browser.close();
}
