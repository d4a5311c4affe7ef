import type { CommitFacts, GitObjects, TreeChange } from "../../operations/ports.ts";
import { Failure } from "../../operations/failure.ts";
import type { Git } from "./git-process.ts";
import { parseTreeChanges } from "./parse-tree-changes.ts";

const TEXT_LIMIT_BYTES = 1024 * 1024;
const COUNTED_LIMIT_BYTES = 5 * 1024 * 1024;

/** Reading commits, trees and blobs of one repository through git's plumbing. */
export function gitObjects(git: Git): GitObjects {
  async function commit(sha: string): Promise<CommitFacts> {
    return parseCommit((await git.run(["cat-file", "commit", sha])).toString("utf8"));
  }
  async function mergeBase(one: string, other: string): Promise<string | undefined> {
    const { exitCode, output } = await git.attempt(["merge-base", one, other]);
    return exitCode === 0 ? output.toString("utf8").trim() : undefined;
  }
  async function changes(from: string, to: string): Promise<readonly TreeChange[]> {
    const args = ["diff-tree", "-r", "-z", "--raw", "--numstat", "--no-renames", "--no-ext-diff"];
    return parseTreeChanges(await git.run([...args, "--no-textconv", "--abbrev=40", from, to]));
  }
  async function readText(tree: string, path: string): Promise<string | undefined> {
    const entry = await fileEntry(git, tree, path);
    if (!entry || entry.size > TEXT_LIMIT_BYTES) return undefined;
    return (await git.run(["cat-file", "blob", entry.blob])).toString("utf8");
  }
  async function lineCounts(tree: string, paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const path of paths) {
      const entry = await fileEntry(git, tree, path);
      if (!entry || entry.size > COUNTED_LIMIT_BYTES) continue;
      counts.set(path, countLines(await git.run(["cat-file", "blob", entry.blob])));
    }
    return counts;
  }
  async function paths(tree: string): Promise<readonly string[]> {
    const output = await git.run(["ls-tree", "-r", "-z", "--name-only", tree]);
    return output.toString("utf8").split("\0").slice(0, -1);
  }
  async function sizes(blobs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    if (blobs.length === 0) return found;
    const output = await git.run(["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"], {
      input: `${blobs.join("\n")}\n`,
    });
    for (const line of output.toString("utf8").split("\n")) {
      const [, id, size] = /^([0-9a-f]{40}) blob (\d+)$/u.exec(line) ?? [];
      if (id !== undefined) found.set(id, Number(size));
    }
    return found;
  }
  async function readBytes(blob: string): Promise<Uint8Array> {
    return await git.run(["cat-file", "blob", blob]);
  }
  return { commit, mergeBase, changes, readText, lineCounts, paths, sizes, readBytes };
}

/** The blob of a regular file; links, folders and submodules have no text. */
async function fileEntry(
  git: Git,
  tree: string,
  path: string,
): Promise<{ readonly blob: string; readonly size: number } | undefined> {
  if (path === "" || path.includes("\0")) return undefined;
  const output = await git.run(["ls-tree", "-z", "-l", "--full-tree", tree, "--", path]);
  const [, blob, size] = /^100\d{3} blob ([0-9a-f]{40}) +(\d+)\t/u.exec(output.toString("utf8")) ?? [];
  return blob === undefined ? undefined : { blob, size: Number(size) };
}

/** A last line without a line break counts. */
export function countLines(content: Uint8Array): number {
  let lines = 0;
  for (const byte of content) {
    if (byte === 10) lines += 1;
  }
  return content.length > 0 && content.at(-1) !== 10 ? lines + 1 : lines;
}

function parseCommit(text: string): CommitFacts {
  const split = text.indexOf("\n\n");
  const head = (split < 0 ? text : text.slice(0, split)).split("\n");
  const tree = head[0]?.startsWith("tree ") ? head[0].slice(5) : undefined;
  if (tree === undefined) {
    throw new Failure("A commit could not be read.", { code: "unexpected-answer", retryable: false });
  }
  const parents = head.filter((line) => line.startsWith("parent ")).map((line) => line.slice(7));
  return { tree, parents, message: split < 0 ? "" : text.slice(split + 2) };
}
