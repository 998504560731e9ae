// Where the prebuilt parts are. `cargo xtask test` sets each of these; the defaults serve a run by hand.
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

const fromRoot = (variable, fallback) => resolve(ROOT, process.env[variable] ?? fallback);

/** Folder of the programs: portico, portico-gateway, portico-worker and the teams' workers. */
export const BIN = fromRoot("PORTICO_BIN_DIR", "target/debug");
/** Folder of the built portal. */
export const DIST = fromRoot("PORTICO_DIST", ".portico/dist");
/** Folder of one form alone on a page, over the `case.json` that `FormPages` serves. */
export const FORM_ALONE = fromRoot("PORTICO_FORM_ALONE", "target/form-alone");
/** Folder of what the catalog's example `cases` wrote: hostile schemas, random schemas with inputs. */
export const FORM_CASES = fromRoot("PORTICO_FORM_CASES", "target/test/cases");
/** Real schemas with their documents, which are no part of the project; they may be missing. */
export const SCHEMASTORE = join(fromRoot("PORTICO_CASES", "../shared/cases"), "schemastore");
/** Where failures leave their screenshots, and each stack its logs. */
export const ARTIFACTS = join(ROOT, "target/e2e");

const cached = (prefix, inside) => {
  const tools = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "portico/tools");
  if (!existsSync(tools)) return undefined;
  const found = readdirSync(tools)
    .filter((name) => name.startsWith(prefix))
    .sort()
    .at(-1);
  return found && join(tools, found, inside);
};

const onPath = (program) =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

const tool = (variable, ...candidates) => {
  const found = [process.env[variable], ...candidates].find((path) => path && existsSync(path));
  if (!found) throw new Error(`run \`cargo xtask test\`, or set ${variable}`);
  return found;
};

/** The Temporal CLI. */
export const temporalCli = () =>
  tool("PORTICO_TEMPORAL_CLI", onPath("temporal"), cached("temporal-", "temporal"));
/** Debian's Chromium. */
export const chromium = () => tool("PORTICO_CHROMIUM", onPath("chromium"));
/** A Python with Temporal's SDK. */
export const python = () => tool("PORTICO_PYTHON", cached("python-temporalio-", "bin/python"));
/** xtask itself, for the journeys through its commands. */
export const xtask = () => tool("PORTICO_XTASK", join(BIN, "xtask"));
