import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { editTree, type TreeChange } from "../../src/embedded-github/git/edit-tree.ts";
import {
  type Commit,
  encodeCommit,
  encodeTree,
  parseCommit,
  parseTree,
} from "../../src/embedded-github/git/git-object.ts";
import { GitRepository } from "../../src/embedded-github/git/git-repository.ts";

const SHA = fc.stringMatching(/^[0-9a-f]{40}$/u);
const NAME = fc.stringMatching(/^[a-zé.\- ]{1,6}$/u).filter((name) => name !== "." && name !== "..");
/** Few names, so that files and folders often want the same place. */
const PATH = fc
  .array(fc.constantFrom("a", "a-", "a.b", "b", "ab"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));

/** What a checkout of a set of paths can hold: a file cannot also be a folder. */
function withoutClashes(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
}

describe("round trip", () => {
  it("reads back every tree it writes, in git's order", () => {
    const entry = fc.record({ mode: fc.constantFrom("100644", "100755", "040000"), name: NAME, sha: SHA });

    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (one) => one.name }), (entries) => {
        const read = parseTree(encodeTree(entries));

        expect(read.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
          entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        );
        expect(encodeTree(read).equals(encodeTree(entries))).toBe(true);
      }),
    );
  });

  it("reads back every commit it writes", () => {
    const date = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    const person = fc.record({
      name: fc.stringMatching(/^[A-Za-zé][A-Za-zé ]{0,8}[a-z]$/u),
      email: fc.stringMatching(/^[a-z+0-9]{1,8}@[a-z.]{1,8}$/u),
      date: date.map((at) => `${at.toISOString().slice(0, 19)}Z`),
    });
    const commit: fc.Arbitrary<Omit<Commit, "sha">> = fc.record({
      tree: SHA,
      parents: fc.array(SHA, { maxLength: 3 }),
      author: person,
      committer: person,
      message: fc.string(),
    });

    fc.assert(
      fc.property(commit, (written) => {
        expect(parseCommit("x", encodeCommit(written))).toEqual({ ...written, sha: "x" });
      }),
    );
  });
});

describe("safety", () => {
  let folder: string;
  let repository: GitRepository;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "git-tree-"));
    repository = await GitRepository.create(join(folder, "r.git"), "main");
  });

  afterAll(async () => {
    repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function changesOf(paths: readonly string[]): Promise<Map<string, TreeChange>> {
    const changes = new Map<string, TreeChange>();
    for (const path of paths) {
      changes.set(path, { mode: "100644", sha: await repository.writeBlob(Buffer.from(path)) });
    }
    return changes;
  }

  it("makes the same trees as git's own index, whatever is added and deleted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(PATH, { maxLength: 8 }),
        fc.uniqueArray(PATH, { maxLength: 4 }),
        async (first, then) => {
          const before = withoutClashes(first);
          const deleted = before.filter((path) => then.includes(path));
          const kept = before.filter((path) => !deleted.includes(path));
          const base = await editTree(repository, undefined, await changesOf(before));
          if (base.kind !== "edited") throw new Error("nothing was deleted");

          const edited = await editTree(repository, base.tree, new Map(deleted.map((path) => [path, null])));

          expect(edited).toEqual({ kind: "edited", tree: await treeByGit(kept) });
        },
      ),
      { numRuns: 40 },
    );
  });

  async function treeByGit(paths: readonly string[]): Promise<string> {
    const lines: string[] = [];
    for (const [path, change] of await changesOf(paths)) lines.push(`100644 ${change?.sha ?? ""}\t${path}`);
    const environment = { ...process.env, GIT_INDEX_FILE: join(folder, "index") };
    await rm(environment.GIT_INDEX_FILE, { force: true });
    const options = { cwd: repository.folder, env: environment, encoding: "utf8" } as const;
    execFileSync("git", ["update-index", "--add", "--index-info"], { ...options, input: lines.join("\n") });
    return execFileSync("git", ["write-tree"], options).trim();
  }
});
