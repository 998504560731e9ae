// Reads SQLite files. Node 20 has no SQLite of its own, Python has.
import { run } from "./process.mjs";

const SCRIPT = `
import json, sqlite3, sys
path, statement, values = sys.argv[1:]
connection = sqlite3.connect("file:" + path + "?mode=ro", uri=True, timeout=10)
connection.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in connection.execute(statement, json.loads(values))], default=repr))
`;

/** The rows of a query, each as an object. */
export async function rows(path, statement, ...values) {
  return JSON.parse(await run("python3", ["-c", SCRIPT, path, statement, JSON.stringify(values)]));
}
