// One form alone: what the inputs of its fields offer and say, and what they take when things come in another order.
import assert from "node:assert/strict";
import { journeysAlone } from "./support/forms-alone.mjs";
import { becomes, until } from "./support/wait.mjs";

const journey = journeysAlone();

const object = (properties, more = {}) => ({ type: "object", properties, ...more });
const of = (format, example) => ({ type: "string", format, examples: [example] });
const offered = (input) => input.evaluate((it) => [...(it.list?.options ?? [])].map((option) => option.value));
const described = (control) =>
  control.evaluate((it) => (it.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.innerText ?? "").join(" ").trim());

journey("every kind of field offers its examples, or tells the first", async (alone, form) => {
  const schema = object({
    words: { type: "string", examples: ["first", "other"] },
    day: of("date", "2026-11-21"),
    clock: of("time", "14:30:00Z"),
    at: of("date-time", "2026-11-21T14:30:00+09:00"),
    window: of("duration", "P1DT2H"),
    lines: { type: "string", maxLength: 1_000_000, examples: ["some lines"] },
    share: { type: "integer", minimum: 0, maximum: 9, examples: [3] },
    script: { type: "string", examples: ["echo a"] },
    flag: { type: "boolean", examples: [true] },
    size: { enum: ["s", "m"], enumNames: ["Small", "Medium"], examples: ["m"] },
    owner: object({ name: { type: "string" } }, { examples: [{ name: "Ada" }] }),
    steps: { type: "array", items: { type: "string" }, examples: [["a", "b"]] },
    times: { type: "array", items: of("time", "08:00:00Z") },
    zones: { type: "array", items: { type: "string", enum: ["zone-1", "zone-2"] } },
  });
  const ui = { "/share": { widget: "slider" }, "/script": { widget: "file" }, "/zones": { widget: "tags" } };
  await alone.draw(schema, { times: ["09:00:00Z", "10:00:00Z"] }, { ui });
  const field = (name) => form.getByLabel(name, { exact: true });
  const group = (name) => form.getByRole("group", { name, exact: true });
  await becomes(() => offered(field("Words")), ["first", "other"]);
  await becomes(() => offered(field("Day")), ["2026-11-21"]);
  await becomes(() => offered(field("Zones")), ["zone-1", "zone-2"]);
  for (const [control, example] of [
    [field("Clock"), "14:30:00Z"],
    [field("At"), "2026-11-21T14:30:00+09:00"],
    [group("Window"), "1 day, 2 hours"],
    [field("Lines"), "some lines"],
    [form.getByRole("slider", { name: "Share" }), "3"],
    [field("Script"), "echo a"],
    [group("Owner"), "name: Ada"],
    [group("Steps"), "a, b"],
  ]) {
    const said = `For example: ${example}`;
    await until(said, async () => (await described(control)).includes(said));
  }
  // Where all the values there are can be chosen an example says nothing more.
  await becomes(() => form.getByText(/For example: (Yes|Medium)/).count(), 0);
  // Of the items once, for all of them.
  await becomes(() => form.getByText("For example: 08:00:00Z").count(), 1);
});

journey("a text that may be long keeps the lines that are pasted", async (alone, form) => {
  await alone.draw(object({ notes: { type: "string", maxLength: 262_144 } }));
  const notes = form.getByRole("textbox", { name: "Notes", exact: true });
  await notes.focus();
  await alone.page.keyboard.insertText("one\ntwo");
  await becomes(() => notes.inputValue(), "one\ntwo");
  await becomes(async () => JSON.parse((await alone.review()).text), { notes: "one\ntwo" });
});

journey("a file that is read late does not take the place of a later choice", async (alone, form) => {
  // What is called large is read when it is let go.
  await alone.context.addInitScript(() => {
    const held = [];
    for (const how of ["readAsText", "readAsDataURL"]) {
      const read = FileReader.prototype[how];
      FileReader.prototype[how] = function (file) {
        if (file.name === "large.txt") held.push({ reader: this, go: () => read.call(this, file) });
        else read.call(this, file);
      };
    }
    globalThis.heldReads = () => held.length;
    globalThis.letGo = () =>
      Promise.all(
        held.splice(0).map(({ reader, go }) => new Promise((done) => {
          reader.addEventListener("loadend", done);
          go();
        }).then(() => undefined)),
      );
  });
  await alone.draw(object({ script: { type: "string" } }), undefined, { ui: { "/script": { widget: "file" } } });
  const input = form.getByLabel("Script", { exact: true });
  const choose = (name, content) => input.setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
  const held = () => until("a reading that is held", () => alone.page.evaluate(() => globalThis.heldReads()));
  const letGo = () => alone.page.evaluate(() => globalThis.letGo());
  const sent = async () => JSON.parse((await alone.review()).text);

  await choose("large.txt", "large");
  await held();
  await choose("small.txt", "small");
  await form.getByText("small.txt").waitFor();
  await letGo();
  await becomes(sent, { script: "small" });
  assert.equal(await form.getByText("large.txt").count(), 0);

  await choose("large.txt", "large");
  await held();
  await form.getByRole("button", { name: "Remove Script" }).click();
  await letGo();
  await becomes(sent, {});

  // Read in peace, it is taken.
  await choose("large.txt", "large");
  await held();
  await letGo();
  await form.getByText("large.txt").waitFor();
  await becomes(sent, { script: "large" });
});
