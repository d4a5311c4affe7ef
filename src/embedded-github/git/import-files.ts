import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { TreeChange } from "./edit-tree.ts";
import type { GitRepository } from "./git-repository.ts";

export interface SourceFile {
  readonly content: string | Buffer;
  readonly mode: "100644" | "100755" | "120000";
}

/** A folder on disk, or contents by path. */
export type SourceFiles = string | ReadonlyMap<string, string | Buffer | SourceFile>;

/** Stores every file as a blob and returns the entries of a tree. */
export async function importFiles(
  repository: GitRepository,
  source: SourceFiles,
  leaveOut: (path: string) => boolean,
): Promise<ReadonlyMap<string, TreeChange>> {
  const entries = new Map<string, TreeChange>();
  const files = typeof source === "string" ? walk(source, "", leaveOut) : given(source);
  for await (const [path, file] of files) {
    const sha = await repository.writeBlob(Buffer.from(file.content));
    entries.set(path, { mode: file.mode, sha });
  }
  return entries;
}

async function* given(
  source: ReadonlyMap<string, string | Buffer | SourceFile>,
): AsyncGenerator<readonly [string, SourceFile]> {
  for (const [path, file] of source) {
    const plain = typeof file === "string" || Buffer.isBuffer(file);
    yield [path, plain ? { content: file, mode: "100644" } : file];
  }
}

async function* walk(
  root: string,
  below: string,
  leaveOut: (path: string) => boolean,
): AsyncGenerator<readonly [string, SourceFile]> {
  const names = (await readdir(join(root, below))).sort();
  for (const name of names) {
    const path = below === "" ? name : `${below}/${name}`;
    if (name === ".git" || leaveOut(path)) continue;
    const full = join(root, path);
    const stats = await lstat(full);
    if (stats.isDirectory()) yield* walk(root, path, leaveOut);
    if (stats.isSymbolicLink()) yield [path, { content: await readlink(full), mode: "120000" }];
    if (stats.isFile()) {
      const mode = (stats.mode & 0o111) === 0 ? "100644" : "100755";
      yield [path, { content: await readFile(full), mode }];
    }
  }
}
