// The files a stack's gateway serves, for journeys about a portal that was put together wrong.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A served JSON file. */
export const served = (stack, name) => JSON.parse(readFileSync(join(stack.portal, name), "utf8"));

/** Runs `body` while a served file has another content, or is missing (`null`). The stack needs a portal of its own (`publish`). */
export async function whileServed(stack, name, content, body) {
  const path = join(stack.portal, name);
  const kept = [path, `${path}.br`].filter((file) => existsSync(file));
  for (const file of kept) renameSync(file, `${file}.kept`);
  if (content !== null) writeFileSync(path, content);
  try {
    return await body();
  } finally {
    rmSync(path, { force: true });
    for (const file of kept) renameSync(`${file}.kept`, file);
  }
}
