// A catalog of 5,000 workflows: what one does in it, with no task of the main thread over 50 ms, at any address and by
// keyboard. The portal is the built one on a static host; the gateway's answers are made here.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { checkPage } from "./support/accessible.mjs";
import { launch, openPage } from "./support/browser.mjs";
import {
  favour,
  filter,
  fitting,
  frame,
  jump,
  jumpToTeam,
  open,
  openAndComeBack,
  reopen,
  says,
  search,
  toTag,
  toTeam,
} from "./support/catalog-journey.mjs";
import { writeMany } from "./support/many.mjs";
import { BIN, DIST } from "./support/places.mjs";
import { Portal } from "./support/portal.mjs";
import { run } from "./support/process.mjs";
import { StaticHost } from "./support/static-host.mjs";
import { slowness, tasksDuring } from "./support/trace.mjs";
import { becomes, LIMIT, until } from "./support/wait.mjs";

const COUNT = 5000;
/** The caller's newest runs: a page of them. */
const RUNS = 50;
/** A word that ten guides have. */
const GUIDE_WORD = "runbook0042";
/** What a task of the main thread may take of the processor, in milliseconds, where `slowness` is 1. */
const LONGEST = 50;
/** How often something is done until no task was longer: what work takes by itself it takes each time. */
const ATTEMPTS = 5;

const shared = {};
before(
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "portico-scale-"));
    const [configs, guides, portal] = ["workflow-configs", "guides", "dist"].map((name) => join(folder, name));
    shared.folder = folder;
    shared.all = writeMany(COUNT, { configs, guides });
    cpSync(DIST, portal, { recursive: true });
    [shared.host, shared.browser] = await Promise.all([StaticHost.start(), launch()]);
    shared.host.folder = portal;
    await run(join(BIN, "portico"), ["build", "--configs", configs, "--guides", guides, "--out", portal]);
    const names = JSON.parse(readFileSync(join(portal, "catalog/names.json"), "utf8"));
    const file = (name) => join(portal, "catalog/w", `${name}.json`);
    shared.files = new Map(names.map(([namespace, type, , , name]) => [apiOf(namespace, type), file(name)]));
  },
  { timeout: LIMIT },
);
after(async () => {
  await shared.browser?.close();
  await shared.host?.stop();
  if (shared.folder) rmSync(shared.folder, { recursive: true });
});

/** Where the gateway has a workflow. */
const apiOf = (namespace, type) => `/api/v1/workflows/${namespace}/${type}`;

/** The `at`-th of the caller's newest runs, two of each workflow; none is of the last one, to which the palette leads. */
function runAt(at) {
  const { team, type, name } = shared.all[(Math.floor(at / 2) * 197) % (COUNT - 1)];
  const status = ["completed", "running", "failed", "canceled"][at % 4];
  const minutes = (ago) => new Date(Date.now() - ago * 60_000).toISOString();
  const id = [...String(at).padStart(26, "0")].map((digit) => "ABCDEFGHIJ"[digit]).join("");
  return {
    workflow_id: `portico-${id}`,
    run_id: `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
    namespace: team,
    workflow_type: type,
    name,
    environment: "local",
    status,
    requester: "dev@example.com",
    requester_verified: true,
    started_at: minutes(7 * at + 3),
    closed_at: status === "running" ? null : minutes(7 * at + 1),
    cancel_requested_at: null,
    dry_run: at % 3 === 0,
    input: { reason: `the ${at}. time` },
    input_hash: "",
    result: null,
    failure: null,
    target: null,
    steps: [],
    progress: null,
    approval: null,
    links: [],
  };
}

/** What the gateway would answer to a caller who may see and start everything. */
const answers = () => ({
  "/api/v1/me": { email: "dev@example.com", name: "Dev", groups: ["ops"], environment: "local", verified_by: "dev" },
  "/api/v1/workflows": {
    catalog: "c0ffee",
    workflows: shared.all.map(({ team, type }) => {
      return { namespace: team, workflow_type: type, offered: true, may_run: true, reason: null };
    }),
  },
  "/api/v1/runs": { runs: Array.from({ length: RUNS }, (_, at) => runAt(at)), cursor: null },
});

/** The same of one workflow: what was built of it, and that it is open. */
const workflowAt = (path) => {
  const file = shared.files.get(path);
  return file && { ...JSON.parse(readFileSync(file, "utf8")), offered: true, may_run: true, reason: null };
};

/**
 * A person in the large catalog. Each thing that `body` does within `smoothly(what, …)` has to hold up the page not at all
 * in one attempt at least; until each has, the whole is done once more with a page of its own.
 */
function scale(name, body) {
  test(name, { timeout: LIMIT }, async () => {
    // By what is done: the long tasks of the attempt that had fewest of them.
    const long = new Map();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await visit(async (page) => {
        const smoothly = async (what, act) => {
          const limit = LONGEST * Math.max(1, await slowness(page));
          const tasks = await tasksDuring(shared.browser, page, () => act().then(() => frame(page)));
          assert.ok(tasks.length > 0, "the trace has the tasks of the page");
          const found = tasks.map(({ cpu }) => cpu).filter((ms) => ms > limit);
          if (found.length < (long.get(what)?.length ?? Infinity)) long.set(what, found);
        };
        await body({ page, portal: new Portal(page), all: shared.all, guideWord: GUIDE_WORD, smoothly });
      });
      if ([...long.values()].every((tasks) => tasks.length === 0)) return;
    }
    assert.deepEqual(Object.fromEntries([...long].filter(([, tasks]) => tasks.length > 0)), {}, `tasks over ${LONGEST} ms, in ms of the processor`);
  });
}

/** Opens a page on the portal, which must stay clean. */
async function visit(body) {
  const { page, context, faults } = await openPage(shared.browser, { origin: shared.host.origin });
  const known = answers();
  await context.route("**/api/v1/**", (route) => {
    const path = new URL(route.request().url()).pathname;
    const json = known[path] ?? workflowAt(path);
    return json ? route.fulfill({ json }) : route.fulfill({ status: 404, json: {} });
  });
  try {
    await body(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  }
}

scale("searching and filtering 5,000 workflows never holds up the page", async (visitor) => {
  await open(visitor.page);
  assert.equal(fitting(visitor.all, visitor.guideWord), 10, "a word that only guides have");
  await search(visitor);
  await filter(visitor);
});

scale("the first load is the same whatever the catalog holds, and never holds up the page", async ({ page, smoothly }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await smoothly("the first load", () => open(page));
  const recent = page.getByRole("region", { name: "Your recent runs" }).getByRole("listitem");
  await becomes(() => recent.count(), 4);
  assert.deepEqual(asked.filter((path) => path.startsWith("/catalog/")), ["/catalog/first.json"]);
  await page.getByRole("searchbox", { name: /search/i }).focus();
  await until("the rest once somebody is about to search", () => asked.includes("/catalog/search.json"));
});

scale("what was found is drawn in place, and its address opens it again", async (visitor) => {
  const { page, portal, all } = visitor;
  await open(page);
  await page.getByRole("searchbox", { name: /search/i }).fill(GUIDE_WORD);
  await says(page, `10 of ${COUNT} workflows`);
  const expected = all.filter(({ guide }) => guide.includes(GUIDE_WORD)).map(({ name }) => name);
  const names = () => page.getByRole("heading", { level: 3 }).allInnerTexts();
  assert.deepEqual((await names()).sort(), [...expected].sort());
  await until("the address", () => new URL(page.url()).search === `?q=${GUIDE_WORD}`);
  await reopen(visitor);
  await portal.card(expected[0]).waitFor();
});

scale("a workflow is made a favourite, and favourites are shown", async (visitor) => {
  await open(visitor.page);
  await favour(visitor);
});

scale("a workflow is opened from its card, and the way back leads to the cards", async (visitor) => {
  await open(visitor.page);
  await openAndComeBack(visitor);
});

scale("a team and a tag have pages of their own, to which cards lead", async (visitor) => {
  const { page, portal } = visitor;
  await open(page);
  const ofTeam = await toTeam(visitor);
  const [{ team }] = ofTeam;
  assert.equal(new URL(page.url()).pathname, `/teams/${team}`);
  await page.getByText(`${ofTeam.length} workflows of this team.`).waitFor();
  await checkPage(page, "team", { tree: false });

  // Within a team one filters by tags, and the address keeps both.
  const filters = page.getByRole("complementary", { name: "Filters" });
  // What filters there are is said once they are drawn.
  const boxes = (kind) => filters.getByRole("group", { name: kind }).getByRole("checkbox");
  await boxes("Tag").first().waitFor();
  assert.equal(await filters.getByRole("group", { name: "Team" }).count(), 0);
  await filters.getByRole("checkbox", { name: /^kafka / }).check();
  const both = ofTeam.filter((one) => one.tags.includes("kafka"));
  await says(page, `${both.length} of ${ofTeam.length} workflows`);
  await until("the address", () => new URL(page.url()).search === "?tag=kafka");

  await toTag(visitor, "kafka");
  await boxes("Team").first().waitFor();
  await boxes("Tag").first().waitFor();
  assert.equal(await filters.getByRole("checkbox", { name: /^kafka / }).count(), 0);
  await checkPage(page, "tag", { tree: false });
  await page.goBack();
  await portal.heading(team);
  await says(page, `${both.length} of ${ofTeam.length} workflows`);

  await page.goto("/teams/nobody%2Fat%20all");
  await page.getByRole("heading", { name: "No workflow of this team" }).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Browse the catalog" }).click();
  await portal.heading("Catalog");
});

scale("the palette finds any of them by keyboard", async (visitor) => {
  await open(visitor.page);
  await jump(visitor);
  await jumpToTeam(visitor);
});
