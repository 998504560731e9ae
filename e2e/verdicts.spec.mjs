// One validator in two places: the worker in the browser and the gateway over HTTP say the same of every document,
// whichever branches of it are drawn.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { exactJson } from "./support/exact.mjs";
import { journeys } from "./support/journey.mjs";
import { FORM_CASES } from "./support/places.mjs";
import { Portal } from "./support/portal.mjs";
import { REFUSED, invalid, missing, schemas, valid } from "./support/schemastore.mjs";
import { becomes } from "./support/wait.mjs";

const PAIRS = join(FORM_CASES, "pairs");
const REAL = "schemastore";
/** A choice between two names, one of which has to be given. */
const EITHER = "either";
const needs = (title, name) => ({ title, type: "object", properties: { [name]: { type: "string" } }, required: [name] });
const TWO = JSON.stringify({ type: "object", oneOf: [needs("A", "x"), needs("B", "y")] });
/** The browser writes each refusal into its console. */
const REFUSALS = { allow: [/status of 422/] };

const { journey } = journeys({ publish, teams: () => [] });

/** The random schemas and the others become workflows of teams of their own. */
async function publish({ configs, guides }) {
  cpSync(join(PAIRS, "workflow-configs"), configs, { recursive: true });
  cpSync(join(PAIRS, "guides"), guides, { recursive: true });
  for (const [team, schemas] of [[REAL, judged()], [EITHER, [[EITHER, TWO]]]]) {
    for (const folder of [configs, guides]) mkdirSync(join(folder, team));
    for (const [name, schema] of schemas) {
      const about = { name, workflow_type: name, namespace: team, nexus_endpoint: team };
      const staged = { stage_namespace: `${team}-stage`, stage_nexus_endpoint: `${team}-stage` };
      const config = JSON.stringify({ ...about, ...staged });
      writeFileSync(join(configs, team, `${name}.json`), `${config.slice(0, -1)},"schema":${schema}}`);
      writeFileSync(join(guides, team, `${name}.md`), "A schema, and what fits it.\n");
    }
  }
}

/** The real schemas that have documents. */
function judged() {
  return schemas().filter(([name]) => !REFUSED.includes(name) && documents(name).length > 0);
}

function documents(name) {
  return [...valid(name), ...invalid(name)].map(([, text]) => text);
}

journey("worker and gateway say the same of 2,000 random documents", REFUSALS, async ({ page, context, t }) => {
  const random = Object.entries(JSON.parse(readFileSync(join(PAIRS, "documents.json"), "utf8")));
  const found = await compare(page, context, "random", random);
  t.diagnostic(said(found));
  assert.deepEqual(found.different, []);
  assert.equal(found.judged, 2000);
  assert.ok(found.turned > 0, "what is drawn changes no word: not much of a comparison");
  assert.ok(found.wrong > 500 && found.wrong < 1900, `${found.wrong} are wrong: not much of a comparison`);
});

if (missing) {
  test("worker and gateway say the same of real documents", { skip: missing });
} else {
  journey("worker and gateway say the same of real documents", REFUSALS, async ({ page, context, t }) => {
    const found = await compare(page, context, REAL, judged().map(([name]) => [name, documents(name)]));
    t.diagnostic(said(found));
    assert.deepEqual(found.different, []);
    assert.ok(found.judged > 20 && found.wrong > 5);
  });
}

journey("the form says the same with its worker and without", REFUSALS, async ({ page }) => {
  const portal = new Portal(page);
  const listed = () => portal.form.getByRole("alert").getByRole("link").allInnerTexts();
  const reviewed = async () => {
    await portal.openWorkflow(EITHER, EITHER);
    for (const [branch, problems] of [["A", ["X is required"]], ["B", ["Y is required"]]]) {
      await portal.form.getByRole("radio", { name: branch, exact: true }).check();
      await portal.form.getByRole("button", { name: "Review" }).click();
      await becomes(listed, problems);
    }
  };
  await reviewed();
  // Now the gateway alone judges.
  await page.addInitScript(() => delete window.Worker);
  await reviewed();
  await portal.form.getByText(/This browser cannot check the fields as you go/).waitFor();
});

const said = ({ judged, wrong, turned, problems }) =>
  `${judged} documents, ${wrong} of them wrong, ${turned} told otherwise where other branches are drawn, ${problems} problems`;

/** Asks both about the documents of each workflow, `[type, texts]`. */
async function compare(page, context, namespace, documents) {
  await exactJson(context);
  // The portal tells its worker which build it is; the test's own worker has to be told the same.
  await context.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message) {
      globalThis.build ??= JSON.parse(message).build;
      return post.call(this, message);
    };
  });
  await page.goto(`/workflows/${namespace}/${documents[0][0]}`);
  await page.waitForFunction(() => globalThis.build);
  return page.evaluate(judge, { namespace, documents });
}

/** Runs in the page. */
async function judge({ namespace, documents }) {
  const worker = new Worker("/validator_loader.js");
  const answer = () => new Promise((done) => (worker.onmessage = ({ data }) => done(JSON.parse(data))));
  const ask = (text) => {
    const answered = answer();
    worker.postMessage(text);
    return answered;
  };
  const set = (problems) =>
    problems.map(({ pointer, keyword, message }) => JSON.stringify([pointer, keyword ?? null, message])).sort();
  const child = (at, key) => `${at}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  const isPlain = (value) => value === null || typeof value !== "object" || JSON.isRawJSON(value);
  /** Each value in a value, after its pointer. */
  const within = (value, at = "") => {
    const inside = isPlain(value) ? [] : Object.entries(value).flatMap(([key, inner]) => within(inner, child(at, key)));
    return [[at, value], ...inside];
  };
  /** Nothing is known to be drawn; the first branch of each choice is, at any value; the last one is. */
  const waysToDraw = (schema, document) => {
    const choices = within(schema).filter(([at, list]) => /\/(oneOf|anyOf)$/.test(at) && Array.isArray(list) && list.length);
    if (choices.length === 0) return [[]];
    const pointers = within(document).map(([at]) => at).slice(0, Math.ceil(500 / choices.length));
    const drawn = (indexOf) => {
      const all = pointers.flatMap((pointer) =>
        choices.map(([at, list]) => ({ pointer, keyword_location: at, index: indexOf(list) })),
      );
      // As many as a request has room for, whatever the letters.
      while (JSON.stringify(all).length > 20_000) all.length >>= 1;
      return all;
    };
    return [[], drawn(() => 0), drawn((list) => list.length - 1)];
  };

  await answer();
  const found = { judged: 0, wrong: 0, turned: 0, problems: 0, different: [] };
  let revision = 0;
  for (const [type, texts] of documents) {
    const address = `/api/v1/workflows/${namespace}/${type}`;
    const definition = exact.read(await (await fetch(address)).text());
    const ready = await ask(exact.print({ type: "init", build, schema: definition.schema }));
    let told = [];
    for (const text of texts) {
      const ways = [];
      for (const branches of waysToDraw(definition.schema, exact.read(text))) {
        const drawn = JSON.stringify(branches);
        const about = `"revision":${(revision += 1)},"patches":[{"at":"","value":${text}}],"conditions":[],"chosen":${drawn}`;
        const { errors } = await ask(`{"type":"update",${about},"errors":true}`);
        // The worker is silent about what it has said last.
        told = errors ?? told;
        const body = `{"preview":true,"input":${text},"branches":${drawn}}`;
        const headers = { "content-type": "application/json" };
        const response = await fetch(`${address}/runs`, { method: "POST", headers, body });
        const said = await response.json();
        const [ours, theirs] = [set(told), set(said.error?.fields ?? [])];
        const answered = [200, 422].includes(response.status) && (said.valid === true) === (theirs.length === 0);
        if (ready.type !== "ready" || !answered || JSON.stringify(ours) !== JSON.stringify(theirs)) {
          const gateway = answered ? theirs : said;
          found.different.push({ type, text, branches, ready, status: response.status, worker: ours, gateway });
        }
        ways.push(ours);
      }
      const [first] = ways;
      // What is drawn changes words, and no verdict.
      if (ways.some((other) => (other.length > 0) !== (first.length > 0))) found.different.push({ type, text, ways });
      found.judged += 1;
      found.wrong += first.length > 0;
      found.turned += ways.some((other) => JSON.stringify(other) !== JSON.stringify(first));
      found.problems += first.length;
    }
  }
  worker.terminate();
  return found;
}
