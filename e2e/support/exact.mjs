// JSON in a page with every digit of its numbers. Node 20 cannot do that; Chromium can.

/** Gives a page `exact.read` and `exact.print`, and `exact.same` for two texts whatever the order of their keys. */
export function exactJson(context) {
  return context.addInitScript(() => {
    const read = (text) =>
      JSON.parse(text, (_, value, { source }) => (typeof value === "number" ? JSON.rawJSON(source) : value));
    const sorted = (value) => {
      if (value === null || typeof value !== "object" || JSON.isRawJSON(value)) return value;
      if (Array.isArray(value)) return value.map(sorted);
      return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
    };
    const canonical = (text) => JSON.stringify(sorted(read(text)));
    globalThis.exact = { read, print: JSON.stringify, same: (one, other) => canonical(one) === canonical(other) };
  });
}
