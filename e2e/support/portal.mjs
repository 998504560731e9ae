// The portal as a person meets it: by role and label only. Words that several journeys look for stand here once.
import { until } from "./wait.mjs";

export class Portal {
  constructor(page) {
    this.page = page;
    this.form = page.getByRole("form", { name: "Start a run" });
    this.dialog = page.getByRole("dialog");
  }

  /** Types into the catalog's search and opens the workflow of that name. */
  async find(words, name) {
    await this.page.goto("/");
    await this.page.getByRole("searchbox", { name: /search/i }).fill(words);
    await this.found();
    await this.card(name).click();
    await this.heading(name);
    // The focus on its way to the heading would take what is typed next.
    await this.arrived(name);
  }

  /** Waits until what is typed into the catalog's search was looked for: until then cards may still change places. */
  found() {
    return this.page.getByRole("status").filter({ hasText: /^\d+ of \d+ workflows?$/ }).waitFor();
  }

  /** The catalog's link to a workflow; its runs beside it are links of the same name. */
  card(name) {
    return this.page.getByRole("heading", { level: 3 }).getByRole("link", { name, exact: true });
  }

  async openWorkflow(namespace, workflowType) {
    await this.page.goto(`/workflows/${encodeURIComponent(namespace)}/${encodeURIComponent(workflowType)}`);
    await this.form.waitFor();
  }

  async openRun(workflowId) {
    await this.page.goto(`/runs/${encodeURIComponent(workflowId)}`);
    await this.page.getByRole("heading", { level: 1 }).first().waitFor();
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name, exact: true }).first().waitFor();
  }

  /** Waits until the focus is on the heading of that page, which is said to screen readers too. */
  async arrived(name) {
    await until(`the focus on the heading ${name}`, () =>
      this.page.evaluate((text) => document.activeElement?.matches("h1") && document.activeElement.innerText === text, name),
    );
  }

  /** The control of a field by its label; a required field's label ends in a star. */
  field(label) {
    return this.form.getByLabel(new RegExp(`^${escaped(label)}\\s*\\*?$`));
  }

  /** A switch by its label, to which its help belongs too. */
  toggle(label) {
    return this.form.getByRole("switch", { name: new RegExp(`^${escaped(label)}`) });
  }

  /** Opens the review and gives its dialog. */
  async review() {
    await this.form.getByRole("button", { name: "Review" }).click();
    await this.dialog.waitFor();
    return this.dialog;
  }

  /** Types what the review of a dangerous workflow asks for. */
  confirm(dialog, text) {
    return dialog.getByRole("textbox", { name: /type/i }).fill(text);
  }

  /** Presses the review's acting button. */
  act(dialog) {
    return dialog.getByRole("button", { name: /^(Start|Submit)/ }).click();
  }

  /** Acts in the review, waits for the run page and gives the run's id. */
  async submit(dialog) {
    await this.act(dialog);
    return this.onRunPage();
  }

  /** Fills the form of "Delete DynamoDB Table". */
  async fillDelete({ account, region, table }) {
    await this.choose("AWS account", account);
    if (region) await this.choose("AWS region", region);
    await this.choose("Table Name", table);
  }

  /** Gives a field a value, whichever control it is drawn as. */
  async choose(label, value) {
    const radio = this.form.getByRole("group", { name: label, exact: true }).getByRole("radio", { name: value, exact: true });
    const control = this.field(label).or(radio).first();
    await control.waitFor();
    if (await radio.count()) await radio.check();
    else if ((await control.evaluate((element) => element.tagName)) === "SELECT") await control.selectOption(value);
    else {
      await control.fill(value);
      // What was typed into a search field is settled when it is left.
      if ((await control.getAttribute("role")) === "combobox") await control.press("Tab");
    }
  }

  /** The value of a field of few values, whichever control it is drawn as. */
  async chosen(label) {
    const group = this.form.getByRole("group", { name: label, exact: true });
    const control = this.field(label);
    await group.or(control).first().waitFor();
    if (await group.count()) {
      const checked = group.getByRole("radio", { checked: true });
      return (await checked.count()) ? checked.evaluate((radio) => radio.labels[0].innerText.trim()) : null;
    }
    return control.evaluate((element) => (element.tagName === "SELECT" ? element.selectedOptions[0].text : element.value));
  }

  async onRunPage() {
    await this.page.waitForURL(/\/runs\/portico-/);
    return decodeURIComponent(new URL(this.page.url()).pathname.split("/").at(-1));
  }

  /** Waits until the run page says this status beside the heading and in the tab's title. */
  async status(words) {
    await this.page.getByRole("main").getByText(words, { exact: true }).first().waitFor();
    await until(`the title to say ${words}`, async () => (await this.page.title()).startsWith(words));
  }

  /** Asks for the run to be cancelled, and confirms when asked. */
  async cancelRun() {
    await this.page.getByRole("button", { name: "Cancel run" }).click();
    await this.dialog.getByRole("button", { name: "Cancel run" }).click();
  }
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
