import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Folders that are never part of what is served as a repository. */
const LEFT_OUT = new Set([".git", "node_modules"]);

/** Every file below a folder, by its path from there with forward slashes. Links are not followed. */
export async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = relative(folder, join(entry.parentPath, entry.name)).split(sep);
    if (!entry.isFile() || path.some((part) => LEFT_OUT.has(part))) continue;
    files.set(path.join("/"), await readFile(join(entry.parentPath, entry.name)));
  }
  return files;
}
