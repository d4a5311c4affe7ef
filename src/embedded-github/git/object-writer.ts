/**
 * Writes loose objects without starting git: they are a deflated header and content under their
 * SHA-1. Names are content, so writing twice or at the same time is harmless.
 */
import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import type { ObjectType } from "./git-object.ts";

const compress = promisify(deflate);

export function objectSha(type: ObjectType, content: Buffer): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}

export async function writeObject(folder: string, type: ObjectType, content: Buffer): Promise<string> {
  const sha = objectSha(type, content);
  const home = join(folder, "objects", sha.slice(0, 2));
  const path = join(home, sha.slice(2));
  if (await exists(path)) return sha;
  const bytes = await compress(Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]), {
    level: 1,
  });
  const temporary = join(home, `tmp_obj_${randomUUID()}`);
  await mkdir(home, { recursive: true });
  await writeFile(temporary, bytes, { mode: 0o444 });
  await rename(temporary, path);
  return sha;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
