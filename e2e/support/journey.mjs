// A journey: one person's way through the portal, on a page that must stay clean to the end.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Stack } from "../stack.mjs";
import { launch, openPage } from "./browser.mjs";
import { ARTIFACTS } from "./places.mjs";
import { LIMIT } from "./wait.mjs";

/**
 * Gives a test file its stack, its browser and the function `journey(name, options?, body)`. `options` are those of
 * `openPage`. When a journey fails, target/e2e has a screenshot, the page's tree and the end of every part's log.
 */
export function journeys(stackOptions) {
  const shared = {};
  before(
    async () => {
      [shared.stack, shared.browser] = await Promise.all([Stack.start(stackOptions), launch()]);
    },
    { timeout: LIMIT },
  );
  after(async () => {
    await shared.browser?.close();
    await shared.stack?.stop();
  });

  const journey = (name, ...rest) => {
    const [options, body] = rest.length === 2 ? rest : [{}, rest[0]];
    test(name, { timeout: LIMIT }, async (t) => {
      const { stack, browser } = shared;
      const { page, context, faults } = await openPage(browser, { origin: stack.origin, ...options });
      try {
        await body({ page, context, stack, browser, faults, t });
        assert.equal(faults.length, 0, `faults on the way:\n${faults.join("\n\n")}`);
      } catch (error) {
        await keep(name, page, stack, faults);
        throw error;
      } finally {
        // A file may still be on its way to the page.
        await context.unrouteAll({ behavior: "ignoreErrors" });
        await context.close();
      }
    });
  };
  return { journey, shared };
}

async function keep(name, page, stack, faults) {
  const base = join(ARTIFACTS, name.replace(/[^a-z0-9]+/gi, "-").toLowerCase());
  mkdirSync(ARTIFACTS, { recursive: true });
  const [tree] = await Promise.all([
    page.locator("body").ariaSnapshot({ timeout: 3000 }).catch((error) => `no tree: ${error}`),
    page.screenshot({ path: `${base}.png`, fullPage: true, timeout: 5000 }).catch(() => undefined),
  ]);
  const about = [`url: ${page.url()}`, `faults: ${JSON.stringify(faults, null, 1)}`, tree, stack.logs()].join("\n\n");
  writeFileSync(`${base}.txt`, about);
  console.error(`kept ${base}.png and .txt`);
}
