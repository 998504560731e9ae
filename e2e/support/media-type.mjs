// The media types of the files that a built portal has.
import { extname } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The media type of a file by its name; of bytes where it has none that is known. */
export const mediaType = (path) => TYPES[extname(path)] ?? "application/octet-stream";
