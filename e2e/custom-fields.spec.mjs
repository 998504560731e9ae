// One form alone: a custom field that a schema asks for is named, and its value is written in its place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Alone } from "./support/alone.mjs";
import { formsAlone } from "./support/forms-alone.mjs";
import { LIMIT } from "./support/wait.mjs";

const shared = formsAlone();

const owner = { type: "string", title: "Owner", description: "Who keeps it.", "ui:field": "OwnerPicker" };
const REMARK = "“OwnerPicker” is not drawn here: write its value as text.";

/** What is read out with a control. */
const described = (control) =>
  control.evaluate((it) => (it.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" "));

test("a custom field is named and can be filled in", { timeout: LIMIT }, async () => {
  const alone = await Alone.open(shared.browser, shared.pages);
  const untyped = { title: "Groups", "ui:field": "MyGroupsPicker" };
  await alone.draw({ type: "object", properties: { owner, groups: untyped, plain: { type: "string", title: "Plain" } } });
  const box = (name) => alone.form.getByRole("textbox", { name, exact: true });
  const said = await described(box("Owner"));
  for (const part of ["Who keeps it.", REMARK]) assert.ok(said.includes(part), `${part} in ${said}`);
  assert.match(await described(box("Groups")), /“MyGroupsPicker” is not drawn here/);
  assert.doesNotMatch(await described(box("Plain")), /is not drawn here/);
  await box("Owner").fill("group:default/infra");
  await box("Groups").fill("infra");
  assert.deepEqual(JSON.parse((await alone.review()).text), { owner: "group:default/infra", groups: "infra" });
  alone.assertClean("custom fields");
  await alone.close();
});

test("items that ask for a custom field say it once for all", { timeout: LIMIT }, async () => {
  const alone = await Alone.open(shared.browser, shared.pages);
  await alone.draw({ type: "object", properties: { owners: { type: "array", items: owner } } }, { owners: ["a", "b"] });
  await alone.form.getByText(REMARK).waitFor();
  assert.equal(await alone.form.getByText(REMARK).count(), 1);
  alone.assertClean("custom fields of items");
  await alone.close();
});
