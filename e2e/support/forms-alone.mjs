// What test files of forms alone share: where the forms are served, and a browser.
import { after, before, test } from "node:test";
import { Alone } from "./alone.mjs";
import { launch } from "./browser.mjs";
import { FormPages } from "./form-pages.mjs";
import { FORM_ALONE } from "./places.mjs";
import { LIMIT } from "./wait.mjs";

/** Gives a test file `{pages, browser}` from before its first test until after its last; nothing where all is skipped. */
export function formsAlone({ skip = false } = {}) {
  const shared = {};
  before(async () => {
    if (skip) return;
    [shared.pages, shared.browser] = await Promise.all([FormPages.serve(FORM_ALONE), launch()]);
  });
  after(async () => {
    await shared.browser?.close();
    await shared.pages?.close();
  });
  return shared;
}

/** Gives a test file the function `journey(name, body)`: each on a form alone of its own, whose page must stay clean. */
export function journeysAlone() {
  const shared = formsAlone();
  return (name, body) =>
    test(name, { timeout: LIMIT }, async () => {
      const alone = await Alone.open(shared.browser, shared.pages);
      try {
        await body(alone, alone.form);
        alone.assertClean(name);
      } finally {
        await alone.close();
      }
    });
}
