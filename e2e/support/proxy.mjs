// A reverse proxy in front of a gateway, as a company has one, which can be told to cut the event streams it carries.
import { createServer, request } from "node:http";

export class Proxy {
  /** Set to cut each stream as soon as it is open. */
  cutting = false;
  /** Every request so far, as `GET /path`. */
  asked = [];
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
    const headers = { ...incoming.headers, host: target.host };
    if (headers.origin) headers.origin = target.origin;
    const outgoing = request(new URL(incoming.url, target), { method: incoming.method, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
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
