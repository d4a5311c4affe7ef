import { execFile } from "node:child_process";
import { lstat, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { promisify } from "node:util";

const SIZE_LIMIT_BYTES = 1_000_000;

/** The absolute path of a file inside the work tree, or undefined when the path leads elsewhere. */
export async function insideFolder(folder: string, path: string): Promise<string | undefined> {
  const names = path.split("/");
  const isPlain = names.every((name) => name !== "" && name !== "." && name !== "..");
  if (!isPlain || path.includes("\\") || path.includes("\0") || names.includes(".git")) return undefined;
  const root = await realpath(folder);
  const parent = await nearestFolder(resolve(root, ...names.slice(0, -1)));
  if (parent !== root && !parent.startsWith(root + sep)) return undefined;
  return join(root, ...names);
}

/** Text of a regular file; undefined when there is none, or it is a link, large or binary. */
export async function readText(folder: string, path: string): Promise<string | undefined> {
  const file = await insideFolder(folder, path);
  if (file === undefined) return undefined;
  try {
    const status = await lstat(file);
    if (!status.isFile() || status.size > SIZE_LIMIT_BYTES) return undefined;
    const text = await readFile(file, "utf8");
    return text.includes("\0") || text.includes("\uFFFD") ? undefined : text;
  } catch {
    return undefined;
  }
}

export async function isThere(folder: string, path: string): Promise<boolean> {
  const file = await insideFolder(folder, path);
  if (file === undefined) return false;
  try {
    await lstat(file);
    return true;
  } catch {
    return false;
  }
}

export async function writeText(folder: string, path: string, text: string): Promise<void> {
  const file = await insideFolder(folder, path);
  if (file === undefined) throw new Error(`${path} leads out of the work tree.`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

export async function removeFile(folder: string, path: string): Promise<void> {
  const file = await insideFolder(folder, path);
  if (file === undefined) throw new Error(`${path} leads out of the work tree.`);
  await rm(file, { force: true });
}

/** Whether git would leave the file out; what is ignored is never delivered. */
export async function isIgnored(folder: string, path: string): Promise<boolean> {
  try {
    await promisify(execFile)("git", ["check-ignore", "-q", "--", path], { cwd: folder });
    return true;
  } catch {
    return false;
  }
}

export function lineCount(text: string): number {
  const lines = text.split("\n").length;
  return text.endsWith("\n") ? lines - 1 : lines;
}

async function nearestFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return dirname(path) === path ? path : nearestFolder(dirname(path));
  }
}
