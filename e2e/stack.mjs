// A whole Portico of a test file's own, from prebuilt parts: Temporal, router worker, teams' workers, gateway.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "./support/api.mjs";
import { BIN, DIST, ROOT } from "./support/places.mjs";
import { freePorts } from "./support/ports.mjs";
import { Part, run } from "./support/process.mjs";
import { Temporal } from "./support/temporal.mjs";
import { until } from "./support/wait.mjs";

const IDENTITY = "dev@example.com;Dev;cloud-ops,data-eng";

export class Stack {
  /** Each part by its name: temporal, worker, gateway, and whatever `addPart` added. */
  parts = new Map();

  /**
   * Starts all parts and waits until a form can be submitted.
   *
   * @param {object} [options]
   * @param {boolean} [options.durable] keep Temporal's state in a file, so that it can be killed and started again
   * @param {(stack: Stack) => Promise<void>} [options.publish] adds to the copied catalog folders; the portal's
   *   static catalog is then built from them
   * @param {(stack: Stack) => Part[]} [options.teams] the teams' workers; cloud-ops by default
   * @param {string} [options.identity] the caller, as PORTICO_DEV_IDENTITY
   * @param {(stack: Stack) => object} [options.gateway] more settings of the gateway
   * @param {boolean} [options.ui] serve Temporal's own UI too, to which the runs link
   */
  static async start(options = {}) {
    const stack = new Stack();
    try {
      await stack.#start(options);
      return stack;
    } catch (error) {
      const logs = stack.logs();
      await stack.stop();
      throw new Error(`the stack did not start\n${logs}`, { cause: error });
    }
  }

  async #start({ durable = false, publish, teams = (stack) => [cloudOps(stack)], identity = IDENTITY, gateway, ui }) {
    this.folder = mkdtempSync(join(tmpdir(), "portico-e2e-"));
    this.configs = join(this.folder, "workflow-configs");
    this.guides = join(this.folder, "guides");
    this.portal = DIST;
    cpSync(join(ROOT, "workflow-configs"), this.configs, { recursive: true });
    cpSync(join(ROOT, "guides"), this.guides, { recursive: true });
    if (publish) {
      await publish(this);
      this.portal = join(this.folder, "dist");
      cpSync(DIST, this.portal, { recursive: true });
      await this.build();
    }

    const [temporalPort, gatewayPort, uiPort] = await freePorts(3);
    const topology = await this.topology();
    this.temporal = new Temporal({
      port: temporalPort,
      uiPort: ui && uiPort,
      log: this.log("temporal"),
      database: durable ? join(this.folder, "temporal.db") : undefined,
      namespaces: topology.namespaces.map(({ name }) => name),
    });
    this.parts.set("temporal", this.temporal.part);
    await this.temporal.start();
    await Promise.all(topology.endpoints.map((endpoint) => this.temporal.endpoint(endpoint)));

    this.origin = `http://127.0.0.1:${gatewayPort}`;
    this.ui = `http://127.0.0.1:${ui ? uiPort : 8233}`;
    this.api = new Api(this.origin);
    this.add({ name: "worker", program: join(BIN, "portico-worker") }).start();
    this.teams = teams(this);
    for (const worker of this.teams) worker.start();
    this.add({
      name: "gateway",
      program: join(BIN, "portico-gateway"),
      env: { ...this.gatewayEnv(gatewayPort, identity), ...gateway?.(this) },
    });
    await this.startGateway();
    await this.polled(topology);
  }

  /** The settings of a gateway on this stack. */
  gatewayEnv(port, identity) {
    return {
      PORTICO_ENVIRONMENT: "local",
      PORTICO_BIND: `127.0.0.1:${port}`,
      PORTICO_CONFIGS: this.configs,
      PORTICO_GUIDES: this.guides,
      PORTICO_PORTAL: this.portal,
      PORTICO_DATABASE: `sqlite://${join(this.folder, "gateway.db")}`,
      PORTICO_TEMPORAL_UI: this.ui,
      PORTICO_DEV_IDENTITY: identity,
    };
  }

  /** Adds a part with this stack's address and folder; it is not started yet. */
  add({ name, team, program, args, env = {}, cwd = this.folder }) {
    const addressed = { PORTICO_TEMPORAL_ADDRESS: this.temporal.address, ...env };
    const part = new Part({ name, team, program, args, env: addressed, cwd, log: this.log(name) });
    this.parts.set(name, part);
    return part;
  }

  part(name) {
    return this.parts.get(name);
  }

  /** Starts the gateway (again) and waits until it is ready. */
  async startGateway() {
    this.part("gateway").start();
    await this.ready();
  }

  ready() {
    return until("the gateway", async () => (await fetch(`${this.origin}/readyz`)).ok);
  }

  /** Waits until the endpoints of the teams that have a worker here have a handler, and the router its worker. */
  async polled({ endpoints }) {
    const here = new Set(this.teams.map(({ team }) => team));
    const handled = endpoints.filter(({ team }) => here.has(team));
    await Promise.all(handled.map(({ namespace, task_queue }) => this.poller(namespace, task_queue, "nexus")));
    await this.poller("gateway-stage", "router-queue", "workflow");
  }

  poller(namespace, queue, kind) {
    return until(`a ${kind} poller of ${namespace}/${queue}`, async () => {
      const described = await this.temporal.cli(
        ...["task-queue", "describe", "-n", namespace, "--task-queue", queue],
        ...["--task-queue-type", kind, "--output", "json"],
      );
      return JSON.parse(described).pollers?.length > 0;
    });
  }

  /** Writes the portal's static catalog from the folders of this stack. */
  build() {
    return run(join(BIN, "portico"), ["build", "--configs", this.configs, "--guides", this.guides, "--out", this.portal]);
  }

  /** The namespaces and endpoints that the catalog asks for. */
  async topology() {
    const args = ["topology", "--format", "json", "--configs", this.configs, "--guides", this.guides];
    return JSON.parse(await run(join(BIN, "portico"), args));
  }

  /** A path for a part's log. */
  log(name) {
    const logs = join(this.folder, "logs");
    mkdirSync(logs, { recursive: true });
    return join(logs, `${name}.log`);
  }

  /** The end of every part's log, for a failure. */
  logs() {
    return [...this.parts.values()].map((part) => `--- ${part.name} (alive: ${part.alive})\n${part.tail()}`).join("\n");
  }

  /** Kills every part and removes the folder. */
  async stop() {
    await Promise.all([...this.parts.values()].map((part) => part.kill()));
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The cloud-ops team's worker over a sandbox of this stack's own. */
export function cloudOps(stack, { latency = 0 } = {}) {
  stack.sandbox = join(stack.folder, "sandbox.db");
  return stack.add({
    name: "cloud-ops",
    team: "cloud-ops",
    program: join(BIN, "portico-cloud-ops"),
    env: { PORTICO_CLOUD_OPS_SANDBOX: stack.sandbox, PORTICO_CLOUD_OPS_LATENCY: `${latency}` },
  });
}
