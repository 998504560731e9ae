// `cargo xtask up` and `dev` as a person meets them: what they make, say, keep and stop.
import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { Api } from "./support/api.mjs";
import { launch, openPage } from "./support/browser.mjs";
import { ROOT, temporalCli, xtask } from "./support/places.mjs";
import { freePorts } from "./support/ports.mjs";
import { Part, run } from "./support/process.mjs";
import { rows } from "./support/sqlite.mjs";
import { LIMIT, until } from "./support/wait.mjs";

const THIRTY_DAYS = `${30 * 24 * 60 * 60}s`;
const TABLE = { aws_account_name: "infra-prod", aws_region: "us-east-1", table_name: "orders-backfill" };

/** A clone's commands with a state folder, a catalog and ports of a test's own. */
class Commands {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "portico-commands-"));
    this.state = join(this.folder, "state");
    this.configs = join(this.folder, "workflow-configs");
    this.guides = join(this.folder, "guides");
    for (const name of ["workflow-configs", "guides"]) cpSync(join(ROOT, name), join(this.folder, name), { recursive: true });
    this.count = 0;
    this.started = [];
  }

  async ports() {
    // The server's HTTP API and its UI are at distances from its port that --temporal-port fixes.
    const [port, temporal] = await freePorts(2);
    Object.assign(this, { port, temporal: temporal < 64000 ? temporal : temporal - 2000 });
    this.api = new Api(`http://127.0.0.1:${port}`);
  }

  /** Starts `cargo xtask <words>`; what it prints is its log. */
  start(words, env = {}) {
    const part = new Part({
      name: words[0],
      program: xtask(),
      args: words,
      env: { PORTICO_STATE: this.state, PORTICO_CONFIGS: this.configs, PORTICO_GUIDES: this.guides, ...env },
      cwd: ROOT,
      log: join(this.folder, `${(this.count += 1)}.log`),
    });
    this.started.push(part);
    return part.start();
  }

  up(...words) {
    return this.start(["up", "--port", `${this.port}`, "--temporal-port", `${this.temporal}`, ...words]);
  }

  /** Waits for the line that says so, and that nothing else is needed. */
  async ready(part) {
    const isReady = () => {
      assert.ok(part.alive, part.text());
      return part.text().split("\n").includes(`ready: http://127.0.0.1:${this.port}`);
    };
    // It may have something to build.
    await until("ready", isReady, { seconds: 600 }).catch((error) => assert.fail(`${error.message}\n${part.text()}`));
  }

  /** Starts a run that deletes a table, and waits for its result. */
  async deleteTable() {
    const started = await this.api.start("cloud-ops", "DeleteDynamoWorkflow", { ...TABLE, dry_run: false }, { confirm: TABLE.table_name });
    assert.equal(started.status, 202, started.text);
    const id = started.json.workflow_id;
    await until("the run's end", async () => (await this.api.run(id)).json.status === "completed");
    return id;
  }

  tables() {
    return rows(
      join(this.state, "sandbox.db"),
      "SELECT name FROM dynamodb_tables WHERE account = ? AND region = ? AND name = ?",
      ...Object.values(TABLE),
    );
  }

  cli(...args) {
    return run(temporalCli(), [...args, "--address", `127.0.0.1:${this.temporal}`]);
  }

  async json(...args) {
    return JSON.parse(await this.cli(...args, "--output", "json"));
  }

  async retention(namespace) {
    const { config } = await this.json("operator", "namespace", "describe", "-n", namespace);
    return config.workflowExecutionRetentionTtl;
  }

  async endpointTarget(name) {
    const endpoints = await this.json("operator", "nexus", "endpoint", "list");
    return endpoints.find(({ spec }) => spec.name === name)?.spec.target.worker;
  }

  async hasRequester() {
    const { customAttributes } = await this.json("operator", "search-attribute", "list", "-n", "gateway-stage");
    return customAttributes.RequesterEmail;
  }

  /** Waits until nothing listens where the parts did. */
  async silent() {
    for (const port of [this.port, this.temporal, this.temporal + 10, this.temporal + 1000]) {
      await until(`the end of what listened on ${port}`, () => refused(port));
    }
  }

  async stop() {
    await Promise.all(this.started.map((part) => part.kill("SIGTERM")));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const refused = (port) =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => socket.destroy() && done(false));
    socket.once("error", () => done(true));
  });

const withCommands = (name, body) =>
  test(name, { timeout: LIMIT }, async () => {
    const commands = new Commands();
    await commands.ports();
    try {
      await body(commands);
    } finally {
      await commands.stop();
    }
  });

withCommands("up: a form can be submitted, what is saved is published, a part that dies is named, runs stay until --fresh", async (commands) => {
  let up = commands.up();
  await commands.ready(up);
  const runId = await commands.deleteTable();
  assert.deepEqual(await commands.tables(), []);
  for (const namespace of ["gateway-stage", "cloud-ops-stage"]) assert.equal(await commands.retention(namespace), THIRTY_DAYS);
  assert.deepEqual(await commands.endpointTarget("cloud-ops-stage"), { namespace: "cloud-ops-stage", taskQueue: "nexus-queue" });
  assert.match(await commands.hasRequester(), /keyword/i);

  // Two files of a new team, and what they need in Temporal is made.
  for (const [folder, file] of [["workflow-configs", "backfill-table.json"], ["guides", "backfill-table.md"]]) {
    mkdirSync(join(commands.folder, folder, "data-eng"));
    cpSync(join(ROOT, "e2e/interop", folder, "data-eng", file), join(commands.folder, folder, "data-eng", file));
  }
  await until("the new workflow", async () => (await commands.api.get("/workflows/data-eng/BackfillTableWorkflow")).status === 200);
  await until("the new team's endpoint", () => commands.endpointTarget("data-eng-stage"));
  assert.equal(await commands.retention("data-eng-stage"), THIRTY_DAYS);

  const second = commands.up();
  assert.equal(await second.ended(), 1);
  assert.match(second.text(), /another run of this clone is up \(process \d+\)/);

  process.kill(up.child("portico-gateway"), "SIGKILL");
  assert.equal(await up.ended(), 1);
  assert.match(up.text(), new RegExp(`gateway ended .*its log is ${commands.state}/logs/gateway.log`));
  await commands.silent();

  up = commands.up();
  await commands.ready(up);
  const kept = await commands.api.run(runId);
  assert.deepEqual([kept.status, kept.json?.status, kept.json?.result.deleted], [200, "completed", true], kept.text);
  up.signal("SIGTERM");
  assert.equal(await up.ended(), 128 + 15);
  await commands.silent();

  up = commands.up("--fresh");
  await commands.ready(up);
  assert.equal((await commands.api.run(runId)).status, 404);
  assert.deepEqual(await commands.tables(), [{ name: TABLE.table_name }]);
  up.signal("SIGINT");
  assert.equal(await up.ended(), 128 + 2);
  await commands.silent();
});

withCommands("up: a port that is taken is named with its holder", async (commands) => {
  const blocker = new Part({ name: "blocker", program: process.execPath, args: ["-e", `require("node:http").createServer().listen(${commands.port}, "127.0.0.1")`], log: join(commands.folder, "blocker.log") });
  commands.started.push(blocker.start());
  await until("the port to be taken", async () => !(await refused(commands.port)));
  const up = commands.up();
  assert.equal(await up.ended(), 1);
  assert.match(up.text(), new RegExp(`port ${commands.port}, for the gateway, is taken by \\w+ \\(process \\d+\\): stop it, or choose another with --port`));
});

withCommands("up: in a cluster that is there it makes what is missing, or prints the lines somebody else has to run", async (commands) => {
  const server = new Part({
    name: "temporal",
    program: temporalCli(),
    args: ["server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", `${commands.temporal}`, "--log-level", "error"],
    log: join(commands.folder, "temporal.log"),
  });
  commands.started.push(server.start());
  await until("Temporal", () => commands.cli("operator", "cluster", "health"));

  // Somebody who may look and not make: the CLI refuses as a server with authorisation does.
  const tools = join(commands.folder, "tools");
  mkdirSync(tools);
  writeFileSync(
    join(tools, "temporal"),
    `#!/bin/sh\ncase " $* " in *" create "*) echo "Request unauthorized." >&2; exit 1;; esac\nexec '${temporalCli()}' "$@"\n`,
  );
  chmodSync(join(tools, "temporal"), 0o755);
  const there = ["up", "--port", `${commands.port}`, "--temporal-address", `127.0.0.1:${commands.temporal}`];
  const refusing = { PATH: [tools, process.env.PATH].join(delimiter) };
  const first = commands.start(there, refusing);
  assert.equal(await first.ended(), 1);
  assert.match(first.text(), /not permitted \(.*Request unauthorized.*\): somebody with more rights has to run/);
  const lines = first.text().split("\n").filter((line) => line.startsWith("temporal "));
  assert.equal(lines.filter((line) => line.includes("namespace create")).length, 2, first.text());

  // All but the last line are run as they stand; the last thing is made by who may.
  const path = { PATH: [dirname(temporalCli()), process.env.PATH].join(delimiter) };
  for (const line of lines.slice(0, -1)) {
    await until(line, () => run("sh", ["-c", line], { env: { ...process.env, ...path } }).then(() => true));
  }
  assert.equal(await commands.endpointTarget("cloud-ops-stage"), undefined);
  const second = commands.start(there);
  await commands.ready(second);
  assert.deepEqual(await commands.endpointTarget("cloud-ops-stage"), { namespace: "cloud-ops-stage", taskQueue: "nexus-queue" });
  for (const namespace of ["gateway-stage", "cloud-ops-stage"]) assert.equal(await commands.retention(namespace), THIRTY_DAYS);
  await commands.deleteTable();
  second.signal("SIGTERM");
  await second.ended();
  assert.ok(server.alive, "a cluster that was there stays");

  // With everything there, no rights are needed.
  const third = commands.start(there, refusing);
  await commands.ready(third);
});

withCommands("dev: a config's faults are shown over the page, which loads again when they are mended", async (commands) => {
  const dev = commands.start(["dev", "--port", `${commands.port}`, "--temporal-port", `${commands.temporal}`]);
  await commands.ready(dev);
  const browser = await launch();
  try {
    const { page, context, faults } = await openPage(browser, { origin: `http://127.0.0.1:${commands.port}` });
    await page.goto("/workflows/cloud-ops/DeleteDynamoWorkflow");
    await page.getByRole("heading", { level: 1, name: "Delete DynamoDB Table" }).waitFor();
    const file = join(commands.configs, "cloud-ops/delete-dynamodb.json");
    assert.ok(existsSync(file), file);
    const good = readFileSync(file, "utf8");
    writeFileSync(file, good.replace('"Delete DynamoDB Table"', "7"));
    const alert = page.getByRole("alert").filter({ hasText: "The catalog has faults; the last good one is served." });
    await alert.waitFor();
    await alert.getByText("delete-dynamodb.json:").waitFor();
    writeFileSync(file, good.replace('"Delete DynamoDB Table"', '"Delete a DynamoDB Table"'));
    await page.getByRole("heading", { level: 1, name: "Delete a DynamoDB Table" }).waitFor();
    await alert.waitFor({ state: "detached" });
    assert.deepEqual(faults, []);
    await context.unrouteAll({ behavior: "ignoreErrors" });
  } finally {
    await browser.close();
  }
});
