/**
 * Puts Node 24, the action's own runtime on GitHub, into `.node24/`, where the demo and CI find it.
 * It is no dependency on purpose: npm would put it in front of the Node that runs every script.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { integrityOf, node24PackageFor, type Node24Package } from "./node24/node24-package.ts";

const FOLDER = fileURLToPath(new URL("../.node24", import.meta.url));
const NODE = join("bin", "node");

/** undefined: there is none, or it does not start. */
function versionOf(file: string): string | undefined {
  try {
    const said = execFileSync(file, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
    return String(said).trim().replace(/^v/u, "");
  } catch {
    return undefined;
  }
}

/** The package's tarball in `folder`, after its bytes proved to be the pinned ones. */
function download(wanted: Node24Package, folder: string): string {
  const name = `${wanted.name}@${wanted.version}`;
  const words = ["pack", name, "--ignore-scripts", "--silent", "--pack-destination", folder];
  execFileSync("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
  const [file] = readdirSync(folder).filter((entry) => entry.endsWith(".tgz"));
  if (file === undefined) throw new Error(`npm pack left no tarball of ${name}.`);
  const found = integrityOf(readFileSync(join(folder, file)));
  if (found === wanted.integrity) return join(folder, file);
  throw new Error(`${name} is not the package that is pinned: expected ${wanted.integrity}, got ${found}.`);
}

/** Everything happens beside the folder, which appears whole or not at all. */
function fetchNode(wanted: Node24Package): void {
  mkdirSync(dirname(FOLDER), { recursive: true });
  const work = mkdtempSync(`${FOLDER}-`);
  try {
    const tarball = download(wanted, work);
    const unpacked = join(work, "node");
    mkdirSync(unpacked);
    const members = ["package/bin/node", "package/LICENSE"];
    execFileSync("tar", ["-xzf", tarball, "-C", unpacked, "--strip-components=1", ...members]);
    const version = versionOf(join(unpacked, NODE));
    if (version !== wanted.version) {
      throw new Error(
        `${wanted.name}@${wanted.version} says that it is Node ${version ?? "that does not start"}.`,
      );
    }
    rmSync(FOLDER, { recursive: true, force: true });
    renameSync(unpacked, FOLDER);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

try {
  const wanted = node24PackageFor(process.platform, process.arch);
  const isThere = versionOf(join(FOLDER, NODE)) === wanted.version;
  if (!isThere) fetchNode(wanted);
  console.log(`Node ${wanted.version} ${isThere ? "was" : "is"} in .node24/bin/node.`);
} catch (error) {
  console.error(`Node 24 could not be fetched. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
