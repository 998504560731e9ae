// The forms that are compared, small to large.

/** The field that is typed into lies in the middle. */
export const TYPED = "Typed here";

/** Letters of a text in one line: from 300 on Portico draws several lines with a counter, where rjsf has an input still. */
export const LETTERS = 200;

/** A form of this many fields, of four kinds in turn; the text field in the middle takes `most` letters. */
export function fields(count, most) {
  const middle = count / 2;
  const properties = Array.from({ length: count }, (_, at) => [`field_${at}`, at === middle ? typed(most) : field(at)]);
  return { type: "object", properties: Object.fromEntries(properties) };
}

const typed = (most) => ({ title: TYPED, type: "string", maxLength: most });

function field(at) {
  const title = `Field ${at}`;
  if (at % 4 === 1) return { title, type: "integer", minimum: 0, maximum: 1000 };
  if (at % 4 === 3) return { title, type: "boolean", default: false };
  return { title, type: "string", maxLength: LETTERS, pattern: "^[a-z]*$" };
}

/** A list of objects, and an input with this many of them. */
export function list(length) {
  const item = {
    type: "object",
    properties: {
      name: { title: "Name", type: "string", maxLength: 40 },
      size: { title: "Size", type: "integer", minimum: 0 },
      on: { title: "On", type: "boolean" },
    },
    required: ["name"],
  };
  const schema = { type: "object", properties: { items: { title: "Items", type: "array", items: item } } };
  const items = Array.from({ length }, (_, at) => ({ name: `item ${at}`, size: at, on: at % 2 === 0 }));
  return { schema, input: { items } };
}
