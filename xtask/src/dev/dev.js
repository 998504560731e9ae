// Loads the page again when it was rebuilt, and shows the catalog's faults over it. Served by
// `cargo xtask dev` alone. Styles go through CSSOM: the policy refuses style attributes.
let version;
const box = document.createElement("pre");
Object.assign(box.style, {
  position: "fixed", inset: "auto 0 0 0", zIndex: 9999, margin: 0, padding: "1rem", maxHeight: "60vh",
  overflow: "auto", whiteSpace: "pre-wrap", background: "#2b0b0e", color: "#ffd9dc", font: "13px/1.5 monospace",
});
box.setAttribute("role", "alert");
async function look() {
  try {
    const now = await (await fetch("/dev.json", { cache: "no-store" })).json();
    if (version !== undefined && now.version !== version) location.reload();
    version = now.version;
    box.textContent = now.faults.length ? `The catalog has faults; the last good one is served.\n\n${now.faults.join("\n\n")}` : "";
    if (now.faults.length) document.body.append(box);
    else box.remove();
  } catch {
    // The gateway is being started again.
  }
  setTimeout(look, 500);
}
look();
