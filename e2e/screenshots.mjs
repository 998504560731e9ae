// Pictures of every page, light and dark, at 1440 and 390 px, beside renderings of the mocks where those are present.
//
//   node e2e/screenshots.mjs [folder] [--readme]      (the folder is target/screenshots unless given)
//
// `--readme` also writes docs/images/workflow.png.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { cloudOps, Stack } from "./stack.mjs";
import { launch, NARROW, openPage, WIDE } from "./support/browser.mjs";
import { ROOT } from "./support/places.mjs";
import { Portal } from "./support/portal.mjs";
import { until } from "./support/wait.mjs";

const { values, positionals } = parseArgs({ options: { readme: { type: "boolean" } }, allowPositionals: true });
const FOLDER = resolve(positionals[0] ?? join(ROOT, "target/screenshots"));
const MOCKS = resolve(ROOT, "../shared/design/visual");
const THEMES = ["light", "dark"];
const SIZES = { 1440: WIDE, 390: NARROW };

const DELETE = ["cloud-ops", "DeleteDynamoWorkflow"];
const RESIZE = ["cloud-ops", "ResizeRDSWorkflow"];
const REDIS = ["cloud-ops", "RedisUpgradeValkeyWorkflow"];
const UNLOCK = ["cloud-ops", "UnlockTerraformLockWorkflow"];

// Each page: the mock it was drawn from, and how to get there.
const PAGES = {
  catalog: { mock: "catalog.html", open: openCatalog },
  "catalog-nothing-found": { mock: "states.html#empty", open: openNothingFound },
  workflow: { mock: "workflow.html", open: (page) => new Portal(page).openWorkflow(...DELETE) },
  "workflow-errors": { mock: "workflow.html", open: openErrors },
  "workflow-redis": { mock: "workflow.html", open: openRedis },
  "workflow-unlock": { mock: "workflow.html", open: (page) => new Portal(page).openWorkflow(...UNLOCK) },
  review: { mock: "review.html", open: openReview },
  "run-waiting": { mock: "run.html", open: (page, { waiting }) => openRun(page, waiting, /waits for signal/i) },
  "run-completed": { mock: "run.html", open: (page, { completed }) => openRun(page, completed, "Completed") },
  "run-canceled": { mock: "run.html", open: (page, { canceled }) => openRun(page, canceled, "Canceled") },
  "run-failed": { mock: "run.html", open: (page, { failed }) => openRun(page, failed, "Failed") },
  runs: { open: openRuns },
  "run-unknown": { mock: "states.html#empty", open: (page) => page.goto(`/runs/portico-${"A".repeat(26)}`) },
  "not-found": { mock: "states.html#empty", open: (page) => page.goto("/nowhere") },
  unreachable: { mock: "states.html#empty", open: openUnreachable },
};

async function openNothingFound(page) {
  await page.goto("/?q=teapot");
  await page.getByRole("heading", { name: /No workflow fits/ }).waitFor();
}

async function openErrors(page) {
  const portal = new Portal(page);
  await portal.openWorkflow(...RESIZE);
  await portal.form.getByRole("button", { name: "Review" }).click();
  await portal.form.getByRole("alert").first().waitFor();
}

async function openRedis(page) {
  const portal = new Portal(page);
  await portal.openWorkflow(...REDIS);
  for (let items = 0; items < 2; items += 1) await portal.form.getByRole("button", { name: "Add engine parameter" }).click();
  await page.evaluate(() => document.activeElement.blur());
}

async function openCatalog(page) {
  await page.goto("/");
  await page.getByRole("heading", { level: 3 }).first().waitFor();
}

async function openRuns(page) {
  await page.goto("/runs");
  await page.getByRole("row").nth(1).waitFor();
}

async function openReview(page) {
  const portal = new Portal(page);
  await portal.openWorkflow(...DELETE);
  await portal.fillDelete(TABLES[0]);
  await portal.review();
}

async function openRun(page, workflowId, text) {
  await new Portal(page).openRun(workflowId);
  await page.getByRole("main").getByText(text).first().waitFor();
}

async function openUnreachable(page) {
  await page.route("**/api/**", (route) => route.abort("connectionrefused"));
  await page.goto("/runs");
}

// Tables of the sandbox that nothing protects.
const TABLES = [
  { account: "infra-test", region: "us-east-1", table: "tracker-sessions" },
  { account: "infra-test", region: "us-east-1", table: "no-such-table" },
];

async function main() {
  mkdirSync(FOLDER, { recursive: true });
  const [stack, browser] = await Promise.all([Stack.start({ teams: (s) => [cloudOps(s, { latency: 300 })] }), launch()]);
  try {
    const runs = await makeRuns(stack);
    for (const theme of THEMES) {
      for (const [width, viewport] of Object.entries(SIZES)) {
        for (const [name, { mock, open }] of Object.entries(PAGES)) {
          const { page, context } = await openPage(browser, { origin: stack.origin, viewport, theme });
          await open(page, runs);
          await settled(page);
          if (name !== "review") await wholePage(page, viewport);
          await page.screenshot({ path: join(FOLDER, `${name}-${theme}-${width}.png`) });
          await context.close();
          if (mock) await drawMock(browser, name, mock, theme, width, viewport);
        }
      }
    }
    writeFileSync(join(FOLDER, "index.html"), comparison());
    if (values.readme) await readme(browser, stack);
  } finally {
    await browser.close();
    await stack.stop();
  }
  console.log(join(FOLDER, "index.html"));
}

/** Runs that stand still: one done, one failed, one cancelled, one that waits. */
async function makeRuns({ api }) {
  const start = async (workflow, input, confirm) => (await api.start(...workflow, input, { confirm })).json.workflow_id;
  const [completed, failed] = await Promise.all(
    TABLES.map(({ account, region, table }) =>
      start(DELETE, { aws_account_name: account, aws_region: region, table_name: table, dry_run: true }, table),
    ),
  );
  const resize = (aws_region, rds_identifier) =>
    start(RESIZE, {
      aws_account_name: "infra-test",
      aws_region,
      rds_identifier,
      size: { instance_class: "db.m6g.large", storage_gib: 500 },
      reason: "The tracker is short of memory since its last release",
    });
  const [waiting, canceled] = await Promise.all([
    resize("us-east-1", "infra-test-tracker-db-stage-1"),
    resize("eu-west-1", "infra-test-orders-db-stage-3"),
  ]);
  const waits = (id) => until(`run ${id} to wait`, async () => (await api.run(id)).json.waiting_for);
  await Promise.all([waiting, canceled].map(waits));
  await api.cancel(canceled);
  for (const id of [completed, failed, canceled]) {
    await until(`run ${id} to close`, async () => (await api.run(id)).json.closed_at);
  }
  return { completed, failed, canceled, waiting };
}

/** A window as high as the page, so that what sticks to its edge covers nothing. */
async function wholePage(page, { width, height }) {
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(whole, height) });
}

/** A page is drawn, nothing busy, fonts there. */
const settled = (page) =>
  page.waitForFunction(
    () => document.querySelector("main h1") && document.fonts.status === "loaded" && !document.querySelector("[aria-busy=true]"),
  );

async function drawMock(browser, name, mock, theme, width, viewport) {
  const [file, fragment = ""] = mock.split("#");
  if (!existsSync(join(MOCKS, file))) return;
  const { page, context } = await openPage(browser, { viewport, theme });
  await page.goto(`${pathToFileURL(join(MOCKS, file))}?theme=${theme}${fragment && `#${fragment}`}`);
  await page.screenshot({ path: join(FOLDER, `${name}-${theme}-${width}.mock.png`), fullPage: !fragment });
  await context.close();
}

/** A page that shows every picture beside its mock. */
function comparison() {
  const rows = Object.keys(PAGES).flatMap((name) =>
    Object.keys(SIZES).flatMap((width) =>
      THEMES.map((theme) => {
        const base = `${name}-${theme}-${width}`;
        const mock = existsSync(join(FOLDER, `${base}.mock.png`)) ? `<img src="${base}.mock.png" alt="mock">` : "no mock";
        return `<tr><th>${base}</th><td><img src="${base}.png" alt="page"></td><td>${mock}</td></tr>`;
      }),
    ),
  );
  return `<!doctype html><meta charset="utf-8"><title>Pages and mocks</title>
<style>img{max-width:46vw;border:1px solid #999}td{vertical-align:top}th{font:14px sans-serif}</style>
<table><tr><th>page</th><th>portal</th><th>mock</th></tr>${rows.join("\n")}</table>\n`;
}

/** The picture at the top of the README. */
async function readme(browser, stack) {
  const { page, context } = await openPage(browser, { origin: stack.origin, viewport: { width: 1320, height: 1100 } });
  const portal = new Portal(page);
  await portal.openWorkflow(...DELETE);
  await portal.fillDelete(TABLES[0]);
  await settled(page);
  const folder = join(ROOT, "docs/images");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, "workflow.png") });
  await context.close();
}

await main();
