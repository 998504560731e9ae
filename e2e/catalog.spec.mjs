// The catalog: its filters, recent runs, what others may not see, the built files it is made of, and the API in their place.
import assert from "node:assert/strict";
import { journeys } from "./support/journey.mjs";
import { Portal } from "./support/portal.mjs";
import { publishFrom, pythonWorker } from "./support/python.mjs";
import { served, whileServed } from "./support/served.mjs";
import { becomes, until } from "./support/wait.mjs";

const { journey } = journeys({
  publish: publishFrom("odd-team"),
  teams: (stack) => [pythonWorker(stack, { name: "odd-team", team: "odd-team", folder: "odd-team", module: "odd_team" })],
});

/** What these journeys take away, the browser says in its own words. */
const MISSING = { allow: [/Failed to load resource/] };

const UNSEEN = "Unseen Ledger";

/** The built catalog without the workflow that only others may see, and that one's card. */
function visible(stack) {
  const { cards } = served(stack, "catalog/first.json");
  return { cards: cards.filter(({ name }) => name !== UNSEEN), unseen: cards.find(({ name }) => name === UNSEEN) };
}

journey("filters narrow the list, stand in the address and are there on coming back", async ({ page, stack }) => {
  const { cards } = visible(stack);
  const fitting = (team, ...tags) =>
    cards.filter((card) => (!team || card.team === team) && tags.every((tag) => card.tags?.includes(tag))).map(({ name }) => name);
  const portal = new Portal(page);
  await page.goto("/");
  await portal.heading("Catalog");
  const filters = page.getByRole("complementary", { name: "Filters" });
  const filter = (kind, name) => filters.getByRole("group", { name: kind }).getByRole("checkbox", { name });
  const shows = async (names, query) => {
    assert.ok(names.length > 0 && names.length < cards.length, `the filter is one: ${names}`);
    await until(`only ${names} on the page`, async () => {
      const listed = await page.getByRole("region", { name: "Workflows" }).getByRole("heading", { level: 3 }).allInnerTexts();
      return JSON.stringify(listed.sort()) === JSON.stringify([...names].sort());
    });
    await page.getByRole("status").filter({ hasText: new RegExp(`^${names.length} of \\d+ workflows$`) }).waitFor();
    assert.equal(new URL(page.url()).search, query);
  };

  await filter("Team", /^cloud-ops/).check();
  await shows(fitting("cloud-ops"), "?team=cloud-ops");
  await filter("Tag", /^database/).check();
  await shows(fitting("cloud-ops", "database"), "?team=cloud-ops&tag=database");
  await filter("Tag", /^cleanup/).check();
  await shows(["Delete DynamoDB Table"], "?team=cloud-ops&tag=database&tag=cleanup");

  await portal.card("Delete DynamoDB Table").click();
  await portal.form.waitFor();
  await page.goBack();
  await portal.heading("Catalog");
  await shows(["Delete DynamoDB Table"], "?team=cloud-ops&tag=database&tag=cleanup");
  for (const [kind, name] of [["Team", /^cloud-ops/], ["Tag", /^database/], ["Tag", /^cleanup/]]) {
    assert.equal(await filter(kind, name).isChecked(), true, `${name} is still chosen`);
  }
  await page.getByRole("button", { name: "Remove filter Tag: cleanup" }).click();
  await shows(fitting("cloud-ops", "database"), "?team=cloud-ops&tag=database");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await until("every workflow", async () => (await page.getByRole("heading", { level: 3 }).count()) === cards.length);
  assert.equal(new URL(page.url()).search, "");

  const unapproved = cards.filter(({ approvals }) => !approvals).map(({ name }) => name);
  await filters.getByRole("radio", { name: /^Needs no approval/ }).check();
  await shows(unapproved, "?show=no-approval");
  await page.reload();
  await shows(unapproved, "?show=no-approval");
  assert.equal(await filters.getByRole("radio", { name: /^Needs no approval/ }).isChecked(), true);
});

journey("a portal that reads only the API shows what the built files would", MISSING, async ({ page, stack }) => {
  const settings = { ...served(stack, "config.json"), catalog: "gateway" };
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await whileServed(stack, "config.json", JSON.stringify(settings), async () => {
    const portal = new Portal(page);
    const { cards } = visible(stack);
    const danger = cards.find(({ destructive }) => destructive);
    await page.goto("/");
    for (const { name, description } of cards) {
      const all = page.getByRole("region", { name: "Workflows" });
      const card = all.getByRole("listitem").filter({ has: page.getByRole("link", { name, exact: true }) });
      await card.waitFor();
      if (description) await card.getByText(description).waitFor();
      if (name === danger.name) await card.getByText("Destructive").waitFor();
    }
    await page.getByRole("main").getByText(`${cards.length} workflows from`).waitFor();
    await portal.find("bytes", "Bytes");
    await portal.field("Length").waitFor();
  });
  assert.deepEqual(asked.filter((path) => path.startsWith("/catalog/")), []);
});

for (const catalog of ["gateway", "static"]) {
  const allow = [/Failed to load resource: .*404/];
  journey(`with the ${catalog} catalog nobody finds, counts or opens a workflow that only others may see`, { allow }, async ({ page, stack }) => {
    const settings = { ...served(stack, "config.json"), catalog };
    const { cards, unseen } = visible(stack);
    const main = page.getByRole("main");
    await whileServed(stack, "config.json", JSON.stringify(settings), async () => {
      const portal = new Portal(page);
      await page.goto("/");
      await main.getByRole("status").filter({ hasText: new RegExp(`^${cards.length} workflows$`) }).waitFor();
      await portal.card("Bytes").waitFor();
      assert.equal(await portal.card(UNSEEN).count(), 0);
      await main.getByText(catalog === "gateway" ? `${cards.length} workflows from` : `${cards.length} workflows. Read`).waitFor();
      const filters = page.getByRole("complementary", { name: "Filters" });
      await filters.getByRole("radio", { name: `All ${cards.length}` }).waitFor();
      const others = cards.filter(({ team }) => team === unseen.team).length;
      await filters.getByRole("checkbox", { name: `${unseen.team} ${others}` }).waitFor();
      assert.equal(await filters.getByRole("checkbox", { name: unseen.tags[0] }).count(), 0);

      await page.getByRole("searchbox", { name: /search/i }).fill("unseen ledger");
      await main.getByRole("heading", { name: "No workflow fits “unseen ledger”" }).waitFor();
      assert.equal(await portal.card(UNSEEN).count(), 0);
      if (catalog === "gateway") {
        await page.goto(`/workflows/${unseen.namespace}/${unseen.workflow_type}`);
        await main.getByRole("heading", { name: "There is no such workflow" }).waitFor();
      }
    });
    const listed = (await stack.api.get("/workflows?cards=true")).text;
    assert.equal(listed.includes(unseen.workflow_type), false);
    assert.equal((await stack.api.start(unseen.namespace, unseen.workflow_type, {})).status, 404);
  });
}

journey("a catalog file that is missing or of another build is told, with a way to reload", MISSING, async ({ page, stack }) => {
  const main = page.getByRole("main");
  const told = (file) => main.getByText(new RegExp(`${file} is missing or is not of this build`)).waitFor();
  for (const content of [null, '{"cards":', '{"version":2}']) {
    await whileServed(stack, "catalog/first.json", content, async () => {
      await page.goto("/");
      await told("/catalog/first.json");
    });
    await main.getByRole("button", { name: "Reload" }).click();
    await new Portal(page).card("Bytes").waitFor();
  }

  // With more workflows than the first file holds, search reads two files whose rows belong together.
  const first = served(stack, "catalog/first.json");
  const short = JSON.stringify({ ...first, cards: first.cards.slice(0, 2) });
  const rows = served(stack, "catalog/search.json");
  await whileServed(stack, "catalog/first.json", short, () =>
    whileServed(stack, "catalog/search.json", JSON.stringify(rows.slice(1)), async () => {
      await page.goto("/");
      await page.getByRole("searchbox", { name: /search/i }).fill("bytes");
      await told("/catalog/search.json");
      await main.getByRole("button", { name: "Reload" }).waitFor();
    }),
  );

  // A workflow's own file may be gone after an update: the gateway has it.
  const card = first.cards.find(({ workflow_type }) => workflow_type === "BytesWorkflow");
  await whileServed(stack, `catalog/w/${card.file}.json`, null, async () => {
    const portal = new Portal(page);
    await portal.openWorkflow("odd-team", "BytesWorkflow");
    await portal.field("Length").waitFor();
  });
});

journey("recent runs are those of the last four workflows, each with its newest", async ({ page, stack }) => {
  const start = async (type, input) => (await stack.api.start("odd-team", type, input)).json.workflow_id;
  await start("SecretWorkflow", { account: "batch", password: "of-an-older-run" });
  const slashes = await start("Odd/Path/../Workflow", { path: "/a" });
  const stubborn = await start("StubbornWorkflow", {});
  const relocate = await start("RelocateWorkflow", { service: "tracker", region: "north", network: { cidr: "10.0.0.0/8" } });
  for (let n = 0; n < 4; n += 1) await start("BytesWorkflow", { length: n });
  const bytes = await start("BytesWorkflow", { length: 8 });

  const portal = new Portal(page);
  await page.goto("/");
  const recent = page.getByRole("region", { name: "Your recent runs" });
  const listed = () =>
    recent.getByRole("listitem").getByRole("link").evaluateAll((links) => links.map((a) => [a.innerText, a.getAttribute("href")]));
  await becomes(listed, [
    ["Bytes", `/runs/${bytes}`],
    ["Relocate a Service", `/runs/${relocate}`],
    ["Stubborn", `/runs/${stubborn}`],
    ["Slashes", `/runs/${slashes}`],
  ]);
  await recent.getByRole("link", { name: "Bytes", exact: true }).click();
  await portal.heading("Bytes");
  assert.equal(await portal.onRunPage(), bytes);
});
