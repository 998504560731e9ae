// A form alone on a page, served from a folder of built files: packed as a host would pack them, under the portal's
// own CSP where the folder names one, with the case of the moment as `case.json`.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join, relative } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { mediaType } from "./media-type.mjs";

export class FormPages {
  /** Text of `case.json`: `{"definition": …, "input": …}`. */
  case = "{}";
  /** The questions for choices so far: `{pointer, params, search, cursor}`. */
  asked = [];
  /** Answers them: a page of choices, or `{status, error}`; may take its time. */
  answer = () => ({ items: [] });
  /** What was sent since this was emptied: path and bytes of the packed body. */
  sent = [];

  /** Serves a folder at an origin of its own. */
  static async serve(folder) {
    const pages = new FormPages();
    pages.folder = folder;
    pages.files = new Map(filesOf(folder).map((path) => [`/${relative(folder, path)}`, packed(path)]));
    pages.csp = policyOf(folder);
    pages.server = createServer((request, response) => pages.#answer(request, response));
    await new Promise((listening) => pages.server.listen(0, "127.0.0.1", listening));
    pages.origin = `http://127.0.0.1:${pages.server.address().port}`;
    return pages;
  }

  /** Draws a schema from now on, over nothing or over an input; both may be texts, so that integers stay exact. */
  draw(schema, { input, live = false, ui = {}, options = {}, titles = {} } = {}) {
    const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
    const about = { namespace: "n", workflow_type: "W", name: "W", team: "t", environments: ["local"], definition: "d" };
    const definition = JSON.stringify({ ...about, guide: { html: "" }, ui, options, titles }).slice(0, -1);
    const opened = input === undefined ? "" : `,"input":${text(input)}`;
    this.case = `{"definition":${definition},"schema":${text(schema)}}${opened},"live":${live}}`;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }

  async #choices(request, response) {
    let text = "";
    for await (const part of request) text += part;
    const question = JSON.parse(text);
    this.asked.push(question);
    const answer = await this.answer(question, this.asked.length);
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    if (typeof answer === "string") return response.writeHead(200, headers).end(answer);
    const { status = 200, ...body } = answer;
    response.writeHead(status, headers).end(JSON.stringify(body));
  }

  #answer(request, response) {
    const asked = new URL(request.url, this.origin).pathname;
    if (asked === "/api/v1/workflows/n/W/options") return this.#choices(request, response);
    const path = asked === "/" ? "/index.html" : asked;
    const body = path === "/case.json" ? Buffer.from(this.case) : this.files.get(path);
    if (!body) return response.writeHead(404).end();
    const headers = { "content-type": mediaType(path), "cache-control": "no-store" };
    if (path !== "/case.json") headers["content-encoding"] = "br";
    if (this.csp) headers["content-security-policy"] = this.csp;
    this.sent.push([path, body.length]);
    response.writeHead(200, headers).end(body);
  }
}

/** A page of choices as the gateway would give it. */
export function choices(labels, more = {}) {
  const items = labels.map((label) => (typeof label === "string" ? { value: label, label } : label));
  const known = { total: items.length, cursor: null, as_of: new Date().toISOString(), stale: false, truncated: false };
  return { items, ...known, ...more };
}

/** What the gateway answers when a source has failed. */
export function failed(message, { retryable = true, status = 424, code = "source_failed" } = {}) {
  return { status, error: { code, message, request_id: "req-1", retryable } };
}

function filesOf(folder) {
  const paths = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  return paths.filter((path) => statSync(path).isFile() && path.slice(-3) !== ".br");
}

/** A file as it is sent. */
export function packed(path) {
  if (existsSync(`${path}.br`)) return readFileSync(`${path}.br`);
  const content = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return brotliCompressSync(content, { params });
}

function policyOf(folder) {
  const path = join(folder, "_headers");
  if (!existsSync(path)) return undefined;
  return /Content-Security-Policy: (.*)/.exec(readFileSync(path, "utf8"))?.[1];
}
