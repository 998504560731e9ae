// The same forms in Portico and in react-jsonschema-form, in one Chromium, in turn; as JSON on standard output.
//
// node bench/forms/run.mjs <folder of Portico's form alone> <folder of rjsf's> <hostile schemas> <SchemaStore's folder>
import { readFileSync } from "node:fs";
import { launch } from "../../e2e/support/browser.mjs";
import { FormPages } from "../../e2e/support/form-pages.mjs";
import { hostile, real } from "./drawing.mjs";
import { keys } from "./keys.mjs";
import { items, loads } from "./loads.mjs";

const [ours, theirs, hostileFile, schemastore] = process.argv.slice(2);

const peers = [
  { name: "portico", pages: await FormPages.serve(ours), judges: true, acts: true, add: "form button[id$=add]" },
  { name: "rjsf", pages: await FormPages.serve(theirs), add: ".rjsf-array-item-add button", refuses: ".unsupported-field" },
];
const browser = await launch();
try {
  const measured = {
    loads: await loads(browser, peers),
    items: await items(browser, peers),
    real: await real(browser, peers, schemastore),
    hostile: await hostile(peers, JSON.parse(readFileSync(hostileFile, "utf8"))),
    keys: await keys(browser, peers),
  };
  console.log(JSON.stringify(measured));
} finally {
  await browser.close();
  await Promise.all(peers.map(({ pages }) => pages.close()));
}
