// Real schemas and their documents as texts, so that no number loses a digit on the way.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { SCHEMASTORE } from "./places.mjs";

/** What a test says that needs them and has to be skipped. */
export const missing = existsSync(SCHEMASTORE) ? false : "the shared cases are not at hand: set PORTICO_CASES";

/** Those with a `$ref` outside the document, for which nothing can be judged. */
export const REFUSED = ["eslintrc", "pre-commit-config"];

/** Each schema by name. */
export const schemas = () => texts(SCHEMASTORE);

/** The documents of a schema by name. */
export const valid = (name) => texts(join(SCHEMASTORE, "instances/test", name));
export const invalid = (name) => texts(join(SCHEMASTORE, "instances/negative_test", name));

function texts(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".json")).sort();
  return files.map((file) => [basename(file, ".json"), readFileSync(join(folder, file), "utf8")]);
}
