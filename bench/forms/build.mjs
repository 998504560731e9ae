// Bundles react-jsonschema-form for production, as an application would.
//
// node bench/forms/build.mjs <folder>
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

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
const program = Object.entries(metafile.outputs).find(([, output]) => output.entryPoint === "rjsf.mjs")[1];
const imported = program.imports.filter(({ kind }) => kind === "import-statement");
const preloads = imported.map(({ path }) => `<link rel="modulepreload" href="${basename(path)}" />`).join("");
const page = readFileSync(join(here, "rjsf.html"), "utf8").replace("</head>", `${preloads}</head>`);
writeFileSync(join(resolve(folder), "index.html"), page);
