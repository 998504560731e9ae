// One form alone on a page, as a person fills it in.
import assert from "node:assert/strict";
import { openPage } from "./browser.mjs";
import { exactJson } from "./exact.mjs";

export class Alone {
  /** A page of its own; `pages` are the `FormPages` that serve it. */
  static async open(browser, pages, options = {}) {
    const alone = new Alone();
    Object.assign(alone, await openPage(browser, { origin: pages.origin, ...options }), { pages });
    await exactJson(alone.context);
    alone.form = alone.page.getByRole("form", { name: "Form" });
    return alone;
  }

  /** Draws a schema over nothing, or over an input as it is; texts or values. */
  async draw(schema, input, more = {}) {
    this.schema = schema;
    this.pages.draw(schema, { input, ...more });
    await this.page.goto("/");
    // How long that takes is the bench's affair; here it has to come, and all of it.
    await this.form.waitFor();
    await this.allDrawn();
  }

  /** Waits until nothing of the form is being drawn. */
  allDrawn() {
    return this.page.waitForFunction(() => !document.querySelector("form [aria-busy=true]"));
  }

  /** Opens folded groups until none is left. */
  async unfold() {
    const folded = this.form.locator("details:not([open]) > summary");
    while (await folded.count()) {
      await folded.first().click();
      // The browser tells the form of it in a task of its own.
      await this.page.waitForFunction(() =>
        [...document.querySelectorAll("form details[open]")].every((group) => group.querySelector(":scope > .fold__body")),
      );
      await this.allDrawn();
    }
  }

  /** Notes the longest task from the next drawing on. */
  watchTasks() {
    return this.context.addInitScript(() => {
      globalThis.longestTask = 0;
      new PerformanceObserver((tasks) => {
        for (const { duration } of tasks.getEntries()) globalThis.longestTask = Math.max(globalThis.longestTask, duration);
      }).observe({ type: "longtask", buffered: true });
    });
  }

  /** Milliseconds of the longest task since the page was drawn; 0 where none took 50. */
  longestTask() {
    // What was observed is handed out in a task of its own.
    return this.page.evaluate(() => new Promise((done) => setTimeout(() => done(Math.round(globalThis.longestTask)))));
  }

  /** What the review says: whether the input can be sent, and its exact text. */
  async review() {
    await this.form.getByRole("button", { name: "Review", exact: true }).click();
    await this.page.waitForFunction(() => document.querySelector("#sent").textContent !== "");
    const said = await this.page.locator("#sent").textContent();
    const [, verdict, text] = /^(valid|unchecked|\d+ problems) (.*)$/s.exec(said);
    // The focus follows what is said: who typed meanwhile would lose it.
    if (verdict.endsWith("problems")) await this.page.waitForFunction(() => document.activeElement.id === "form-errors");
    return { verdict, text };
  }

  /** The input is this text still, whatever the order of its keys. */
  async holds(expected, when) {
    const { verdict, text } = await this.review();
    assert.ok(await this.#same(text, expected), `${when}\nexpected ${expected}\nfound    ${text}`);
    return verdict;
  }

  /** Whether it is. */
  async isStill(expected) {
    return this.#same((await this.review()).text, expected);
  }

  #same(one, other) {
    return this.page.evaluate(([one, other]) => exact.same(one, other), [one, other]);
  }

  /** Focuses each control that is drawn and leaves it, as the Tab key would. */
  lookAtAll() {
    return this.form.locator("input, select, textarea").evaluateAll((controls) => {
      for (const control of controls) {
        control.focus();
        control.blur();
      }
      return controls.length;
    });
  }

  /** Nothing went wrong on the page. */
  assertClean(about) {
    assert.deepEqual(this.faults, [], about);
  }

  async close() {
    // A file may still be on its way to the page.
    await this.context.unrouteAll({ behavior: "ignoreErrors" });
    await this.context.close();
  }
}
