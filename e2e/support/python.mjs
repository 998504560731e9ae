// Teams' workers on Temporal's Python SDK.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { python, ROOT } from "./places.mjs";

/** Copies a team's configs and guides from a folder of e2e into the stack's catalog. */
export const publishFrom = (folder) => (stack) => {
  for (const kind of ["workflow-configs", "guides"]) {
    cpSync(join(ROOT, "e2e", folder, kind), join(stack.folder, kind), { recursive: true });
  }
};

/** A worker of a Python package below a folder of e2e. */
export const pythonWorker = (stack, { name, team, folder, module, args = [], env }) =>
  stack.add({
    name,
    team,
    program: python(),
    args: ["-m", module, ...args],
    cwd: join(ROOT, "e2e", folder),
    env: { PYTHONDONTWRITEBYTECODE: "1", TEMPORAL_ADDRESS: stack.temporal.address, ...env },
  });
