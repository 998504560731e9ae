// Loads the validator in its worker. What the portal cannot see from outside, a file that does not come, is told
// in the worker's own words (portico_form::worker::FromWorker).
const refuse = () =>
  postMessage(JSON.stringify({ type: "refused", reason: "a part of Portico did not load; reload the page" }));

try {
  importScripts("./validator.js");
  wasm_bindgen({ module_or_path: "./validator_bg.wasm" }).catch(refuse);
} catch {
  refuse();
}
