// Searching a dynamic field's list in Chromium: from each key until its result is painted, and the longest task of the
// main thread meanwhile and, before that, from the list's arrival until it is painted; as JSON on standard output. Frames
// come as soon as they are ready, so that what is measured is work and not the wait for the screen.
//
// node bench/options.mjs <folder of Portico's form alone>
import { launch, openPage } from "../e2e/support/browser.mjs";
import { frame } from "../e2e/support/catalog-journey.mjs";
import { choices, FormPages } from "../e2e/support/form-pages.mjs";
import { tasksDuring } from "../e2e/support/trace.mjs";

const [folder] = process.argv.slice(2);

const SIZES = [480, 10_000, 100_000];
/** How often each list is opened, each time on a page of its own. */
const OPENINGS = 5;
/** Typed letter by letter, and taken back again; the last two hold no option as they are. */
const TEXTS = ["test stage", "orders-archive", "infra prod 77", "payments", "trackr stge", "paymnts arch"];
const WORDS = ["orders", "payments", "tracker", "test", "stage", "prod", "archive", "billing", "infra", "search"];

const names = (count) =>
  Array.from({ length: count }, (_, at) => {
    const word = (step) => WORDS[Math.floor(at / step) % WORDS.length];
    return { value: `i-${at}`, label: `${word(1)}-${word(7)}-${word(61)}-${word(541)}-${at}`, hint: `postgres 16.${at % 9}` };
  });

/** Runs in the page before anything else: `bench.key()` waits until nothing more is drawn, and gives the milliseconds. */
function watch() {
  const bench = { pressed: 0, painted: 0, drawn: 0 };
  globalThis.bench = bench;
  const paint = () =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => (bench.painted = performance.now());
      channel.port2.postMessage(null);
    });
  addEventListener("keydown", (event) => {
    Object.assign(bench, { pressed: event.timeStamp, drawn: performance.now() });
    paint();
  }, true);
  bench.watch = () =>
    new MutationObserver(() => {
      bench.drawn = performance.now();
      paint();
    }).observe(document.querySelector(".combo__pop"), { childList: true, subtree: true, characterData: true });
  // A search of the longest list is done in a fraction of this.
  const QUIET = 250;
  bench.key = () =>
    new Promise((done) => {
      const look = () => {
        if (performance.now() - bench.drawn > QUIET) done(bench.painted - bench.pressed);
        else setTimeout(look, 50);
      };
      look();
    });
}

/** Opens the list, and gives with its page the longest task of the main thread from the answer's arrival until it is painted. */
async function open(browser, pages, size) {
  const answer = JSON.stringify(choices(names(size)));
  // The form asks once it is drawn: the answer waits until what the page does with it is watched by itself.
  let give;
  const given = new Promise((done) => (give = done));
  pages.answer = () => given;
  const schema = { type: "object", properties: { db: { type: "string", title: "Database" } } };
  pages.draw(schema, { options: { "/db": {} } });
  const opened = await openPage(browser, { origin: pages.origin });
  const { page } = opened;
  await opened.context.addInitScript(watch);
  await page.goto("/");
  const box = page.getByRole("combobox", { name: "Database" });
  await box.click();
  await frame(page);
  const all = size.toLocaleString("en-GB");
  const [longest] = await tasksDuring(browser, page, async () => {
    give(answer);
    await page.locator(".combo__bar b", { hasText: `${all} of ${all}` }).waitFor({ timeout: 60_000 });
    await frame(page);
  });
  await page.evaluate("bench.watch()");
  return { ...opened, box, longest: longest.wall };
}

async function typing({ page }) {
  const times = [];
  for (const text of TEXTS) {
    const keys = [...text].map((letter) => (letter === " " ? "Space" : letter));
    for (const key of [...keys, ...keys.map(() => "Backspace")]) {
      await page.keyboard.press(key);
      times.push(await page.evaluate("bench.key()"));
    }
  }
  return times;
}

/** The longest tasks of the page's main thread while it is typed into, in milliseconds. */
async function tasks(browser, opened) {
  const all = await tasksDuring(browser, opened.page, () => typing(opened));
  return all.slice(0, 20).map(({ wall }) => wall);
}

const pages = await FormPages.serve(folder);
const browser = await launch(["--disable-frame-rate-limit", "--disable-gpu-vsync"]);
try {
  const lists = [];
  for (const size of SIZES) {
    const openings = [];
    let opened;
    for (let at = 0; at < OPENINGS; at += 1) {
      await opened?.context.close();
      opened = await open(browser, pages, size);
      openings.push(opened.longest);
    }
    const keys = await typing(opened);
    lists.push({ size, openings, keys, tasks: await tasks(browser, opened) });
    await opened.context.close();
  }
  console.log(JSON.stringify({ lists }));
} finally {
  await browser.close();
  await pages.close();
}
