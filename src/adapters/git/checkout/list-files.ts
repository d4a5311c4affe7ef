/** The files of a folder as its project sees them: without what git ignores, with what is not committed. */
import { opendir } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "../git-process.ts";

/** Without git nothing says what belongs to the project: these never do. */
const FOREIGN = new Set([".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__"]);
const MOST_FILES = 100_000;

function namesIn(output: Buffer): readonly string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}

export async function listTracked(git: Git): Promise<readonly string[]> {
  const list = ["ls-files", "-z", "--exclude-standard"];
  const present = namesIn(await git.run([...list, "--cached", "--others"]));
  const deleted = new Set(namesIn(await git.run([...list, "--deleted"])));
  // A file with a merge conflict is listed once for each side.
  return [...new Set(present)].filter((path) => !deleted.has(path)).toSorted();
}

/** Breadth first, so that a limit cuts off what lies deepest. Links are not followed. */
export async function listFolder(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  const folders = [""];
  for (const folder of folders) {
    for await (const entry of await opendir(join(root, folder))) {
      if (files.length >= MOST_FILES) return files.toSorted();
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && !FOREIGN.has(entry.name)) folders.push(path);
    }
  }
  return files.toSorted();
}
