// What each page is held to: axe finds nothing, and the tree a screen reader gets is the one that was checked in.
// What is found is written down, and the journey that came by goes on: one run tells the faults of all its pages.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { NARROW, noteFault, WIDE } from "./browser.mjs";
import { ROOT } from "./places.mjs";
import { until } from "./wait.mjs";

const FOLDER = join(ROOT, "e2e/snapshots");
/** Seconds that what a page still fetches may take to be in its tree. */
const COMING = 30;
/** Set to write the snapshots anew instead of comparing with them. */
const UPDATE = process.env.PORTICO_UPDATE_SNAPSHOTS === "1";

/** Axe's rules that every control has a name. */
export const NAMED = ["label", "select-name", "aria-input-field-name", "aria-toggle-field-name", "button-name", "summary-name"];

/** Each rule of axe that a page breaks, with the elements that break it; of all rules, or of some. */
export async function axeViolations(page, rules) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), options);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary = "" }) => `${id}: ${help}\n    ${html.slice(0, 300)}\n    ${failureSummary}`),
  );
}

// What differs from run to run: ids, times, ports, durations.
const MASKS = [
  [/portico-[A-Z2-7]{26}/g, "portico-ID"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "UUID"],
  [/\b[0-9a-f]{16,64}\b/g, "HASH"],
  [/127\.0\.0\.1:\d+/g, "HOST"],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, "TIME"],
  [/\b\d{1,2} [A-Z][a-z]{2,3} \d{4},? \d{2}:\d{2}(:\d{2})?( (CET|CEST|UTC|GMT[+-]\d+))?/g, "TIME"],
  [/\b(just now|yesterday|\d+ (min|h|days) ago)/g, "AGO"],
  [/\b(\d+ (h|days?) )?\d+ min( \d+ s)?\b/g, "DURATION"],
  [/\b\d+(\.\d+)? (ms|s)\b/g, "DURATION"],
];

const masked = (text) => MASKS.reduce((left, [pattern, word]) => left.replace(pattern, word), text);

/** What differs between a page's accessibility tree and `e2e/snapshots/<name>.yml` for as long as a page may take to be whole, or undefined. */
async function treeDifference(page, name) {
  let seen;
  const look = async () => {
    seen = `${masked(await page.locator("body").ariaSnapshot())}\n`;
    return seen;
  };
  const file = join(FOLDER, `${name}.yml`);
  if (UPDATE) {
    // Nothing is known of what is to come: it is whole once it is the same twice.
    await until("the page to stay as it is", async () => seen === (await look()), { seconds: COMING });
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, seen);
    return undefined;
  }
  const kept = existsSync(file) ? readFileSync(file, "utf8") : "";
  const isSame = await until("the page to be whole", async () => (await look()) === kept, { seconds: COMING }).catch(() => false);
  if (isSame) return undefined;
  // What kept it from being looked at is the failure.
  if (seen === undefined) await look();
  const [was, is] = [kept.split("\n"), seen.split("\n")];
  const lost = was.filter((line) => !is.includes(line)).map((line) => `- ${line}`);
  const come = is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`);
  return `differs from e2e/snapshots/${name}.yml (PORTICO_UPDATE_SNAPSHOTS=1 writes it anew):\n${[...lost, ...come].join("\n")}`;
}

async function fits(page, name) {
  const [wider, outermost] = await page.evaluate(() => {
    const over = document.documentElement.scrollWidth - innerWidth;
    const out = (element) => element.getBoundingClientRect().right > innerWidth + 1;
    const found = over > 0 ? [...document.querySelectorAll("main *")].filter(out).at(-1) : undefined;
    return [over, found?.outerHTML.slice(0, 200)];
  });
  if (wider > 0) noteFault(page, `${name} at ${page.viewportSize().width} px is ${wider} px wider than the window, for example by ${outermost}`);
}

/**
 * A page as it stands, at both widths and in both themes: axe each time, the accessibility tree once a width, one
 * heading of the first level, nothing wider than the window, at 320 px neither. `tree: false` = its texts change while one looks.
 */
export async function checkPage(page, name, { tree = true } = {}) {
  for (const [width, viewport] of [["1440", WIDE], ["390", NARROW]]) {
    await page.setViewportSize(viewport);
    const difference = tree && (await treeDifference(page, `${name}-${width}`));
    if (difference) noteFault(page, difference);
    await fits(page, name);
    const violations = new Set();
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme });
      for (const violation of await axeViolations(page)) violations.add(violation);
    }
    for (const violation of violations) noteFault(page, `${name} at ${width} px: ${violation}`);
  }
  // 1280 px at 400 %, which WCAG 1.4.10 asks for.
  await page.setViewportSize({ width: 320, height: 800 });
  await fits(page, name);
  const headings = await page.getByRole("heading", { level: 1 }).count();
  if (headings !== 1) noteFault(page, `${name} has ${headings} headings of the first level`);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light" });
}
