import { remember } from "../memory.ts";
import type { Memory } from "../memory.ts";
import type { HistoryReader, RepositoryReader } from "../ports.ts";

const TREES_LIMIT = 6;
/** Texts that are kept beside those of the sprint at hand; each may have some ten kilobytes. */
const BLOBS_SPARE = 2000;

/** What reading a sprint needs: the app's context has it, and so has a checkout. */
export interface Access {
  readonly reader: Pick<RepositoryReader, "readTree" | "readBlobs">;
  readonly memory: Pick<Memory, "trees" | "blobs" | "sprint" | "stories">;
  readonly history?: HistoryReader;
}

/** A tree never changes, so it is asked for once. */
export async function treeOf({ reader, memory }: Access, id: string): Promise<ReadonlyMap<string, string>> {
  const tree = memory.trees.get(id) ?? (await reader.readTree(id));
  remember(memory.trees, [id, tree], TREES_LIMIT);
  return tree;
}

/** Texts by path; paths that are absent, binary or over 1 MB are left out. */
export async function textsOf(
  { reader, memory }: Access,
  tree: ReadonlyMap<string, string>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>();
  for (const path of paths) {
    const id = tree.get(path);
    if (id !== undefined) wanted.set(path, id);
  }
  const missing = [...new Set(wanted.values())].filter((id) => !memory.blobs.has(id));
  const read = missing.length > 0 ? await reader.readBlobs(missing) : new Map<string, string>();
  const texts = new Map<string, string>();
  for (const [path, id] of wanted) {
    const text = read.get(id) ?? memory.blobs.get(id);
    if (text !== undefined) texts.set(path, text);
  }
  for (const [id, text] of read) memory.blobs.set(id, text);
  return texts;
}

/** Forgets the oldest texts but never one of these: nothing of the sprint at hand is asked for twice. */
export function keepTexts(
  { memory }: Access,
  tree: ReadonlyMap<string, string>,
  paths: readonly string[],
): void {
  const ids = new Set(paths.map((path) => tree.get(path)).filter((id) => id !== undefined));
  const spare = memory.blobs.size - ids.size - BLOBS_SPARE;
  const others = [...memory.blobs.keys()].filter((id) => !ids.has(id));
  for (const id of others.slice(0, Math.max(0, spare))) memory.blobs.delete(id);
}
