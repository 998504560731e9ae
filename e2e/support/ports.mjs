// TCP ports that nobody uses.
import { createServer } from "node:net";

/** `count` different ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(count) {
  // All are held until the last is found, so that none is given twice.
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise((done, fail) => {
        server.once("error", fail);
        server.listen(0, "127.0.0.1", () => done(server));
      });
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}
