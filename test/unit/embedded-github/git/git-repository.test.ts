import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editTree, isUnsafePath } from "../../../../src/embedded-github/git/edit-tree.ts";
import { exportTree } from "../../../../src/embedded-github/git/export-tree.ts";
import { ZERO_SHA } from "../../../../src/embedded-github/git/git-object.ts";
import { GitRepository } from "../../../../src/embedded-github/git/git-repository.ts";
import { diffFiles, mergeTrees } from "../../../../src/embedded-github/git/history.ts";

const PERSON = { name: "Maria", email: "maria@example.org", date: "2026-01-02T03:04:05Z" };

describe("GitRepository", () => {
  let folder: string;
  let repository: GitRepository;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "git-repository-"));
    repository = await GitRepository.create(join(folder, "r.git"), "main");
  });

  afterEach(async () => {
    repository.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function git(...args: string[]): string {
    return execFileSync("git", args, { cwd: repository.folder, encoding: "utf8" }).trim();
  }

  async function treeOf(files: Readonly<Record<string, string>>): Promise<string> {
    const changes = new Map<string, { mode: "100644"; sha: string }>();
    for (const [path, text] of Object.entries(files)) {
      changes.set(path, { mode: "100644", sha: await repository.writeBlob(Buffer.from(text)) });
    }
    const edited = await editTree(repository, undefined, changes);
    if (edited.kind !== "edited") throw new Error("nothing was deleted");
    return edited.tree;
  }

  async function commit(tree: string, parents: readonly string[]): Promise<string> {
    return repository.writeCommit({ tree, parents, message: "m\n", author: PERSON, committer: PERSON });
  }

  it("writes objects that git finds nothing wrong with", async () => {
    const tree = await treeOf({
      "a.txt": "a\n",
      "a/b.txt": "b\n",
      "a-b/c": "c",
      "ü/ß.txt": "",
      "z.bin": "\0\u0001",
    });
    const sha = await commit(tree, []);
    await repository.swapRef("refs/heads/main", ZERO_SHA, sha);

    expect(git("fsck", "--strict", "--no-dangling")).toBe("");
    expect(git("-c", "core.quotepath=off", "ls-tree", "-r", "--name-only", "main").split("\n")).toEqual([
      "a-b/c",
      "a.txt",
      "a/b.txt",
      "z.bin",
      "ü/ß.txt",
    ]);
  });

  it("answers many reads at the same time, each with its own object", async () => {
    const texts = Array.from({ length: 60 }, (_, index) => `${index} ${"x".repeat(index * 4000)}\n\n`);
    const shas = await Promise.all(texts.map((text) => repository.writeBlob(Buffer.from(text))));

    const read = await Promise.all(
      shas.flatMap((sha) => [
        repository.read(sha),
        repository.read(`nothing like ${sha}`),
        repository.resolve(sha),
      ]),
    );

    for (const [index, text] of texts.entries()) {
      const blob = read[index * 3];
      expect(typeof blob === "object" && blob.content.equals(Buffer.from(text))).toBe(true);
      expect(read[index * 3 + 1]).toBeUndefined();
      expect(read[index * 3 + 2]).toBe(shas[index]);
    }
  });

  it.each(["", "two\nlines", "-h", "--batch", "main:", "x".repeat(5000), "^{", "@{-1}"])(
    "finds nothing for the revision %j and goes on",
    async (revision) => {
      const sha = await repository.writeBlob(Buffer.from("still here"));

      expect(await repository.read(revision)).toBeUndefined();
      expect((await repository.read(sha))?.content.toString()).toBe("still here");
    },
  );

  it("sees refs and objects that another process wrote", async () => {
    expect(await repository.resolve("refs/heads/main")).toBeUndefined();
    const tree = await treeOf({ a: "a" });
    const sha = git("-c", "user.name=x", "-c", "user.email=x@x", "commit-tree", "-m", "other", tree);
    git("update-ref", "refs/heads/main", sha);
    git("repack", "-a", "-d", "-q");

    expect((await repository.readCommit("refs/heads/main"))?.message).toBe("other\n");
  });

  it("swaps a ref only from the value that is expected", async () => {
    const tree = await treeOf({ a: "a" });
    const one = await commit(tree, []);
    const two = await commit(tree, [one]);

    expect(await repository.swapRef("refs/heads/x", ZERO_SHA, one)).toBe(true);
    expect(await repository.swapRef("refs/heads/x", ZERO_SHA, two)).toBe(false);
    expect(await repository.swapRef("refs/heads/x", two, one)).toBe(false);
    expect(await repository.swapRef("refs/heads/x", one, two)).toBe(true);
    expect(await repository.resolve("refs/heads/x")).toBe(two);
  });

  it("takes names of branches before tags, and both before short SHAs", async () => {
    const tree = await treeOf({ a: "a" });
    const branch = await commit(tree, []);
    const tag = await commit(tree, [branch]);
    await repository.swapRef("refs/heads/same", ZERO_SHA, branch);
    await repository.swapRef("refs/tags/same", ZERO_SHA, tag);

    expect(await repository.resolveCommit("same")).toBe(branch);
    expect(await repository.resolveCommit("refs/tags/same")).toBe(tag);
    expect(await repository.resolveCommit("tags/same")).toBe(tag);
    expect(await repository.resolveCommit(tag.slice(0, 10))).toBe(tag);
    expect(await repository.resolveCommit("HEAD~1")).toBeUndefined();
  });

  it("shares what a change does not touch and names a path that is not there to delete", async () => {
    const base = await treeOf({ "a/one": "1", "b/two": "2" });
    const blob = await repository.writeBlob(Buffer.from("3"));

    const edited = await editTree(repository, base, new Map([["b/three", { mode: "100644", sha: blob }]]));
    const missing = await editTree(repository, base, new Map([["a/none", null]]));

    const before = await repository.readTree(base);
    const after = edited.kind === "edited" ? await repository.readTree(edited.tree) : undefined;
    expect(after?.entries.find((entry) => entry.name === "a")).toEqual(
      before?.entries.find((entry) => entry.name === "a"),
    );
    expect(missing).toEqual({ kind: "missing", path: "a/none" });
  });

  it("replaces a file by a folder of its name, and back", async () => {
    const base = await treeOf({ place: "file" });
    const blob = await repository.writeBlob(Buffer.from("x"));

    const folderNow = await editTree(
      repository,
      base,
      new Map([["place/inside", { mode: "100644", sha: blob }]]),
    );

    const tree = folderNow.kind === "edited" ? folderNow.tree : "";
    expect((await repository.listTree(tree)).map((entry) => entry.path)).toEqual(["place", "place/inside"]);
  });

  it("tells what changed, with renames, binaries and odd names", async () => {
    const text = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
    const before = await commit(
      await treeOf({ "old name.ts": text, gone: "1\n", "kept\tödd": "1\n", bin: "\0a" }),
      [],
    );
    const after = await commit(
      await treeOf({ "new name.ts": `${text}\nmore`, "kept\tödd": "2\n3\n", bin: "\0b", add: "x\n" }),
      [before],
    );

    const changes = await diffFiles(repository, before, after);

    expect(
      changes.map(({ path, status, additions, deletions }) => [path, status, additions, deletions]),
    ).toEqual([
      ["add", "added", 1, 0],
      ["bin", "modified", 0, 0],
      ["gone", "removed", 0, 1],
      ["kept\tödd", "modified", 2, 1],
      ["new name.ts", "renamed", 2, 1],
    ]);
    expect(changes.at(-1)?.previousPath).toBe("old name.ts");
  });

  it("merges in memory and names what conflicts", async () => {
    const base = await commit(await treeOf({ a: "1\n", b: "1\n" }), []);
    const one = await commit(await treeOf({ a: "2\n", b: "1\n" }), [base]);
    const other = await commit(await treeOf({ a: "3\n", b: "1\n" }), [base]);
    const apart = await commit(await treeOf({ a: "1\n", b: "4\n" }), [base]);

    expect(await mergeTrees(repository, one, other)).toEqual({ kind: "conflict", paths: ["a"] });
    const clean = await mergeTrees(repository, one, apart);
    expect(clean).toEqual({ kind: "clean", tree: await treeOf({ a: "2\n", b: "4\n" }) });
  });

  it("exports a commit's files, several at a time, without a trace of git", async () => {
    const sha = await commit(await treeOf({ "a/b.txt": "b\n", c: "c" }), []);
    const places = ["one", "two", "three"].map((name) => join(folder, name));

    await Promise.all(places.map((place) => exportTree(repository, sha, place)));

    for (const place of places) {
      expect((await readdir(place)).toSorted()).toEqual(["a", "c"]);
      expect(await readFile(join(place, "a/b.txt"), "utf8")).toBe("b\n");
    }
    expect((await readdir(repository.folder)).filter((name) => name.endsWith(".index"))).toEqual([]);
  });
});

describe("isUnsafePath", () => {
  it.each(["", "/a", "a/", "a//b", "..", "a/../b", "./a", ".git", "a/.GIT/hooks", "a\0b"])(
    "refuses %j",
    (path) => {
      expect(isUnsafePath(path)).toBe(true);
    },
  );

  it.each(["a", ".github/workflows/x.yml", "a..b", ".gitignore", "a b/ü"])("takes %j", (path) => {
    expect(isUnsafePath(path)).toBe(false);
  });
});
