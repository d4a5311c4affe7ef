import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isUtf8 } from "node:buffer";

/** The same limit as on GitHub, so that a plan here is the plan there. */
const LIMIT_BYTES = 1024 * 1024;
const FILES_AT_ONCE = 32;

async function readBytes(path: string): Promise<Buffer | undefined> {
  try {
    // A link may lead anywhere; on GitHub it would be its own target as a text.
    const found = await lstat(path);
    return found.isFile() && found.size <= LIMIT_BYTES ? await readFile(path) : undefined;
  } catch {
    // It went while we looked, or may not be read: for the plan it is not there.
    return undefined;
  }
}

/** Bytes by path; what is absent, no file, binary or over 1 MB is left out. */
export async function readTexts(
  root: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const texts = new Map<string, Buffer>();
  for (let start = 0; start < paths.length; start += FILES_AT_ONCE) {
    const chunk = paths.slice(start, start + FILES_AT_ONCE);
    const read = await Promise.all(chunk.map((path) => readBytes(join(root, path))));
    for (const [index, path] of chunk.entries()) {
      const bytes = read[index];
      if (bytes && isUtf8(bytes) && !bytes.includes(0)) texts.set(path, bytes);
    }
  }
  return texts;
}
