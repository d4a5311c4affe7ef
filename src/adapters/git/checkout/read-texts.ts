import { lstat, readFile, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { isUtf8 } from "node:buffer";

/** The same limit as on GitHub, so that a plan here is the plan there. */
const LIMIT_BYTES = 1024 * 1024;
const FILES_AT_ONCE = 32;

/** `root` without links. */
async function readBytes(root: string, path: string): Promise<Buffer | undefined> {
  try {
    // A link may lead anywhere; on GitHub it would be its own target as a text.
    const found = await lstat(join(root, path));
    if (!found.isFile() || found.size > LIMIT_BYTES) return undefined;
    // A folder on the way may be a link too.
    const real = await realpath(join(root, path));
    return isWithin(root, real) ? await readFile(real) : undefined;
  } catch {
    // It went while we looked, or may not be read: for the plan it is not there.
    return undefined;
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Bytes by path; what is absent, no file, binary or over 1 MB is left out. */
export async function readTexts(
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const texts = new Map<string, Buffer>();
  const real = await realpath(root);
  for (let start = 0; start < paths.length; start += FILES_AT_ONCE) {
    const chunk = paths.slice(start, start + FILES_AT_ONCE);
    const read = await Promise.all(chunk.map((path) => readBytes(real, path)));
    for (const [index, path] of chunk.entries()) {
      const bytes = read[index];
      if (bytes && isUtf8(bytes) && !bytes.includes(0)) texts.set(path, bytes);
    }
  }
  return texts;
}
