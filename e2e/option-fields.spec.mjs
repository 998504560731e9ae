// Dynamic fields, one form alone on a page: what a source may do, in any order and at any speed, and what a person
// sees of it. docs/forms.md has the rules (O1 and on).
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeViolations } from "./support/accessible.mjs";
import { Alone } from "./support/alone.mjs";
import { NARROW } from "./support/browser.mjs";
import { choices, failed } from "./support/form-pages.mjs";
import { formsAlone } from "./support/forms-alone.mjs";
import { ARTIFACTS } from "./support/places.mjs";
import { becomes, LIMIT, until } from "./support/wait.mjs";

const when = (probe, what) => until(what, probe);
const shared = formsAlone();

const text = (title) => ({ type: "string", title });
const SCHEMA = {
  type: "object",
  properties: { account: text("Account"), region: text("Region"), db: text("Database"), note: text("Note") },
};
const DB = { params: { account: "/account", region: "/region" } };
const SET = { account: "prod", region: "eu" };

/** The 480 databases of an account and a region. */
const databases = ({ account, region }) =>
  choices(
    Array.from({ length: 480 }, (_, at) => {
      const name = at === 200 ? "infra-test-tracker-db-stage-1" : `${account}-${region}-orders-${at}`;
      return { value: name, label: name, hint: at % 2 ? "postgres 16.4" : "mysql 8.0" };
    }),
  );

/** A journey on a page of its own, which stays clean. */
function journey(name, body, { schema = SCHEMA, input = SET, options = { "/db": DB }, ui = {}, answer, ...page } = {}) {
  test(name, { timeout: LIMIT }, async () => {
    const { pages } = shared;
    pages.asked = [];
    pages.answer = answer ?? (({ params }) => databases(params));
    const alone = await Alone.open(shared.browser, pages, page);
    try {
      await alone.draw(schema, input, { options, ui });
      const box = alone.form.getByRole("combobox", { name: /Database/ });
      await body({ ...alone, alone, pages, box, list: alone.form.getByRole("listbox") });
      alone.assertClean(name);
    } catch (error) {
      const file = `${ARTIFACTS}/${name.replace(/[^a-z0-9]+/gi, "-").toLowerCase()}.png`;
      await alone.page.screenshot({ path: file }).catch(() => undefined);
      throw error;
    } finally {
      await alone.close();
    }
  });
}

/** What breaks a rule of axe. A form alone has no heading. */
const broken = async (page) => (await axeViolations(page)).filter((rule) => !rule.startsWith("page-has-heading-one"));

const holds = async (alone, expected) => assert.deepEqual(JSON.parse((await alone.review()).text), expected);
const labels = (list) => list.getByRole("option").allInnerTexts();

journey("one of 480 is found in two terms, by keyboard alone", async ({ alone, page, box, list, pages }) => {
  await box.focus();
  await page.keyboard.type("test stage");
  const option = list.getByRole("option");
  await becomes(() => option.count(), 1);
  await becomes(() => option.locator("mark").allInnerTexts(), ["test", "stage"]);
  await alone.form.getByText("1 of 480 options").first().waitFor();
  await alone.form.getByRole("status").filter({ hasText: "1 of 480 options" }).waitFor({ state: "attached" });
  await page.keyboard.press("ArrowDown");
  assert.equal(await box.getAttribute("aria-activedescendant"), await option.first().getAttribute("id"));
  await page.keyboard.press("Enter");
  await becomes(() => box.inputValue(), "infra-test-tracker-db-stage-1");
  await becomes(() => box.getAttribute("aria-expanded"), "false");
  await holds(alone, { ...SET, db: "infra-test-tracker-db-stage-1" });
  assert.equal(pages.asked.length, 1, "the browser filters what it has");
});

journey("a choice that comes under the pointer while it is pressed is not taken", async ({ alone, page, box, list }) => {
  await box.click();
  const first = list.getByRole("option").first();
  await first.hover();
  await page.mouse.down();
  await page.keyboard.type("test stage");
  await first.filter({ hasText: "infra-test-tracker-db-stage-1" }).waitFor();
  await page.mouse.up();
  assert.equal(await box.inputValue(), "test stage");
  assert.equal(await box.getAttribute("aria-expanded"), "true");
  await first.click();
  await becomes(() => box.inputValue(), "infra-test-tracker-db-stage-1");
  await holds(alone, { ...SET, db: "infra-test-tracker-db-stage-1" });
});

journey("a long list draws what is in view, and every key moves in it", async ({ page, box, list }) => {
  await box.click();
  const options = list.getByRole("option");
  await options.first().waitFor();
  assert.ok((await options.count()) < 60, `${await options.count()} drawn`);
  assert.equal(await options.first().getAttribute("aria-setsize"), "480");
  const active = async () => {
    const id = await box.getAttribute("aria-activedescendant");
    const at = page.locator(`[id="${id}"]`);
    await at.waitFor();
    const inView = await at.evaluate((option) => {
      const [own, around] = [option, option.closest("[role=listbox]")].map((it) => it.getBoundingClientRect());
      return own.top >= around.top - 1 && own.bottom <= around.bottom + 1;
    });
    return { at: Number(await at.getAttribute("aria-posinset")), inView };
  };
  for (const [keys, at] of [
    [["ArrowDown"], 1],
    [["PageDown", "PageDown"], 21],
    [["ArrowUp"], 20],
    [["PageUp"], 10],
    [["ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp"], 480],
    [["ArrowDown"], 1],
  ]) {
    for (const key of keys) await page.keyboard.press(key);
    await when(async () => {
      const now = await active();
      return now.at === at && now.inView;
    }, `${keys} leads to ${at}`);
  }
  // Home and End belong to the text.
  await page.keyboard.type("orders");
  await page.keyboard.press("Home");
  await becomes(() => box.evaluate((input) => input.selectionStart), 0);
  await page.keyboard.press("Escape");
  await becomes(() => box.getAttribute("aria-expanded"), "false");
  await becomes(() => box.inputValue(), "orders");
  await page.keyboard.press("Escape");
  await becomes(() => box.inputValue(), "");
  await page.keyboard.press("Alt+ArrowDown");
  await options.first().waitFor();
  await list.evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await list.getByText("prod-eu-orders-479").waitFor();
});

journey(
  "nothing is asked before the parameters are set, and the field says which are missing",
  async ({ alone, box, list, pages, page }) => {
    await alone.form.getByText("The choices come once Account and Region are set.").waitFor();
    await box.click();
    assert.equal(await box.getAttribute("aria-expanded"), "false");
    await alone.form.getByRole("button", { name: "Go to Region" }).click();
    await when(() => page.evaluate(() => document.activeElement.labels?.[0]?.textContent.includes("Region")), "focus");
    await page.keyboard.type("eu");
    await alone.form.getByText("The choices come once Account is set.").waitFor();
    assert.deepEqual(pages.asked, []);
    await alone.form.getByRole("textbox", { name: "Account" }).fill("prod");
    await box.click();
    await list.getByText("prod-eu-orders-0").waitFor();
    const asked = pages.asked.map(({ pointer, params }) => [pointer, params]);
    assert.deepEqual(asked, [["/db", SET]], "nothing was asked with less");
  },
  { input: {} },
);

/** Does what has a question answered, and waits until the page has the answer. */
async function answered(page, is, act) {
  const came = page.waitForResponse((response) => {
    const question = response.request().postDataJSON();
    return Boolean(question) && is(question);
  });
  await act();
  await (await came).finished();
}

/** Answers that are given when the journey says so. */
function held() {
  const waiting = [];
  const answer = (question) => new Promise((give) => waiting.push({ question, give }));
  const give = async (params, body) => {
    const is = ({ question }) => JSON.stringify(question.params) === JSON.stringify(params);
    await when(() => waiting.some(is), `a question about ${JSON.stringify(params)}`);
    const at = waiting.findIndex(is);
    waiting.splice(at, 1)[0].give(body ?? databases(params));
  };
  return { answer, give, waiting };
}

{
  const source = held();
  journey(
    "parameters changed while an answer is on its way never show the older answer",
    async ({ alone, page, box, list }) => {
      const region = alone.form.getByRole("textbox", { name: "Region" });
      await region.fill("us");
      await box.click();
      await source.give({ account: "prod", region: "us" });
      await list.getByText("prod-us-orders-0").waitFor();
      // The answer to the first question comes last.
      const older = ({ params }) => params.region === "eu";
      await answered(page, older, () => source.give({ account: "prod", region: "eu" }));
      await box.fill("orders-1");
      await list.getByText("prod-us-orders-1", { exact: true }).waitFor();
      assert.ok((await labels(list)).every((label) => label.startsWith("prod-us")));
      // Back again: what came for it then is what is shown for it.
      await region.fill("eu");
      await box.click();
      await list.getByText("prod-eu-orders-0").waitFor();
      assert.ok((await labels(list)).every((label) => label.startsWith("prod-eu") || label.startsWith("infra")));
    },
    { answer: source.answer },
  );
}

{
  const source = held();
  journey(
    "a source that searches is asked once typing rests, and only its last answer is shown",
    async ({ box, list, pages, page }) => {
      await box.click();
      await source.give({}, choices(["first"], { total: 100_000, cursor: "2" }));
      await list.getByText("first").waitFor();
      const before = pages.asked.length;
      await page.keyboard.type("pay");
      await when(() => pages.asked.length > before, "a question");
      await page.keyboard.type("ments");
      await when(() => pages.asked.at(-1).search === "payments", "the whole word");
      assert.ok(pages.asked.length - before <= 3, "not one question a key");
      const [late, last] = [source.waiting[0], source.waiting.at(-1)];
      last.give(choices(["payments-1", "billing-of-payments"], { total: 2 }));
      await list.getByText("billing-of-payments").waitFor();
      const older = ({ search }) => search === late.question.search;
      await answered(page, older, () => late.give(choices(["pay-old"])));
      await box.press("ArrowDown");
      await becomes(() => labels(list), ["payments-1", "billing-of-payments"]);
    },
    { input: {}, options: { "/db": { search: "server" } }, answer: source.answer },
  );
}

journey(
  "pages of a source that searches follow as the list is scrolled",
  async ({ box, list, alone }) => {
    await box.click();
    await list.getByText("page-0-0", { exact: true }).waitFor();
    await alone.form.getByText("200 of 400 options").first().waitFor();
    await list.evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await alone.form.getByText("400 of 400 options").first().waitFor();
  },
  {
    input: {},
    options: { "/db": { search: "server" } },
    answer: ({ cursor }) =>
      choices(Array.from({ length: 200 }, (_, at) => `page-${cursor ?? 0}-${at}`), { total: 400, cursor: cursor ? null : "1" }),
  },
);

journey(
  "a source that is down says so, can be tried again, and nothing typed is lost",
  async ({ alone, box, list, pages }) => {
    await alone.form.getByText("The inventory does not answer.").waitFor();
    await alone.form.getByText("req-1").waitFor();
    await alone.form.getByLabel("Note").fill("typed meanwhile");
    await box.fill("db-7");
    await box.press("Tab");
    await holds(alone, { ...SET, db: "db-7", note: "typed meanwhile" });
    pages.answer = () => choices(["db-7", "db-8"]);
    await alone.form.getByRole("button", { name: "Try again to list Database" }).click();
    await box.click();
    await list.getByText("db-8").waitFor();
    assert.equal(await alone.form.getByText("The inventory does not answer.").count(), 0);
    await holds(alone, { ...SET, db: "db-7", note: "typed meanwhile" });
  },
  { answer: () => failed("The inventory does not answer"), allow: [/424/] },
);

for (const [what, answer, said] of [
  ["a source that will never answer this", () => failed("It takes no such region", { retryable: false }), /Once that is mended, try again/],
  ["an answer of the wrong shape", () => '{"items": "none"}', /The answer was not the gateway's/],
  ["an answer that is no JSON", () => "<html>busy</html>", /The answer was not the gateway's/],
  ["too many requests", () => failed("Wait a moment", { status: 429, code: "rate_limited" }), /Wait a moment/],
]) {
  journey(
    `${what} is told at the field, and the form stays usable`,
    async ({ alone }) => {
      await alone.form.getByText(said).waitFor();
      await alone.form.getByRole("button", { name: "Try again to list Database" }).waitFor();
      await alone.form.getByLabel("Note").fill("kept");
      await holds(alone, { ...SET, note: "kept" });
    },
    { answer, allow: [/42[49]/] },
  );
}

for (const search of ["client", "server"]) {
  journey(
    `whatever failed can be tried again, and is once its parameters are set again (${search})`,
    async ({ alone, box, list, pages }) => {
      const region = alone.form.getByRole("textbox", { name: "Region" });
      const said = alone.form.getByText(/It takes no such region/);
      const retry = alone.form.getByRole("button", { name: "Try again to list Database" });
      await box.click();
      await said.waitFor();
      const before = pages.asked.length;
      await retry.click();
      await when(() => pages.asked.length > before, "the question again");
      await said.waitFor();
      pages.answer = ({ params }) => databases(params);
      await region.fill("us");
      await box.click();
      await list.getByText("prod-us-orders-0", { exact: true }).waitFor();
      await region.fill("eu");
      await box.click();
      await list.getByText("prod-eu-orders-0", { exact: true }).waitFor();
      assert.equal(await said.count(), 0);
    },
    {
      options: { "/db": { ...DB, search } },
      answer: () => failed("It takes no such region", { retryable: false }),
      allow: [/424/],
    },
  );
}

journey(
  "where other values are accepted they are typed, to the schema's type",
  async ({ alone, box }) => {
    await alone.form.getByText("You can type a value meanwhile.").waitFor();
    await box.fill("8080");
    await box.press("Tab");
    await holds(alone, { db: 8080 });
    await box.fill("many");
    await box.press("Tab");
    await alone.form.getByText(/must be a whole number/).first().waitFor();
    assert.equal(await box.inputValue(), "many");
  },
  {
    schema: { type: "object", properties: { db: { type: "integer", title: "Database port" } } },
    input: {},
    options: { "/db": { allow_other: true } },
    answer: () => failed("It is down"),
    allow: [/424/],
  },
);

journey(
  "an empty list says so",
  async ({ alone, box }) => {
    await box.click();
    await alone.form.getByText("The list is empty: there is nothing to choose at present.").first().waitFor();
  },
  { answer: () => choices([]) },
);

journey(
  "markup, odd values, twins and choices that are off are what they are",
  async ({ alone, box, list, page }) => {
    await box.click();
    await list.getByText("<img src=x onerror=alert(1)>").waitFor();
    assert.equal(await list.locator("img").count(), 0);
    assert.equal(await list.getByRole("option").count(), 5, "a value that comes twice is one choice");
    const off = list.getByRole("option", { name: /^off/ });
    assert.equal(await off.getAttribute("aria-disabled"), "true");
    await off.getByText("in maintenance").waitFor();
    await off.click({ force: true });
    await becomes(() => box.getAttribute("aria-expanded"), "true", "it cannot be chosen");
    await list.getByRole("option", { name: /object/ }).click();
    await becomes(() => box.inputValue(), "the object");
    await holds(alone, { db: { zone: "a", id: 9007199254740993 } });
    await box.click();
    await list.getByRole("group", { name: "Numbers" }).getByText("seven").click();
    await holds(alone, { db: 7 });
    assert.equal(await page.evaluate(() => document.querySelectorAll("mark").length), 0);
  },
  {
    schema: { type: "object", properties: { db: { title: "Database" } } },
    input: {},
    options: { "/db": {} },
    answer: () =>
      `{"items":[{"value":"x","label":"<img src=x onerror=alert(1)>"},{"value":{"zone":"a","id":9007199254740993},"label":"the object"},
        {"value":7,"label":"seven","group":"Numbers"},{"value":7.0,"label":"seven again","group":"Numbers"},
        {"value":"off","label":"off","disabled":true,"reason":"in maintenance"},{"value":null,"label":"none"}],
        "total":6,"cursor":null,"as_of":"2026-11-21T12:00:00Z","stale":false,"truncated":false}`,
  },
);

journey("a value that left the list is kept and marked", async ({ alone, box, pages, list }) => {
  await box.click();
  await list.getByText("prod-eu-orders-3", { exact: true }).click();
  const mark = alone.form.getByText(/prod-eu-orders-3: not in the list any more/);
  assert.equal(await mark.count(), 0);
  await alone.form.getByRole("textbox", { name: "Region" }).fill("us");
  await mark.waitFor();
  assert.equal(await box.inputValue(), "prod-eu-orders-3");
  assert.match(await box.getAttribute("aria-describedby"), /r$/);
  await holds(alone, { account: "prod", region: "us", db: "prod-eu-orders-3" });
  await alone.form.getByRole("textbox", { name: "Region" }).fill("eu");
  await mark.waitFor({ state: "detached" });
  // A question would come once typing rests, which is before what is said of the open list.
  await box.click();
  await alone.form.getByRole("status").filter({ hasText: "480 of 480 options" }).waitFor({ state: "attached" });
  assert.equal(pages.asked.length, 2, "a list that is known is not asked for again");
});

const choice = (value, label) => ({ value, label });
const searches = ({ asked }) => asked.map(({ search }) => search ?? null);

journey(
  "a list that is read again without the chosen value marks it, and its label stays",
  async ({ alone, box, list, pages }) => {
    await box.click();
    await list.getByText("Second").click();
    await becomes(() => box.inputValue(), "Second");
    pages.answer = () => choices([choice("db-1", "First")]);
    const mark = alone.form.getByText(/Second: not in the list any more/);
    // The list was an old one, so whoever opens it has it asked for again.
    await when(async () => {
      await box.click();
      return mark.count();
    }, "the mark");
    assert.equal(await box.inputValue(), "Second");
    assert.deepEqual(pages.asked.filter(({ params }) => params.region !== "eu"), []);
    await holds(alone, { ...SET, db: "db-2" });
  },
  { answer: () => choices([choice("db-1", "First"), choice("db-2", "Second")], { stale: true }) },
);

{
  const source = held();
  const of = (region) => ({ ...SET, region });
  journey(
    "a chosen value is called as it was last while other parameters are set, and marked where their list lacks it",
    async ({ alone, box, list }) => {
      const [region, mark] = [alone.form.getByRole("textbox", { name: "Region" }), alone.form.getByText(/not in the list any more/)];
      await source.give(SET, choices([choice("db-1", "First"), choice("db-2", "Second")]));
      await box.click();
      await list.getByText("Second").click();
      await becomes(() => box.inputValue(), "Second");
      await region.fill("");
      await alone.form.getByText("The choices come once Region is set.").waitFor();
      assert.equal(await box.inputValue(), "Second");
      await region.fill("us");
      await when(() => source.waiting.length === 1, "a question");
      assert.equal(await box.inputValue(), "Second");
      assert.equal(await mark.count(), 0, "nobody knows yet");
      await source.give(of("us"), choices([choice("db-1", "First")]));
      await alone.form.getByText(/Second: not in the list any more/).waitFor();
      assert.equal(await box.inputValue(), "Second");
      await region.fill("ap");
      await source.give(of("ap"), choices([choice("db-2", "Zweite")]));
      await becomes(() => box.inputValue(), "Zweite");
      await mark.waitFor({ state: "detached" });
      await holds(alone, { ...of("ap"), db: "db-2" });
    },
    { answer: source.answer },
  );
}

{
  const source = held();
  journey(
    "an item calls its value as its own lists do, whatever another item's list calls it",
    async ({ alone }) => {
      const [first, second] = [0, 1].map((at) => alone.form.getByRole("combobox", { name: "Size" }).nth(at));
      await source.give({ kind: "ssd" }, choices([choice("s1", "Fast")]));
      await becomes(() => first.inputValue(), "Fast");
      await source.give({ kind: "hdd" }, choices([choice("h1", "Slow")]));
      await alone.form.getByText(/s1: not in the list any more/).first().waitFor();
      assert.equal(await second.inputValue(), "s1");
      // Under other parameters it keeps the name that it had itself.
      await alone.form.getByRole("textbox", { name: "Kind" }).first().fill("hdd");
      await alone.form.getByText(/Fast: not in the list any more/).first().waitFor();
      assert.equal(await first.inputValue(), "Fast");
      assert.equal(await second.inputValue(), "s1");
    },
    {
      schema: {
        type: "object",
        properties: {
          disks: { type: "array", title: "Disks", items: { type: "object", properties: { kind: text("Kind"), size: text("Size") } } },
        },
      },
      input: { disks: [{ kind: "ssd", size: "s1" }, { kind: "hdd", size: "s1" }] },
      options: { "/disks/*/size": { params: { kind: "/disks/*/kind" } } },
      answer: source.answer,
    },
  );
}

const BY_SOURCE = { "/db": { search: "server" } };
const WEB = choice("i-0abc", "Web One");
const beginning = () => choices(["first"], { total: 100_000, cursor: "2" });

journey(
  "a value whose source searches has its label before anybody opens the list, and after a reload",
  async ({ alone, page, box, list, pages }) => {
    await becomes(() => box.inputValue(), "Web One");
    assert.deepEqual(searches(pages), ["i-0abc"]);
    await page.reload();
    await becomes(() => box.inputValue(), "Web One");
    await box.click();
    await list.getByText("first").waitFor();
    assert.equal(await box.inputValue(), "Web One");
    assert.equal(await alone.form.getByText(/not in the list/).count(), 0);
    // A question would come once typing rests, which is before what is said of the open list.
    await alone.form.getByRole("status").filter({ hasText: "1 of 100000 options" }).waitFor({ state: "attached" });
    await holds(alone, { db: "i-0abc" });
    assert.deepEqual(searches(pages), ["i-0abc", "i-0abc", null], "asked about once");
  },
  {
    input: { db: "i-0abc" },
    options: BY_SOURCE,
    answer: ({ search }) => (search ? choices([choice("i-0abcd", "Web Ten"), WEB]) : beginning()),
  },
);

journey(
  "a value that its source does not find is marked, for the parameters that are set",
  async ({ alone, box, list, pages }) => {
    const mark = alone.form.getByText(/i-0abc: not in the list any more/);
    await mark.waitFor();
    assert.equal(await box.inputValue(), "i-0abc");
    const region = alone.form.getByRole("textbox", { name: "Region" });
    await region.fill("");
    await alone.form.getByText("The choices come once Region is set.").waitFor();
    assert.equal(await mark.count(), 0);
    await region.fill("us");
    await becomes(() => box.inputValue(), "Web One");
    assert.equal(await mark.count(), 0);
    await region.fill("eu");
    await alone.form.getByText(/Web One: not in the list any more/).waitFor();
    assert.equal(await box.inputValue(), "Web One", "it is called as it was last");
    // A question about the value would come once typing rests, which is before what is said of the open list.
    await box.click();
    await list.getByText("Web Ten").waitFor();
    await alone.form.getByRole("status").filter({ hasText: "1 of 1 options" }).waitFor({ state: "attached" });
    const asked = pages.asked.map(({ params, search }) => [params.region, search ?? null]);
    assert.deepEqual(asked, [["eu", "i-0abc"], ["us", "i-0abc"], ["eu", null]]);
    await holds(alone, { ...SET, db: "i-0abc" });
  },
  {
    input: { ...SET, db: "i-0abc" },
    options: { "/db": { ...DB, search: "server" } },
    answer: ({ params }) => choices(params.region === "us" ? [WEB] : [choice("i-0abcd", "Web Ten")]),
  },
);

journey(
  "a value that was not found and is chosen after all is not marked any more, nor is one that is in no list without a text",
  async ({ alone, box, list }) => {
    const mark = alone.form.getByText(/not in the list any more/);
    await mark.waitFor();
    for (const [typed, label, db] of [["web", "Web One", "i-0abc"], ["mail", "Mail", "i-7"]]) {
      await box.fill(typed);
      await list.getByRole("option", { name: label }).click();
      await becomes(() => box.inputValue(), label);
      await mark.waitFor({ state: "detached" });
      await holds(alone, { db });
    }
    // What comes without a text is there by now.
    await box.click();
    await list.getByText("first").waitFor();
    assert.equal(await mark.count(), 0);
  },
  {
    input: { db: "i-0abc" },
    options: BY_SOURCE,
    answer: ({ search }) => {
      if (search === undefined || search === null) return choices(["first"]);
      return choices([WEB, choice("i-7", "Mail")].filter(({ label }) => label.toLowerCase().startsWith(search)));
    },
  },
);

journey(
  "a value that nobody can tell about stays as it is",
  async ({ alone, box, pages }) => {
    await when(() => pages.asked.length === 1, "a question");
    await holds(alone, { db: "i-0abc" });
    // What is asked for the list is answered after what was asked about the value.
    await box.click();
    await alone.form.getByText("The inventory does not answer.").waitFor();
    assert.equal(await box.inputValue(), "i-0abc");
    assert.equal(await alone.form.getByText(/not in the list/).count(), 0);
    assert.deepEqual(searches(pages), ["i-0abc", null]);
  },
  { input: { db: "i-0abc" }, options: BY_SOURCE, answer: () => failed("The inventory does not answer"), allow: [/424/] },
);

journey(
  "a list that is old says how old, and that no newer one can be had",
  async ({ alone, box }) => {
    await box.click();
    await alone.form.getByText(/read 1[01] min ago, no newer list can be had/).waitFor();
  },
  { answer: () => choices(["a"], { stale: true, as_of: new Date(Date.now() - 630_000).toISOString() }) },
);

journey(
  "a list that was cut is searched by its source",
  async ({ alone, box, list, pages }) => {
    await box.click();
    await alone.form.getByText("The list was cut: type to search all of it").waitFor();
    await box.fill("far");
    await list.getByText("far away").waitFor();
    assert.equal(pages.asked.at(-1).search, "far");
  },
  { answer: ({ search }) => (search ? choices(["far away"]) : choices(["near"], { truncated: true, total: 50_000 })) },
);

const SEVERAL = {
  schema: { type: "object", properties: { dbs: { type: "array", uniqueItems: true, title: "Databases", items: { type: "string" } } } },
  input: {},
  options: { "/dbs/*": {} },
  answer: () => choices(["db-1", "db-2", "db-3", "db-4"]),
};

journey(
  "several are chosen, pasted and taken away by keyboard",
  async ({ alone, page, list }) => {
    const box = alone.form.getByRole("combobox", { name: "Databases" });
    await box.focus();
    await page.keyboard.type("4");
    await becomes(() => labels(list), ["db-4"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await alone.form.getByRole("button", { name: "Remove db-4" }).waitFor();
    await page.evaluate(() => navigator.clipboard.writeText("db-1\ndb-2, nowhere\tdb-4"));
    await page.keyboard.press("Control+V");
    await alone.form.getByText("nowhere is none of the choices").waitFor();
    assert.equal(await box.inputValue(), "nowhere");
    await holds(alone, { dbs: ["db-4", "db-1", "db-2"] });
    await box.fill("");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Delete");
    await holds(alone, { dbs: ["db-4", "db-1"] });
  },
  SEVERAL,
);

journey(
  "a chosen one of several that left the list is marked",
  async ({ alone }) => {
    await alone.form.getByRole("listitem").filter({ hasText: "gone" }).getByText("not in the list any more").waitFor();
  },
  { ...SEVERAL, input: { dbs: ["db-1", "gone"] } },
);

journey(
  "of a list that was cut, those that are not in its beginning are looked for",
  async ({ alone, pages }) => {
    await alone.form.getByRole("button", { name: "Remove Far away" }).waitFor();
    const gone = alone.form.getByRole("listitem").filter({ hasText: "gone" });
    await gone.getByText("not in the list any more").waitFor();
    assert.equal(await alone.form.getByText("not in the list any more").count(), 1);
    assert.deepEqual(searches(pages), [null, "far", "gone"]);
  },
  {
    ...SEVERAL,
    input: { dbs: ["near", "far", "gone"] },
    answer: ({ search }) =>
      search ? choices(search === "far" ? [choice("far", "Far away")] : []) : choices(["near"], { truncated: true, total: 50_000 }),
  },
);

journey(
  "items, branches and free keys ask with their own parameters",
  async ({ alone, list, pages }) => {
    for (const [name, expected] of [["Size", "ssd-big"], ["Inside", "inner"], ["Value", "of-key"]]) {
      await alone.form.getByRole("combobox", { name }).first().click();
      await list.getByText(expected).click();
    }
    await holds(alone, { disks: [{ kind: "ssd", size: "ssd-big" }], shape: { kind: "a", inside: "inner" }, map: { k: "of-key" } });
    const sizes = pages.asked.filter(({ pointer }) => pointer === "/disks/*/size");
    assert.deepEqual(sizes.map(({ params }) => params), [{ kind: "ssd" }]);
  },
  {
    schema: {
      type: "object",
      properties: {
        disks: { type: "array", title: "Disks", items: { type: "object", properties: { kind: text("Kind"), size: text("Size") } } },
        shape: {
          title: "Shape",
          oneOf: [
            { title: "A", type: "object", properties: { kind: { const: "a" }, inside: text("Inside") } },
            { title: "B", type: "object", properties: { kind: { const: "b" } } },
          ],
        },
        map: { type: "object", title: "Map", additionalProperties: { type: "string" } },
      },
    },
    input: { disks: [{ kind: "ssd" }], shape: { kind: "a" }, map: { k: "" } },
    options: { "/disks/*/size": { params: { kind: "/disks/*/kind" } }, "/shape/inside": {}, "/map/*": {} },
    answer: ({ pointer, params }) =>
      choices([pointer === "/disks/*/size" ? `${params.kind}-big` : pointer === "/map/*" ? "of-key" : "inner"]),
  },
);

for (const [width, viewport] of [["1440", undefined], ["390", NARROW]]) {
  for (const theme of ["light", "dark"]) {
    journey(
      `the search field at ${width} px, ${theme}, breaks no rule of axe`,
      async ({ alone, page, box, list }) => {
        await box.fill("orders 1");
        await list.getByRole("option").first().waitFor();
        await page.keyboard.press("ArrowDown");
        await page.screenshot({ path: `${ARTIFACTS}/options-open-${width}-${theme}.png` });
        assert.deepEqual(await broken(page), []);
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wider <= 0, `${wider} px wider than the window`);
        await alone.form.getByRole("textbox", { name: "Region" }).fill("");
        await alone.form.getByText("The choices come once Region is set.").waitFor();
        await page.screenshot({ path: `${ARTIFACTS}/options-waiting-${width}-${theme}.png` });
        assert.deepEqual(await broken(page), []);
      },
      { theme, ...(viewport && { viewport }) },
    );
    journey(
      `the search field without its list at ${width} px, ${theme}, breaks no rule of axe`,
      async ({ alone, page }) => {
        await alone.form.getByText("The inventory does not answer.").waitFor();
        await page.screenshot({ path: `${ARTIFACTS}/options-failed-${width}-${theme}.png` });
        assert.deepEqual(await broken(page), []);
      },
      { theme, answer: () => failed("The inventory does not answer"), allow: [/424/], ...(viewport && { viewport }) },
    );
  }
}
