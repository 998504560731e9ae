// A static host that serves a folder and honours its `_headers`, as Netlify and Cloudflare Pages do.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { mediaType } from "./media-type.mjs";

export class StaticHost {
  /** Serves the folder that `host.folder` is set to; its origin is known before there is one. */
  static async start() {
    const host = new StaticHost();
    host.server = createServer((request, answer) => host.#answer(new URL(request.url, host.origin).pathname, answer));
    await new Promise((done) => host.server.listen(0, "127.0.0.1", done));
    host.origin = `http://127.0.0.1:${host.server.address().port}`;
    return host;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  #answer(path, answer) {
    const asked = join(this.folder, normalize(path));
    // Any path that is no file is a page of the portal.
    const file = existsSync(asked) && statSync(asked).isFile() ? asked : join(this.folder, "index.html");
    const headers = { "content-type": mediaType(file), ...headersFor(path, readFileSync(join(this.folder, "_headers"), "utf8")) };
    answer.writeHead(200, headers).end(readFileSync(file));
  }
}

/** What `_headers` says for a path: rules in their order, `*` for any rest, `! Name` takes a header away. */
export function headersFor(path, rules) {
  const headers = {};
  let applies = false;
  for (const line of rules.split("\n").filter((line) => line.trim())) {
    if (!/^\s/.test(line)) {
      applies = line.endsWith("*") ? path.startsWith(line.slice(0, -1)) : path === line;
      continue;
    }
    if (!applies) continue;
    const taken = line.match(/^\s+! (\S+)$/)?.[1];
    const [, name, value] = line.match(/^\s+([^:\s]+): (.*)$/) ?? [];
    if (taken) delete headers[taken.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
  return headers;
}
