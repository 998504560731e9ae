// What test files of forms alone share: where the forms are served, and a browser.
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { FormPages } from "./form-pages.mjs";
import { FORM_ALONE } from "./places.mjs";

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
