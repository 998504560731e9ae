// One edit of any control of a form, and the way back: the field's own where it has one, else by hand.

/** Numbers from 0 up to 1, the same ones for the same text. */
export function seeded(text) {
  let state = 1;
  for (const letter of text) state = (Math.imul(state, 31) + letter.codePointAt(0)) | 0;
  // Nought would stay nought.
  state ||= 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  // Texts that differ in their last letter begin alike.
  for (let turn = 0; turn < 8; turn += 1) next();
  return next;
}

/** One of some, as likely as each other. */
export const one = (random, all) => all[Math.floor(random() * all.length)];

/**
 * The controls of a form that can be edited: `{at, kind}`. The buttons of one choice are one control. What is no field is
 * left out: the name of a key that is not there yet. So is a file, whose content cannot be put back by hand.
 */
export const editable = (form) =>
  form.evaluate((form) => {
    const radios = (control) => [...form.querySelectorAll(`input[type=radio][name="${control.name}"]`)];
    const box = (control) => {
      const label = control.closest("label");
      const place = [...label.parentElement.children].indexOf(label) + 1;
      return `#${control.closest("fieldset").id} > .choices > :nth-child(${place}) > input`;
    };
    const hasOthers = (select) => [...select.options].some((option) => !option.selected && !option.disabled);
    const described = (control) => {
      const at = `#${control.id}`;
      const fields = /^f\d+/;
      switch (control.type) {
        case "file":
          return undefined;
        case "radio": {
          const all = radios(control);
          const stays = all.length < 2 || (control.required && !all.some((radio) => radio.checked));
          return stays || !fields.test(control.name) ? undefined : { at: `input[name="${control.name}"]`, kind: "radio" };
        }
        case "checkbox":
          return { at: control.id ? at : box(control), kind: "tick" };
      }
      const isNewKey = /k$/.test(control.id);
      if (!fields.test(control.id) || isNewKey) return undefined;
      if (control instanceof HTMLSelectElement) {
        // A value that is none of the choices cannot be chosen again.
        return control.value === "other" || !hasOthers(control) ? undefined : { at, kind: "select" };
      }
      if (control.getAttribute("role") === "combobox") return { at, kind: "combobox" };
      return { at, kind: "text" };
    };
    const free = [...form.querySelectorAll("input, select, textarea")].filter(
      (control) => !control.disabled && !control.readOnly && control.checkVisibility(),
    );
    const found = free.map(described).filter(Boolean);
    return [...new Map(found.map((field) => [field.at, field])).values()];
  });

/** What the line under a field says of it, and the way back to that. */
const STATES = [
  ["Left out.", "Leave out"],
  ["Null is sent.", "Send null"],
  ["An empty text is sent.", "Send an empty text"],
  ["An empty list is sent.", "Send an empty list"],
];

/**
 * Edits a control. Gives what puts back what was there, or nothing where there was nothing else to choose.
 * `unchanged` tells whether the input is what it was.
 */
export async function edit(form, { at, kind }, random, unchanged) {
  const control = form.locator(at);
  const around = control.first().locator("xpath=ancestor::*[contains(concat(' ', @class, ' '), ' field ')][1]");
  const line = around.locator(":scope > .standing");
  const way = (words) => line.getByRole("button", { name: new RegExp(`^(${words}) \\(`) });

  const ways = way("Leave out|Send .*");
  if (await ways.count()) {
    await ways.first().click();
    return async () => {
      await way("Put back|Leave out").first().waitFor();
      // What was left out has nothing to put back.
      const back = way("Put back");
      await ((await back.count()) ? back : way("Leave out")).click();
    };
  }

  const said = (await line.allTextContents()).join(" ");
  const putBack = await BY_HAND[kind](control, random, around);
  return (
    putBack &&
    (async () => {
      await putBack();
      const state = STATES.find(([words]) => said.includes(words));
      if (state) {
        const into = way(state[1]);
        if (await into.count()) await into.click();
        return;
      }
      // A switch that is off looks the same left out and at no where it has a default.
      const leave = way("Leave out");
      if (kind === "tick" && (await leave.count()) && !(await unchanged())) await leave.click();
    })
  );
}

/** How each kind of control is edited, and put back. */
const BY_HAND = {
  async text(control) {
    const before = await control.inputValue();
    await type(control, another(await control.getAttribute("type"), before));
    return () => type(control, before);
  },

  async select(control, random) {
    const before = await control.inputValue();
    const others = await control.evaluate((select) =>
      [...select.options].filter((option) => !option.selected && !option.disabled).map((option) => option.value),
    );
    await control.selectOption({ value: one(random, others) });
    return () => control.selectOption({ value: before });
  },

  async radio(buttons, random, around) {
    const chosen = await buttons.evaluateAll((all) => all.map((button) => button.checked));
    const before = chosen.indexOf(true);
    const others = [...chosen.keys()].filter((place) => place !== before);
    await buttons.nth(one(random, others)).check();
    if (before < 0) return () => around.getByRole("button", { name: /^Clear / }).click();
    return () => buttons.nth(before).check();
  },

  async tick(control) {
    const before = await control.isChecked();
    await control.setChecked(!before);
    return () => control.setChecked(before);
  },

  async combobox(control, random, around) {
    const before = await control.inputValue();
    const chips = around.locator(":scope > .chips > .chip");
    const count = await chips.count();
    const isOther = () =>
      control.evaluate((input) => {
        const option = document.getElementById(input.getAttribute("aria-activedescendant") ?? "");
        return option?.getAttribute("aria-selected") === "false";
      });
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await control.press("ArrowDown");
      if (!(await isOther())) continue;
      await control.press("Enter");
      await control.blur();
      // Where several can be chosen, the last one stands last.
      if ((await chips.count()) > count) return () => chips.last().getByRole("button", { name: /^Remove / }).click();
      return () => type(control, before);
    }
    await control.press("Escape");
    await control.blur();
    return undefined;
  },
};

/** Choices that a combobox is walked through for one that is not chosen. */
const MOST_STEPS = 20;

/** Types and leaves, so that what is typed counts: a key has its name only then. */
async function type(control, text) {
  await control.fill(text);
  await control.blur();
}

const NATIVE = {
  date: ["2001-02-03", "2004-05-06"],
  time: ["01:02", "03:04"],
  "datetime-local": ["2001-02-03T01:02", "2004-05-06T03:04"],
};

/** Another value of an input. A text goes on by a letter that numbers and names can have too. */
const another = (type, before) => NATIVE[type]?.find((value) => value !== before) ?? `${before}7`;
