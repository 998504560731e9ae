// A reverse proxy in front of a gateway, as a company has one. It can be told to cut the event streams it carries, and
// hears them too: a browser's own tools give no body of a stream that the page has left.
import { createServer, request } from "node:http";

export class Proxy {
  /** Set to cut each stream as soon as it is open. */
  cutting = false;
  /** Every request so far, as `GET /path`. */
  asked = [];
  /** Every answer so far, each with what it was to, its headers and what has come of its body, uncompressed. */
  heard = [];
  #streams = new Set();

  /** Starts a proxy of `target`, an origin. */
  static async start(target) {
    const proxy = new Proxy();
    proxy.server = createServer((incoming, answer) => proxy.#carry(new URL(target), incoming, answer));
    await new Promise((done) => proxy.server.listen(0, "127.0.0.1", done));
    proxy.origin = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  /** How many event streams were asked for. */
  get opened() {
    return this.asked.filter((line) => line.endsWith("/events")).length;
  }

  /** How many event streams are open now. */
  get open() {
    return this.#streams.size;
  }

  /** Cuts the open event streams. */
  cut() {
    for (const answer of this.#streams) answer.destroy();
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  #carry(target, incoming, answer) {
    this.asked.push(`${incoming.method} ${incoming.url}`);
    const headers = { ...incoming.headers, host: target.host, "accept-encoding": "identity" };
    if (headers.origin) headers.origin = target.origin;
    const outgoing = request(new URL(incoming.url, target), { method: incoming.method, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      const heard = new Heard(`${incoming.method} ${incoming.url}`, response.headers);
      this.heard.push(heard);
      response.on("data", (chunk) => heard.chunks.push(chunk));
      if (response.headers["content-type"]?.startsWith("text/event-stream")) {
        this.#streams.add(answer);
        answer.flushHeaders();
        if (this.cutting) setImmediate(() => answer.destroy());
      }
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    answer.on("close", () => {
      this.#streams.delete(answer);
      outgoing.destroy();
    });
    incoming.pipe(outgoing);
  }
}

class Heard {
  chunks = [];

  constructor(asked, headers) {
    Object.assign(this, { asked, headers });
  }

  get text() {
    return `${this.asked} ${JSON.stringify(this.headers)} ${Buffer.concat(this.chunks)}`;
  }
}
