// What is done with each hostile schema once it is drawn: the test sees that it leads where it should, the bench what it
// costs. What is only there for a moment is opened, chosen or added first; the last act is one key.
//
// Things are found by their words, as a rule with the browser's own search: some schemas draw 20,000 elements, and a
// search by role would be a long task of ours.

const says = (words) => `normalize-space(.)=${JSON.stringify(words)}`;
const button = (within, words) => within.locator(`xpath=.//button[${says(words)}]`);
const group = (within, name) => within.locator(`xpath=.//legend[${says(name)}]/parent::fieldset`);
const card = (within, words) => within.locator(`xpath=.//label[.//bdi[${says(words)}]]//input[@type="radio"]`);
/** Where text is typed. */
const texts = (within) => within.locator("input[type=text]:not([readonly])");

/** Chooses the second branch of the first choice. */
const otherBranch = (form) => form.locator("fieldset input[type=radio]").nth(1).check();

/** The level from which on groups are added, and the one from which on they are folded. */
const [ADDED, FOLDED] = [8, 3];

/** Opens the first group of each level; the button that adds the one at `level`. */
async function wayTo(form, level) {
  let inside = form;
  for (let at = FOLDED; at < level; at += 1) {
    if (at >= ADDED) await button(inside, "Add A").first().click();
    inside = inside.locator("details").first();
    await inside.locator("summary").first().click();
  }
  return button(inside, "Add A").first();
}

/** The input as text: this one, to which a space is added. */
async function asText(form, input) {
  await button(form, "JSON").click();
  const area = form.getByLabel("Input as JSON", { exact: true });
  await area.fill(JSON.stringify(input));
  return area;
}

const nested = (key, levels) => (levels === 0 ? {} : { [key]: nested(key, levels - 1) });

/** A number in place of the one that a field shows. */
async function emptied(field) {
  await field.fill("");
  return field;
}

const KEYS = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`k${at}`, at]));
const ITEMS = Array.from({ length: 50_000 }, (_, at) => at);
const firstOf = ({ items }) => [items.length, ...items.slice(0, 2)];

/** Each key of the conditions but the innermost: every condition but the last one holds. */
const ALL_BUT_ONE = Object.fromEntries(Array.from({ length: 59 }, (_, at) => [`k${59 - at}`, at]));

/**
 * By the schema's name: `input` that it is drawn over; `control(form)` opens the way to what is used, and gives it; `key`
 * is pressed there; `read` is what the test reads of what would be sent then, and `sent` what that is.
 */
export const HOSTILE = {
  "1000-choices": {
    control: async (form) => {
      const choice = group(form, "F500");
      await card(choice, "Whole number").check();
      return choice.locator("input[inputmode]");
    },
    sent: { f500: 7 },
  },
  "10000-items-by-default": {
    control: (form) => emptied(texts(form).first()),
    read: firstOf,
    sent: [10_000, 7, 0],
  },
  "10000-values": { control: (form) => texts(form).first(), sent: { e: 7 } },
  "20000-keys": {
    input: KEYS,
    // The first is the key's name.
    control: (form) => emptied(texts(form).nth(1)),
    read: (all) => [Object.keys(all).length, all.k0, all.k19999],
    sent: [20_000, 7, 19_999],
  },
  "500-levels": { control: (form) => wayTo(form, 10), key: "Enter", sent: nested("a", 10) },
  "500-references": {
    control: async (form) => {
      await form.getByRole("radio", { name: "Text", exact: true }).check();
      return texts(form).first();
    },
    sent: "7",
  },
  "50000-items": {
    input: { items: ITEMS },
    control: (form) => emptied(texts(form).first()),
    read: firstOf,
    sent: [50_000, 7, 1],
  },
  // The field of the last condition comes once all around it were judged, one after the other, and stays though what is
  // typed into it turns its condition over.
  "60-conditions": {
    input: ALL_BUT_ONE,
    control: (form) => texts(group(form, "K0")).first(),
    sent: { ...ALL_BUT_ONE, k0: "7" },
  },
  "branches-that-double": {
    control: async (form) => {
      await otherBranch(form);
      return texts(form).first();
    },
    sent: { a: "7" },
  },
  "choice-of-itself": {
    control: async (form) => {
      await otherBranch(form);
      return texts(group(form, "X")).first();
    },
    sent: { x: "7" },
  },
  "choices-that-double": {
    control: async (form) => {
      await otherBranch(form);
      return texts(form).first();
    },
    sent: { a: "7" },
  },
  // What leads in a circle is read-only in the form.
  "circle-of-references": { control: (form) => asText(form, { x: 7 }), key: "Space", sent: { x: 7 } },
  "groups-that-double": { control: (form) => wayTo(form, 10), key: "Enter", sent: nested("a", 10) },
  itself: { control: (form) => asText(form, { x: 7 }), key: "Space", sent: { x: 7 } },
  "lists-that-hold-themselves": {
    // That of the outermost list comes last.
    control: (form) => button(form, "Add kid").last(),
    key: "Enter",
    read: ({ kids }) => kids.length,
    sent: 4,
  },
  "must-hold-itself": {
    control: async (form) => {
      await button(form, "Add self").click();
      await button(form, "Remove self").waitFor();
      return button(form, "Add self");
    },
    key: "Enter",
    sent: nested("self", 2),
  },
  "patterns-that-go-back": {
    control: async (form) => {
      const field = texts(form).nth(1);
      await field.fill("a".repeat(40));
      return field;
    },
    key: "b",
    sent: { b: `${"a".repeat(40)}b` },
  },
};

/** What is pressed where nothing else is said. */
export const KEY = "7";

/** Presses a key and leaves what has the focus: the key may have taken away what had it before. */
export async function pressAndLeave(page, key) {
  await page.keyboard.press(key);
  await page.evaluate(() => document.activeElement?.blur());
}
