// What each page is held to: axe finds nothing, and the tree a screen reader gets is the one that was checked in.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { NARROW, WIDE } from "./browser.mjs";
import { ROOT } from "./places.mjs";

const FOLDER = join(ROOT, "e2e/snapshots");
/** Set to write the snapshots anew instead of comparing with them. */
const UPDATE = process.env.PORTICO_UPDATE_SNAPSHOTS === "1";

/** Fails with each rule a page breaks and the elements that break it. */
export async function assertNoAxeViolations(page, where) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const told = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html.slice(0, 300)}\n    ${node.failureSummary?.replaceAll("\n", " ")}`),
  );
  assert.deepEqual(told, [], `axe at ${where}`);
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

/** Compares a page's accessibility tree with `e2e/snapshots/<name>.yml`. */
export async function assertAriaSnapshot(page, name) {
  const seen = `${masked(await page.locator("body").ariaSnapshot())}\n`;
  const file = join(FOLDER, `${name}.yml`);
  if (UPDATE) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, seen);
    return;
  }
  const hint = `the page differs from e2e/snapshots/${name}.yml; if that is right, run with PORTICO_UPDATE_SNAPSHOTS=1`;
  assert.equal(seen, readFileSync(file, "utf8"), hint);
}

/**
 * A page as it stands, at both widths and in both themes: axe each time, the accessibility tree once a width,
 * nothing wider than the window.
 */
export async function assertAccessible(page, name) {
  for (const [width, viewport] of [["1440", WIDE], ["390", NARROW]]) {
    await page.setViewportSize(viewport);
    await assertAriaSnapshot(page, `${name}-${width}`);
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(scroll <= 0, `${name} at ${width} px is ${scroll} px wider than the window`);
    for (const theme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: theme });
      await assertNoAxeViolations(page, `${name}, ${width} px, ${theme}`);
    }
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light" });
}
