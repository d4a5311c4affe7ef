import { createHash } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { AttemptFiles, Digests } from "../../operations/ports.ts";

const HIDDEN = "***";
/** Shorter values would also replace ordinary words. */
const SHORTEST_SECRET = 8;

/** The folder of one attempt on this runner. A file is there whole or not at all. */
export function attemptFiles(folder: string, secrets: readonly string[]): AttemptFiles {
  const hidden = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);

  async function readText(name: string): Promise<string | undefined> {
    try {
      return await readFile(join(folder, name), "utf8");
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }
  async function writeText(name: string, text: string): Promise<void> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, withoutSecrets(text, hidden));
    await rename(`${path}.new`, path);
  }
  async function appendText(name: string, text: string): Promise<void> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, withoutSecrets(text, hidden));
  }
  async function writeBytes(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  async function list(subfolder: string): Promise<ReadonlyMap<string, string>> {
    const files = new Map<string, string>();
    for (const entry of await entries(join(folder, subfolder))) {
      const text = await readText(join(subfolder, entry));
      if (text !== undefined) files.set(entry, text);
    }
    return files;
  }
  return { folder, readText, writeText, appendText, writeBytes, list, path: (name) => join(folder, name) };
}

export const digests: Digests = {
  sha256: (content) => `sha256:${createHash("sha256").update(content).digest("hex")}`,
  utf8: (bytes) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
  },
};

async function entries(folder: string): Promise<readonly string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .toSorted();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, HIDDEN);
  return clean;
}
