// A catalog of thousands of workflows: their configs and guides, and what is known of each.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const VERBS = ["Archive", "Back up", "Create", "Delete", "Drain", "Enable", "Expire", "Export", "Import", "Migrate"];
const SYSTEMS = ["Aurora", "BigQuery", "Cassandra", "Consul", "DynamoDB", "Grafana", "Kafka", "Lambda", "MySQL", "Vault"];
const THINGS = ["Alarm", "Bucket", "Cluster", "Index", "Key", "Node", "Policy", "Queue", "Role", "Table"];
const AREAS = ["checkout", "delivery", "identity", "ledger", "media", "payments", "search", "support"];
const CRAFTS = ["eng", "infra", "ops", "platform", "tools"];

/** The `at`-th workflow; each has a name of its own, and a word in its guide that ten of all have. */
export function workflow(at) {
  const pick = (words, from) => words[from % words.length];
  const [verb, system, thing] = [pick(VERBS, at), pick(SYSTEMS, Math.floor(at / 10)), pick(THINGS, Math.floor(at / 100))];
  const name = `${verb} ${system} ${thing} ${Math.floor(at / 1000)}`;
  const [area, craft] = [pick(AREAS, at * 7919), pick(CRAFTS, Math.floor((at * 7919) / AREAS.length))];
  return {
    name,
    file: name.toLowerCase().replaceAll(" ", "-"),
    type: `${name.replaceAll(" ", "")}Workflow`,
    team: `${area}-${craft}`,
    tags: [system.toLowerCase(), area, thing.toLowerCase()],
    description: `${verb}: the ${thing.toLowerCase()} of ${system} that ${area} owns.`,
    guide: [`runbook${String(Math.floor(at / 10)).padStart(4, "0")}`],
  };
}

/** Writes configs and guides of `count` workflows below a folder, and gives them. */
export function writeMany(count, { configs, guides }) {
  const all = Array.from({ length: count }, (_, at) => workflow(at));
  for (const { name, file, type, team, tags, description, guide: [word] } of all) {
    const schema = { type: "object", properties: { reason: { type: "string", title: "Reason" } } };
    const names = { namespace: team, nexus_endpoint: team, stage_namespace: `${team}-stage`, stage_nexus_endpoint: `${team}-stage` };
    const config = { name, workflow_type: type, ...names, description, tags, schema };
    for (const [folder, extension, text] of [
      [configs, "json", JSON.stringify(config)],
      [guides, "md", `Ask whoever is on call first.\n\n## If it fails\n\nFollow \`${word}\` to the letter.\n`],
    ]) {
      mkdirSync(join(folder, team), { recursive: true });
      writeFileSync(join(folder, team, `${file}.${extension}`), text);
    }
  }
  return all;
}
