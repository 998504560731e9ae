// Bundles react-jsonschema-form for production, as an application would, and prints how many bytes a page with a form of
// draft-07 fetches of it, packed.
//
// node bench/forms/build.mjs <folder>
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";
import { packed } from "../../e2e/support/form-pages.mjs";

const [folder] = process.argv.slice(2);
const here = import.meta.dirname;

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["rjsf.mjs"],
  outdir: folder,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: "chrome120",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

// What the program imports is fetched beside it, not after it.
const [path, program] = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === "rjsf.mjs");
const imported = program.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path));
const preloads = imported.map((name) => `<link rel="modulepreload" href="${name}" />`).join("");
const page = readFileSync(join(here, "rjsf.html"), "utf8").replace("</head>", `${preloads}</head>`);
writeFileSync(join(resolve(folder), "index.html"), page);

const fetched = ["index.html", basename(path), ...imported];
console.log(fetched.reduce((bytes, name) => bytes + packed(join(folder, name)).length, 0));
