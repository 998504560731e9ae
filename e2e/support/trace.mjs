// What a page's main thread does, from the browser's own trace.

/**
 * The tasks of the page's main thread while `body` runs, longest first, in milliseconds: `wall` by the clock, `cpu` of the
 * processor, without what else the machine had to do. What `body` asks of the page is among them.
 */
export async function tasksDuring(browser, page, body) {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "__metadata"] });
  await body();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const tasksOf = (thread) =>
    traceEvents.filter(({ name, pid, tid }) => name === "RunTask" && pid === thread.pid && tid === thread.tid);
  // The browser keeps renderers ready for other pages; the page's own has most to do.
  const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const [busiest = []] = mains.map(tasksOf).sort((one, other) => other.length - one.length);
  const tasks = busiest.map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }));
  return tasks.sort((one, other) => other.wall - one.wall);
}
