// A catalog of thousands of workflows: their configs and guides, and what is known of each.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./places.mjs";

const VERBS = ["Archive", "Back up", "Create", "Delete", "Drain", "Enable", "Expire", "Export", "Import", "Migrate"];
const SYSTEMS = ["Aurora", "BigQuery", "Cassandra", "Consul", "DynamoDB", "Grafana", "Kafka", "Lambda", "MySQL", "Vault"];
const THINGS = ["Alarm", "Bucket", "Cluster", "Index", "Key", "Node", "Policy", "Queue", "Role", "Table"];
const AREAS = ["checkout", "delivery", "identity", "ledger", "media", "payments", "search", "support"];
const CRAFTS = ["eng", "infra", "ops", "platform", "tools"];
/** What guides are made of: the first come more often than the last, as words of a language do. */
const WORDS = readFileSync(join(ROOT, "bench/guide-words.txt"), "utf8").trim().split(/\s+/);
/** Words of a guide's text, words of a sentence, sentences of a paragraph. */
const [TEXT, SENTENCE, PARAGRAPH] = [150, 10, 5];

/** A number from 0 to 1 that looks like chance, and is the same for the same one. */
function chance(seed) {
  let bits = Math.imul(seed + 1, 0x9e3779b1);
  for (let round = 0; round < 2; round += 1) bits = Math.imul(bits ^ (bits >>> 16), 0x045d9f3b);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** The text of the `at`-th guide, which no other one has. */
function prose(at) {
  const parts = (list, size) => Array.from({ length: list.length / size }, (_, n) => list.slice(n * size, (n + 1) * size));
  const words = Array.from({ length: TEXT }, (_, step) => WORDS[Math.floor(WORDS.length * chance(at * TEXT + step) ** 2)]);
  const sentences = parts(words, SENTENCE).map((some) => `${some.join(" ")}.`);
  return parts(sentences, PARAGRAPH).map((some) => some.join("\n")).join("\n\n");
}

/** The `at`-th workflow; each has a name of its own, and a word in its guide that ten of all have. */
export function workflow(at) {
  const pick = (words, from) => words[from % words.length];
  const [verb, system, thing] = [pick(VERBS, at), pick(SYSTEMS, Math.floor(at / 10)), pick(THINGS, Math.floor(at / 100))];
  const name = `${verb} ${system} ${thing} ${Math.floor(at / 1000)}`;
  const [area, craft] = [pick(AREAS, at * 7919), pick(CRAFTS, Math.floor((at * 7919) / AREAS.length))];
  const runbook = `runbook${String(Math.floor(at / 10)).padStart(4, "0")}`;
  const guideText = `Ask whoever is on call first.\n\n${prose(at)}\n\n## If it fails\n\nFollow \`${runbook}\` to the letter.\n`;
  return {
    name,
    file: name.toLowerCase().replaceAll(" ", "-"),
    type: `${name.replaceAll(" ", "")}Workflow`,
    team: `${area}-${craft}`,
    tags: [system.toLowerCase(), area, thing.toLowerCase()],
    description: `${verb}: the ${thing.toLowerCase()} of ${system} that ${area} owns.`,
    guideText,
    guide: [...new Set(guideText.toLowerCase().match(/[a-z0-9]{2,}/g))],
  };
}

/** Writes configs and guides of `count` workflows below a folder, and gives them. */
export function writeMany(count, { configs, guides }) {
  const all = Array.from({ length: count }, (_, at) => workflow(at));
  for (const { name, file, type, team, tags, description, guideText } of all) {
    const schema = { type: "object", properties: { reason: { type: "string", title: "Reason" } } };
    const names = { namespace: team, nexus_endpoint: team, stage_namespace: `${team}-stage`, stage_nexus_endpoint: `${team}-stage` };
    const config = { name, workflow_type: type, ...names, description, tags, schema };
    for (const [folder, extension, text] of [
      [configs, "json", JSON.stringify(config)],
      [guides, "md", guideText],
    ]) {
      mkdirSync(join(folder, team), { recursive: true });
      writeFileSync(join(folder, team, `${file}.${extension}`), text);
    }
  }
  return all;
}
