// Programs that run beside a test: started, killed, started again, and gone when the test file ends.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

const running = new Set();
const endAll = () => running.forEach((child) => child.kill("SIGKILL"));
process.on("exit", endAll);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** A program with a log file. What it is started with stays the same over restarts. */
export class Part {
  #child;

  constructor({ name, team, program, args = [], env = {}, cwd, log }) {
    Object.assign(this, { name, team, program, args, env, cwd, log });
  }

  start() {
    if (!existsSync(this.program)) throw new Error(`${this.program} is not built: run \`cargo xtask test\``);
    const log = openSync(this.log, "a");
    this.#child = spawn(this.program, this.args, {
      cwd: this.cwd,
      env: { ...process.env, ...this.env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    running.add(this.#child);
    const child = this.#child;
    child.once("exit", () => running.delete(child));
    return this;
  }

  /** Whether it was started and has not ended. */
  get alive() {
    return Boolean(this.#child) && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Ends it, by default without a chance to say goodbye, and waits until it is gone. */
  async kill(signal = "SIGKILL") {
    if (!this.alive) return;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
  }

  /** Waits until it has ended by itself, and gives its exit code, or the signal that ended it. */
  async ended() {
    if (this.alive) await once(this.#child, "exit");
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** Asks it to end, and goes on at once. */
  signal(name) {
    this.#child.kill(name);
  }

  /** The process id of the program of that name which it started. */
  child(name) {
    const { pid } = this.#child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return Number(children.find((child) => readFileSync(`/proc/${child}/comm`, "utf8").trim() === name));
  }

  /** The last lines it wrote. */
  tail(lines = 40) {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-lines).join("\n") : "";
  }

  /** All it wrote. */
  text() {
    return existsSync(this.log) ? readFileSync(this.log, "utf8") : "";
  }
}

/** Runs a program to its end and gives what it printed; its error output is part of the failure. */
export async function run(program, args, { input, ...options } = {}) {
  const running = promisify(execFile)(program, args, { maxBuffer: 64 << 20, ...options });
  // Without more to read, a program that asks for a word gives up instead of waiting for it.
  running.child.stdin.end(input);
  return (await running).stdout;
}
