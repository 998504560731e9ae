// One validator in two places: the worker in the browser and the gateway over HTTP say the same of every document.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { exactJson } from "./support/exact.mjs";
import { journeys } from "./support/journey.mjs";
import { FORM_CASES } from "./support/places.mjs";
import { REFUSED, invalid, missing, schemas, valid } from "./support/schemastore.mjs";

const PAIRS = join(FORM_CASES, "pairs");
const REAL = "schemastore";
/** The browser writes each refusal into its console. */
const REFUSALS = { allow: [/status of 422/] };

const { journey } = journeys({ publish, teams: () => [] });

/** The random schemas and the real ones become workflows of two more teams. */
async function publish({ configs, guides }) {
  cpSync(join(PAIRS, "workflow-configs"), configs, { recursive: true });
  cpSync(join(PAIRS, "guides"), guides, { recursive: true });
  for (const folder of [configs, guides]) mkdirSync(join(folder, REAL));
  for (const [name, schema] of judged()) {
    const about = { name, workflow_type: name, namespace: REAL, nexus_endpoint: REAL };
    const staged = { stage_namespace: `${REAL}-stage`, stage_nexus_endpoint: `${REAL}-stage` };
    const config = JSON.stringify({ ...about, ...staged });
    writeFileSync(join(configs, REAL, `${name}.json`), `${config.slice(0, -1)},"schema":${schema}}`);
    writeFileSync(join(guides, REAL, `${name}.md`), "A schema that people use.\n");
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
  t.diagnostic(`${found.judged} documents, ${found.wrong} of them wrong, ${found.problems} problems`);
  assert.deepEqual(found.different, []);
  assert.equal(found.judged, 2000);
  assert.ok(found.wrong > 500 && found.wrong < 1900, `${found.wrong} are wrong: not much of a comparison`);
});

if (missing) {
  test("worker and gateway say the same of real documents", { skip: missing });
} else {
  journey("worker and gateway say the same of real documents", REFUSALS, async ({ page, context, t }) => {
    const found = await compare(page, context, REAL, judged().map(([name]) => [name, documents(name)]));
    t.diagnostic(`${found.judged} documents, ${found.wrong} of them wrong, ${found.problems} problems`);
    assert.deepEqual(found.different, []);
    assert.ok(found.judged > 20 && found.wrong > 5);
  });
}

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

  await answer();
  const found = { judged: 0, wrong: 0, problems: 0, different: [] };
  for (const [type, texts] of documents) {
    const address = `/api/v1/workflows/${namespace}/${type}`;
    const definition = exact.read(await (await fetch(address)).text());
    const ready = await ask(exact.print({ type: "init", build, schema: definition.schema }));
    let told = [];
    for (const [at, text] of texts.entries()) {
      const update = `{"type":"update","revision":${at},"patches":[{"at":"","value":${text}}],"conditions":[],"errors":true}`;
      const { errors } = await ask(update);
      // The worker is silent about what it has said last.
      told = errors ?? told;
      const body = `{"preview":true,"input":${text}}`;
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${address}/runs`, { method: "POST", headers, body });
      const said = await response.json();
      const [ours, theirs] = [set(told), set(said.error?.fields ?? [])];
      const answered = [200, 422].includes(response.status) && (said.valid === true) === (theirs.length === 0);
      if (ready.type !== "ready" || !answered || JSON.stringify(ours) !== JSON.stringify(theirs)) {
        found.different.push({ type, text, ready, status: response.status, worker: ours, gateway: answered ? theirs : said });
      }
      found.judged += 1;
      found.wrong += ours.length > 0;
      found.problems += ours.length;
    }
  }
  worker.terminate();
  return found;
}
