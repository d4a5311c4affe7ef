/**
 * Writes what is generated from the schemas and registries (`schemas/`, tables in `docs/`).
 * With `--check` it writes nothing, names what is stale, and exits with 1 if anything is.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./generated-files.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

function isStale({ path, text }: { readonly path: string; readonly text: string }): boolean {
  return !existsSync(join(ROOT, path)) || read(path) !== text;
}

const files = generatedFiles(read);
const known = new Set(files.map((file) => file.path));
const leftOver = readdirSync(join(ROOT, "schemas"))
  .map((name) => `schemas/${name}`)
  .filter((path) => !known.has(path));
const stale = [...files.filter(isStale).map((file) => file.path), ...leftOver];

if (process.argv.includes("--check")) {
  for (const path of stale) console.error(`${path} is stale: run \`npx tsx scripts/write-schemas.ts\`.`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of files) writeFileSync(join(ROOT, path), text);
  for (const path of leftOver) rmSync(join(ROOT, path));
  console.log(stale.length > 0 ? `Wrote ${stale.join(", ")}.` : "Everything was up to date.");
}
