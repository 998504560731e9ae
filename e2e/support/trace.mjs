// What a page's main thread does, from the browser's own trace, and how fast the machine is just then.

/** Milliseconds that `slowness` counts as 1, as on the machine of bench/RESULTS.md. */
const REFERENCE = 20;

/**
 * The tasks of the page's main thread while `body` runs, longest first, in milliseconds: `wall` by the clock, `cpu` of the
 * processor, without what else the machine had to do. What `body` asks of the page is among them.
 */
export async function tasksDuring(browser, page, body) {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "__metadata"] });
  let traced;
  try {
    await body();
  } finally {
    // There is one trace at a time: what fails leaves none behind.
    traced = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(traced);
  const tasksOf = (thread) =>
    traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && pid === thread.pid && tid === thread.tid);
  // The browser keeps renderers ready for other pages; the page's own has most to do.
  const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const [busiest = []] = mains.map(tasksOf).sort((one, other) => other.length - one.length);
  const tasks = busiest.map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }));
  return tasks.sort((one, other) => other.wall - one.wall);
}

/** How much slower this machine is just now than the one budgets are measured on: the least of several goes at the same. */
export const slowness = async (page) => {
  const least = await page.evaluate(() => {
    const times = Array.from({ length: 5 }, () => {
      const begun = performance.now();
      let sum = 0;
      for (let at = 0; at < 20_000_000; at += 1) sum = (Math.imul(sum, 31) + at) | 0;
      return sum === 0.5 ? 0 : performance.now() - begun;
    });
    return Math.min(...times);
  });
  return least / REFERENCE;
};
