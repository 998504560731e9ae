// Debian's Chromium through Playwright, with everything that must never happen on a page written down.
import { chromium } from "playwright-core";
import * as places from "./places.mjs";
import { PATIENCE } from "./wait.mjs";

// `--headless` is Playwright's own default. The rest keeps the browser from calling home.
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser; `more` arguments are for the bench alone. */
export const launch = (more = []) => chromium.launch({ executablePath: places.chromium(), args: [...ARGS, ...more] });

/** The widths the mocks were drawn for. */
export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

const faultsOf = new WeakMap();

/** Writes down a fault of a page, which the journey fails with at its end. */
export const noteFault = (page, text) => faultsOf.get(page).push(text);

const VIOLATION = "securitypolicyviolation: ";

/** Says each policy violation of a page or a worker on its console. Sent to the browser as text. */
const listen = (prefix) =>
  addEventListener("securitypolicyviolation", (event) =>
    console.error(`${prefix}${event.violatedDirective} refused ${event.blockedURI} at ${event.sourceFile}`),
  );

/** Init scripts do not reach workers, so the validator's worker gets the listener in front of its own script. */
async function listenInWorker(route) {
  try {
    const response = await route.fetch();
    const listener = response.ok() ? `(${listen})(${JSON.stringify(VIOLATION)});\n` : "";
    await route.fulfill({ response, body: listener + (await response.text()) });
  } catch (error) {
    // The page was closed while the script was on its way.
    if (!/disposed|closed/.test(error.message)) throw error;
  }
}

/**
 * A page of a browser context of its own. `faults` fills with each policy violation, console error or warning and
 * uncaught error; texts that match `allow` are left out, such as the browser's own line on a 503 the journey provokes.
 * A policy violation is never left out.
 */
export async function openPage(browser, { origin, viewport = WIDE, theme = "light", allow = [], ...options } = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    viewport,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  context.setDefaultTimeout(PATIENCE * 1000);
  await context.addInitScript(listen, VIOLATION);
  await context.route("**/validator_loader.js", listenInWorker);
  const faults = [];
  const note = (text) => {
    const allowed = !text.startsWith(VIOLATION) && allow.some((pattern) => pattern.test(text));
    if (!allowed) faults.push(text);
  };
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => note(`uncaught: ${error.error().stack ?? error.error()}`));
  const page = await context.newPage();
  faultsOf.set(page, faults);
  return { page, context, faults };
}
