// What docs/option-sources.md tells a team to write works as it stands there.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Stack, cloudOps } from "./stack.mjs";
import { python, ROOT } from "./support/places.mjs";
import { LIMIT, until } from "./support/wait.mjs";

const GUIDE = readFileSync(join(ROOT, "docs/option-sources.md"), "utf8");
const TEAM = "messaging";
const NAMESPACE = `${TEAM}-stage`;
const TOPICS = { params: { stage: "test" }, search: null, cursor: null, limit: 200 };

/** The first block of a language that contains a text. */
const block = (language, text) => {
  const blocks = [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, code]) => code);
  return blocks.find((code) => code.includes(text)) ?? assert.fail(`no ${language} block with ${text}`);
};

/** A config whose two fields are chosen as the page says: one from the query, one from the operation. */
function publish(stack) {
  const query = JSON.parse(`{${block("json", "query_type")}}`).options["/topic"];
  const nexus = JSON.parse(`{${block("json", "topics_now")}}`).source;
  const text = { type: "string" };
  const config = {
    name: "Drain a Topic",
    workflow_type: "DrainTopicWorkflow",
    namespace: TEAM,
    stage_namespace: NAMESPACE,
    nexus_endpoint: TEAM,
    stage_nexus_endpoint: NAMESPACE,
    nexus_task_queue: TEAM,
    options: { "/topic": query, "/into": { ...query, source: nexus } },
    schema: { type: "object", properties: { stage: text, topic: text, into: text } },
  };
  const write = (folder, name, content) => {
    mkdirSync(join(stack.folder, folder, TEAM), { recursive: true });
    writeFileSync(join(stack.folder, folder, TEAM, name), content);
  };
  write("workflow-configs", "drain.json", JSON.stringify(config));
  write("guides", "drain.md", "Drains a topic.");
}

function team(stack) {
  const program = join(stack.folder, "topics.py");
  writeFileSync(program, block("python", "class Inventory"));
  const env = { TEMPORAL_ADDRESS: stack.temporal.address, TEMPORAL_NAMESPACE: NAMESPACE };
  return stack.add({ name: TEAM, team: TEAM, program: python(), args: [program], env });
}

let stack;
before(async () => {
  stack = await Stack.start({ publish, teams: (stack) => [team(stack), cloudOps(stack)] });
}, { timeout: LIMIT });
after(() => stack?.stop());

/** What an options run in the gateway's namespace ends in. */
async function ask(input) {
  const id = `options-${Math.random()}`;
  const start = ["-n", "gateway-stage", "-t", "router-queue", "--type", "OptionsWorkflow", "-w", id, "--input", JSON.stringify(input)];
  // A run that fails makes the CLI fail.
  await stack.temporal.cli("workflow", "execute", ...start).catch(() => undefined);
  return (await stack.temporal.history("gateway-stage", id)).at(-1);
}

/** The answer a run completed with. */
function answered(end) {
  assert.equal(end.type, "WorkflowExecutionCompleted", JSON.stringify(end));
  const [payload] = end.workflowExecutionCompletedEventAttributes.result.payloads;
  return JSON.parse(Buffer.from(payload.data, "base64"));
}

const items = (answer) => answer.items.map(({ name }) => name);

test("the inventory in Python answers", async () => {
  const query = async (question) => {
    const args = ["-n", NAMESPACE, "-w", "inventory", "--type", "topics", "--input", JSON.stringify(question)];
    return (await stack.temporal.json("workflow", "query", ...args)).queryResult[0];
  };
  const answer = await until("the first reading", () => query(TOPICS).catch(() => undefined));
  assert.deepEqual(items(answer), ["orders-test"]);
  assert.match(answer.as_of, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.deepEqual(items(await query({ ...TOPICS, params: {} })), ["orders-prod", "orders-test"]);
});

test("the synchronous operation in Python answers through OptionsWorkflow", async () => {
  const end = await ask({ nexus_endpoint: NAMESPACE, nexus_service: "topics", operation: "topics_now", question: TOPICS });
  assert.deepEqual(items(answered(end)), ["orders-test"]);
});

test("the two questions from a shell are answered by cloud-ops", async () => {
  const [query, run] = block("sh", "OptionsWorkflow").split("\n\n").map((command) => /'([^']*)'/s.exec(command)[1]);
  const args = ["-n", "cloud-ops-stage", "-w", "inventory", "--type", "tables", "--input", query];
  const { queryResult } = await until("the first reading", () => stack.temporal.json("workflow", "query", ...args).catch(() => undefined));
  assert.equal(queryResult[0].items.length, 5);
  assert.equal(typeof queryResult[0].cursor, "string");
  assert.equal(answered(await ask(JSON.parse(run))).items.length, 3);
});
