// Loads the portal. The CSP allows no inline script, so the names of the built files come from this script's attributes.
const script = document.querySelector("script[data-wasm]");

const fail = (error) => {
  console.error(error);
  const offline = navigator.onLine === false;
  document.getElementById("boot-reason").textContent = offline
    ? "This browser is offline. Connect, then reload the page."
    : "A part of the page did not load: Portico may have been updated just now. Nothing you submitted is lost.";
  document.getElementById("boot-reload").addEventListener("click", () => location.reload());
  document.getElementById("boot-failed").hidden = false;
};

try {
  const { default: init } = await import(script.dataset.js);
  await init({ module_or_path: script.dataset.wasm });
} catch (error) {
  fail(error);
}
