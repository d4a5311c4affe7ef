import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkTree } from "../../operations/ports.ts";
import { gitIn, type Git } from "./git-process.ts";
import { gitObjects } from "./git-objects.ts";
import { storyCommits } from "./story-commits.ts";
import { treeWithEntries } from "./write-trees.ts";

/** Repositories inside repositories are dissolved this deep; deeper ones make the snapshot fail. */
const NESTED_DEPTH = 50;

/**
 * The checkout in which agents work. Our commands use a bare copy of its repository in `ledger`
 * (hard links, so it costs little): an agent that commits, resets or breaks `.git` changes nothing
 * about what we see.
 */
export function workTree(place: {
  readonly folder: string;
  readonly ledger: string;
  readonly environment: Readonly<Record<string, string>>;
}): WorkTree {
  const { folder, ledger } = place;
  const outside = gitIn(folder, [], place.environment);
  const git = gitIn(folder, [`--git-dir=${ledger}`, `--work-tree=${folder}`], place.environment);
  const scratchIndex = join(ledger, "scratch-index");

  async function begin(): Promise<void> {
    await outside.run(["clone", "--quiet", "--bare", "--no-tags", folder, ledger], {
      protocols: ["file"],
    });
    await git.run(["read-tree", "HEAD"]);
  }
  async function ignore(paths: readonly string[]): Promise<void> {
    const lines = paths.map((path) => `/${path.replaceAll(/[\\*?[\]!# ]/gu, String.raw`\$&`)}\n`);
    await mkdir(join(ledger, "info"), { recursive: true });
    await appendFile(join(ledger, "info/exclude"), lines.join(""));
    // What an earlier snapshot took in would otherwise stay.
    await git.run(["update-index", "--force-remove", "-z", "--stdin"], { input: `${paths.join("\0")}\0` });
  }
  async function snapshot(): Promise<string> {
    await dissolveNested(git, folder);
    await git.run(["-c", "advice.addEmbeddedRepo=false", "add", "--all", "--", "."]);
    return await git.line(["write-tree"]);
  }
  async function treeWith(tree: string, path: string, text: string): Promise<string> {
    const blob = await git.line(["hash-object", "-w", "--stdin"], { input: text });
    const mode = (await entryMode(tree, path)) ?? "100644";
    const result = await treeWithEntries(git, scratchIndex, { tree, entries: [{ path, mode, blob }] });
    if (result === undefined) throw new Error(`bug: ${path} cannot be placed in the tree`);
    return result;
  }
  async function entryMode(tree: string, path: string): Promise<string | undefined> {
    const output = await git.run(["ls-tree", "-z", "--full-tree", tree, "--", path]);
    return /^(\d{6}) blob /u.exec(output.toString("utf8"))?.[1];
  }
  async function restore(tree: string, paths: readonly string[]): Promise<void> {
    const present = await snapshot();
    const wanted = new Set(paths);
    const changes = (await objects.changes(present, tree)).filter((change) => wanted.has(change.path));
    if (changes.length === 0) return;
    const target = await treeWithEntries(git, scratchIndex, { tree: present, entries: changes });
    if (target === undefined) throw new Error("bug: a restored path cannot be placed in the tree");
    // Git moves the files itself: it never writes or removes anything through a link.
    await git.run(["read-tree", "-m", "-u", present, target]);
  }
  async function diffText(from: string, to: string, maxCharacters: number): Promise<string> {
    const args = ["diff-tree", "-r", "-p", "--no-color", "--no-renames", "--no-ext-diff", "--no-textconv"];
    const output = await git.run([...args, from, to], { cutAtBytes: maxCharacters });
    return output.toString("utf8");
  }
  const objects = gitObjects(git);
  return { ...objects, folder, begin, ignore, snapshot, restore, diffText, treeWith, ...storyCommits(git) };
}

/** Generators of projects like to run `git init`; a repository inside ours could not be committed. */
async function dissolveNested(git: Git, folder: string): Promise<void> {
  const dissolved = new Set<string>();
  // What lies inside a nested one shows only when that one is gone.
  for (let depth = 0; depth < NESTED_DEPTH; depth += 1) {
    const untracked = await git.run(["ls-files", "-z", "--others", "--exclude-standard"]);
    const found = untracked.toString("utf8").split("\0");
    const nested = found.filter((path) => path.endsWith("/") && !dissolved.has(path));
    if (nested.length === 0) return;
    for (const path of nested) {
      await rm(join(folder, path, ".git"), { recursive: true, force: true });
      dissolved.add(path);
    }
  }
}
