// What one does in a catalog of thousands of workflows, stretch by stretch: the test judges each, the bench writes it down.
//
// `smoothly(what, act)` watches the page while `act` runs. What an act needs of the page is looked up before, and waited
// for in the page itself: a search through all of its roles would be a long task of ours. `all` is what is known of each
// workflow: `{name, type, team, teamName, tags, description, guide}`, the last one the words by which its guide is found.

/** Cards that are drawn at first. */
const CARDS = 60;
/** The cards of the catalog; recent runs above them have places of the same kind. */
const ALL_CARDS = "[aria-labelledby=h-all] ul.grid > li";

/** Opens the catalog and waits until it has come to rest. */
export async function open(page) {
  await page.goto("/");
  await drawn(page);
  await page.waitForLoadState("networkidle");
}

/** Waits until so many cards are drawn. */
export const drawn = (page, cards = CARDS) =>
  page.waitForFunction(([all, n]) => document.querySelectorAll(all).length >= n, [ALL_CARDS, cards]);

/** Two frames: what the first one's work led to is drawn in the second. */
export const frame = (page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Waits until the status beside the search says so. */
export const says = (page, words) =>
  page.waitForFunction(
    (text) => [...document.querySelectorAll("main [role=status]")].some((status) => status.innerText === text),
    words,
  );

/** How many workflows have all words of a text: of a guide's words it is the beginning that counts. */
export function fitting(all, text) {
  const has = ({ name, team, teamName = "", tags, type, description, guide }, word) =>
    [name, team, teamName, ...tags, type, description].some((text) => text.toLowerCase().includes(word)) ||
    guide.some((other) => other.startsWith(word));
  return all.filter((one) => text.split(" ").every((word) => has(one, word))).length;
}

/** Waits until the page has this heading. */
const headed = (page, name) => page.waitForFunction((text) => document.querySelector("main h1")?.innerText === text, name);

/** Waits until the page of a workflow has its form. */
async function openedForm(page, name) {
  await headed(page, name);
  await page.waitForFunction(() => document.querySelector("main form :is(input, textarea)") !== null);
}

async function type(page, text) {
  for (const letter of text) {
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await frame(page);
  }
}

const filtersOf = (page) => page.getByRole("complementary", { name: "Filters" });
const cardsOf = (page) => page.getByRole("region", { name: "Workflows" });

/** Names, most used first. */
function mostUsed(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)).map(([name]) => name);
}

/** Searches by words of cards, and by one of guides. */
export async function search({ page, all, guideWord, smoothly }) {
  const found = (text) => says(page, `${fitting(all, text)} of ${all.length} workflows`);
  await page.getByRole("searchbox", { name: /search/i }).waitFor();
  await smoothly("everything is fetched and made ready for the first letters", async () => {
    await page.keyboard.press("/");
    await type(page, "kafka key");
    await found("kafka key");
    await page.waitForLoadState("networkidle");
  });
  await smoothly("other words are typed", async () => {
    for (const words of ["vault payments", "migrate mysql table", guideWord]) {
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Delete");
      await says(page, `${all.length} workflows`);
      await type(page, words);
      await found(words);
    }
  });
}

/** Filters by a team and by a tag. */
export async function filter({ page, all, smoothly }) {
  const checkbox = (kind, name) =>
    filtersOf(page).getByRole("group", { name: kind }).getByRole("checkbox", { name: new RegExp(`^${name} `) }).elementHandle();
  await page.getByRole("searchbox", { name: /search/i }).fill("");
  // Of many teams and tags the most used are listed.
  const [teamName] = mostUsed(all.map((one) => one.team));
  const ofTeam = all.filter((one) => one.team === teamName);
  const tagName = mostUsed(all.flatMap((one) => one.tags)).find((tag) => ofTeam.some((one) => one.tags.includes(tag)));
  const team = await checkbox("Team", teamName);
  const tag = await checkbox("Tag", tagName);
  const more = await page.getByRole("button", { name: "Show more" }).elementHandle();
  const of = (some) => `${some.length} of ${all.length} workflows`;
  const tagged = (some) => some.filter((one) => one.tags.includes(tagName));
  await smoothly("filters are chosen, left again and more is shown", async () => {
    await more.click();
    await drawn(page, 2 * CARDS);
    await team.click();
    await says(page, of(ofTeam));
    await tag.click();
    await says(page, of(tagged(ofTeam)));
    await team.click();
    await says(page, of(tagged(all)));
    await tag.click();
    await says(page, `${all.length} workflows`);
  });
}

/** Searches by a word of guides, and opens the address of what was found. */
export async function reopen({ page, all, guideWord, smoothly }) {
  const found = `${fitting(all, guideWord)} of ${all.length} workflows`;
  await page.getByRole("searchbox", { name: /search/i }).fill(guideWord);
  await says(page, found);
  await page.waitForURL((url) => url.searchParams.get("q") === guideWord);
  await smoothly("the address of a search is opened", async () => {
    await page.reload();
    await says(page, found);
    await page.waitForLoadState("networkidle");
  });
}

/** Makes the first workflow a favourite. */
export async function favour({ page, all, smoothly }) {
  const star = await cardsOf(page).getByRole("button", { name: /^Favourite / }).first().elementHandle();
  const favourites = await filtersOf(page).getByRole("radio", { name: /^Favourites/ }).elementHandle();
  await smoothly("a workflow is made a favourite, and favourites are shown", async () => {
    await star.click();
    await page.waitForFunction((button) => button.ariaPressed === "true", star);
    await favourites.click();
    await says(page, `1 of ${all.length} workflows`);
  });
}

/** Opens the first workflow, and comes back. */
export async function openAndComeBack({ page, portal, all, smoothly }) {
  const link = page.getByRole("heading", { level: 3 }).getByRole("link").first();
  const name = await link.innerText();
  const card = await link.elementHandle();
  await smoothly("a workflow is opened from its card", async () => {
    await card.click();
    await openedForm(page, name);
  });
  await portal.arrived(name);
  await portal.form.waitFor();
  await smoothly("one comes back to the cards", async () => {
    await page.goBack();
    await headed(page, "Catalog");
    await says(page, `${all.length} workflows`);
    await drawn(page);
  });
  await portal.card(name).waitFor();
}

/** The workflows of a team in the catalog's order, and what its page is called: as its cards say, the first that say something. */
function teamOf(all, team) {
  const sorted = all.toSorted((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
  const ofTeam = sorted.filter((one) => one.team === (team ?? sorted[0].team));
  return { ofTeam, called: ofTeam.find((one) => one.teamName)?.teamName ?? ofTeam[0].team };
}

/** Waits until the page of a team is there. */
async function openedTeam(page, { ofTeam, called }) {
  await headed(page, called);
  await says(page, `${ofTeam.length} workflows`);
}

/** Goes to the page of the first card's team, and gives the workflows of that team. */
export async function toTeam({ page, portal, all, smoothly }) {
  const { ofTeam, called } = teamOf(all);
  const card = cardsOf(page).getByRole("listitem").first();
  const link = await card.getByRole("link", { name: ofTeam[0].teamName || ofTeam[0].team, exact: true }).elementHandle();
  await smoothly("the page of a team is opened", async () => {
    await link.click();
    await openedTeam(page, { ofTeam, called });
  });
  await portal.arrived(called);
  return ofTeam;
}

/** Goes to the page of a tag from a card that has it. */
export async function toTag({ page, all, smoothly }, tag) {
  const link = await cardsOf(page).getByRole("link", { name: tag, exact: true }).first().elementHandle();
  await smoothly("the page of a tag is opened", async () => {
    await link.click();
    await headed(page, tag);
    await says(page, `${all.filter((one) => one.tags.includes(tag)).length} workflows`);
  });
}

/** Opens the palette, and waits until one can type into it. */
async function openPalette(page) {
  await page.keyboard.press("Control+k");
  await page.waitForFunction(() => document.activeElement?.matches("dialog [role=combobox]"));
}

/** Goes to a workflow by the palette. */
export async function jump({ page, portal, all, smoothly }) {
  const { name } = all.at(-1);
  await openPalette(page);
  await smoothly("the palette is searched", async () => {
    await type(page, name.toLowerCase());
    await page.waitForFunction((name) => document.querySelector("dialog [role=option]")?.innerText.startsWith(name), name);
  });
  await smoothly("what the palette found is opened by Enter", async () => {
    await page.keyboard.press("Enter");
    await openedForm(page, name);
  });
  await portal.arrived(name);
}

/** Goes to the page of the last workflow's team by the palette. */
export async function jumpToTeam({ page, portal, all, smoothly }) {
  const { team } = all.at(-1);
  const { ofTeam, called } = teamOf(all, team);
  await openPalette(page);
  // Results of other kinds may come later and draw the list anew.
  const option = page.locator("dialog [role=group][aria-label=Pages] [role=option]").filter({ hasText: team }).first();
  await smoothly("the palette is searched for a team", async () => {
    await type(page, team);
    await option.waitFor();
  });
  await smoothly("the page of a team is opened from the palette", async () => {
    await option.click();
    await openedTeam(page, { ofTeam, called });
  });
  await portal.arrived(called);
}
