// A form's page with everything that is measured on it: when it was drawn, when it could judge, the longest task, and
// Chromium's own counters of the main thread.
import { openPage } from "../../e2e/support/browser.mjs";

/** How long a form may take to be drawn before it counts as hanging. */
export const PATIENCE = 60_000;

/** Runs in the page before anything else. */
function watch() {
  const bench = { tasks: [], edited: Infinity, asked: 0, answered: 0, drawn: undefined, judging: undefined, answer: () => {} };
  globalThis.bench = bench;
  new PerformanceObserver((list) => bench.tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });

  const painted = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });
  const seen = new MutationObserver(() => {
    // A long form is drawn in several goes, and busy until the last.
    if (!document.querySelector("form :is(input, select, textarea, button)") || document.querySelector("form [aria-busy=true]")) return;
    seen.disconnect();
    painted(() => (bench.drawn = performance.now()));
  });
  seen.observe(document, { childList: true, subtree: true });

  bench.frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // What a key led to: two frames, and two more after the worker's answer where one was asked. A schema that the worker
  // cannot judge in time has no answer: the form stops the worker and says so, or goes on without a word.
  const PATIENCE = 15_000;
  bench.settled = async () => {
    await bench.frames();
    while (bench.asked > bench.answered) {
      const answer = new Promise((answered) => (bench.answer = () => answered(true)));
      const enough = new Promise((waited) => setTimeout(() => waited(false), PATIENCE));
      if (!(await Promise.race([answer, enough]))) return;
      await bench.frames();
    }
  };
  globalThis.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        if (data.startsWith('{"type":"started"')) return;
        if (data.startsWith('{"type":"verdict"')) bench.judging ??= performance.now();
        bench.answered += 1;
        bench.answer();
      });
    }
    postMessage(message) {
      bench.asked += 1;
      super.postMessage(message);
    }
  };
}

export class FormPage {
  /** Opens the form of a peer (`{name, pages}`) on a page of its own and waits until it is drawn. */
  static async open(browser, peer, { path = "/", patience = PATIENCE, judged = true, html } = {}) {
    const form = new FormPage();
    Object.assign(form, await openPage(browser, { origin: peer.pages.origin }), { peer });
    form.cdp = await form.context.newCDPSession(form.page);
    await form.cdp.send("Performance.enable");
    await form.context.addInitScript(watch);
    if (html) await form.page.route(`**${path}`, (route) => route.fulfill({ contentType: "text/html", body: html }));
    await form.page.goto(path);
    if (!html) {
      await form.page.waitForFunction(() => bench.drawn, null, { timeout: patience });
      // A schema that cannot be judged is said to be so.
      const judging = () => bench.judging || document.querySelector("form .notice--warn");
      if (peer.judges && judged) await form.page.waitForFunction(judging, null, { timeout: patience });
    }
    return form;
  }

  /** Milliseconds of the main thread so far: all tasks, and scripts alone. */
  async counters() {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { task: of("TaskDuration") * 1000, script: of("ScriptDuration") * 1000, heap: of("JSHeapUsedSize"), nodes: of("Nodes") };
  }

  /** What the main thread did from an act until all it led to was drawn. */
  async cost(act) {
    const before = await this.counters();
    await act();
    await this.page.evaluate("bench.settled()");
    const after = await this.counters();
    return { task: after.task - before.task, script: after.script - before.script };
  }

  /** The cost of nothing, which every other cost holds as well. */
  idle() {
    return this.cost(async () => {});
  }

  /** What begins from now on belongs to the edit, and no longer to the drawing. */
  edit() {
    return this.page.evaluate(() => (bench.edited = performance.now()));
  }

  /** Times since the page was asked for, and since its case had come; the longest task, also of the drawing and of the edit. */
  times() {
    return this.page.evaluate(() => {
      const { drawn, judging = drawn, tasks, edited } = globalThis.bench;
      const loaded = performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/case.json"));
      const longest = (some) => some.reduce((most, { duration }) => Math.max(most, duration), 0);
      const drawingTask = longest(tasks.filter(({ startTime }) => startTime < edited));
      const editTask = edited < Infinity ? longest(tasks.filter(({ startTime }) => startTime >= edited)) : undefined;
      return { drawn, judging, longest: longest(tasks), drawingTask, editTask, drawing: drawn - loaded.responseEnd };
    });
  }

  close() {
    return this.context.close();
  }
}
