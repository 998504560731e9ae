// Rust programs of one file, against the crates that the workspace has compiled for its own programs.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./places.mjs";
import { run } from "./process.mjs";

// As `cargo xtask test` builds the programs, so that all is there and nothing is compiled again.
const BUILD = ["build", "--workspace", "--bin", "portico", "--test", "same_features", "--message-format=json", "--quiet"];

/** The libraries of these names among what cargo has built: the variant with the most features, as a program would have it. */
async function libraries(names) {
  const told = await run("cargo", BUILD, { cwd: ROOT });
  const found = new Map();
  for (const line of told.split("\n").filter((text) => text.startsWith("{"))) {
    const { reason, target, features, filenames } = JSON.parse(line);
    const file = filenames?.find((name) => name.endsWith(".rlib"));
    if (reason !== "compiler-artifact" || !file || !names.includes(target.name)) continue;
    if (!(found.get(target.name)?.features.length > features.length)) found.set(target.name, { file, features });
  }
  const missing = names.filter((name) => !existsSync(found.get(name)?.file ?? ""));
  if (missing.length > 0) throw new Error(`cargo built no ${missing.join(", ")}`);
  return found;
}

/**
 * Compiles a whole program that may use these crates, and gives the path of the executable. The workspace's reqwest leaves
 * the choice of TLS to its caller, so the program is called from one that chooses; its text stays what it is.
 */
export async function compile(text, folder, names) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "program.rs"), text);
  const main = join(folder, "main.rs");
  writeFileSync(
    main,
    `mod program {
    include!("program.rs");
    pub fn start() -> Result<(), Box<dyn std::error::Error>> {
        main()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    program::start()
}
`,
  );
  const found = await libraries([...names, "rustls"]);
  const externs = [...found].flatMap(([name, { file }]) => ["--extern", `${name}=${file}`]);
  const output = join(folder, "program");
  const dependencies = `dependency=${dirname(found.get("rustls").file)}`;
  await run("rustc", ["--edition", "2024", "--crate-name", "snippet", main, ...externs, "-L", dependencies, "-o", output], { cwd: ROOT });
  return output;
}
