import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  existsSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitIn } from "../../../../src/adapters/git/git-process.ts";
import { importRepository } from "../../../../src/adapters/git/import-repository.ts";
import { workTree } from "../../../../src/adapters/git/work-tree.ts";
import type { ImportRepository, TreeChange, WorkTree } from "../../../../src/operations/ports.ts";

const ENVIRONMENT = { PATH: process.env["PATH"] ?? "" };
const AT = "2026-01-02T03:04:05Z";

let root: string;
let checkout: string;
let start: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

function git(...args: readonly string[]): string {
  return execFileSync("git", ["-C", checkout, ...args], { encoding: "utf8" }).trim();
}

function aWorkTree(): WorkTree {
  return workTree({ folder: checkout, ledger: join(root, "ledger.git"), environment: ENVIRONMENT });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "work-tree-"));
  checkout = join(root, "checkout");
  mkdirSync(checkout);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", checkout]);
  git("config", "user.name", "someone");
  git("config", "user.email", "someone@example.com");
  write("src/a.js", "one\ntwo\n");
  write("docs/story.md", "- [ ] task\n");
  write(".gitignore", "ignored/\n");
  git("add", "--all");
  git("commit", "--quiet", "--message", "start");
  git("checkout", "--quiet", "--detach");
  start = git("rev-parse", "HEAD");
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("the work tree", () => {
  test("tells which paths changed, with lines and modes, and leaves ignored files out", async () => {
    const tree = aWorkTree();
    await tree.begin();
    write("src/a.js", "one\ntwo\nthree\n");
    write("src/with space and ü.js", "x\n");
    write("ignored/dependency.js", "x\n");
    rmSync(join(checkout, "docs/story.md"));

    const changes = await tree.changes(start, await tree.snapshot());

    expect(changes.map((change) => ({ ...change, blob: undefined }))).toEqual([
      {
        path: "docs/story.md",
        status: "deleted",
        modeBefore: "100644",
        mode: "000000",
        addedLines: 0,
        deletedLines: 1,
      },
      {
        path: "src/a.js",
        status: "modified",
        modeBefore: "100644",
        mode: "100644",
        addedLines: 1,
        deletedLines: 0,
      },
      {
        path: "src/with space and ü.js",
        status: "added",
        modeBefore: "000000",
        mode: "100644",
        addedLines: 1,
        deletedLines: 0,
      },
    ]);
  });

  test("sees the same whatever an agent does to the repository", async () => {
    const tree = aWorkTree();
    await tree.begin();
    write("src/a.js", "changed\n");
    const before = await tree.snapshot();

    git("add", "--all");
    git("commit", "--quiet", "--message", "a commit of the agent");
    rmSync(join(checkout, ".git"), { recursive: true });

    expect(await tree.snapshot()).toBe(before);
    expect(await tree.changes(start, before)).toHaveLength(1);
  });

  test("restores changed, added and removed paths and keeps the rest", async () => {
    const tree = aWorkTree();
    await tree.begin();
    write("docs/story.md", "- [x] task\n");
    write(".github/workflows/evil.yml", "on: push\n");
    write("src/a.js", "kept\n");

    await tree.restore(start, ["docs/story.md", ".github/workflows/evil.yml"]);

    expect(readFileSync(join(checkout, "docs/story.md"), "utf8")).toBe("- [ ] task\n");
    expect(existsSync(join(checkout, ".github/workflows/evil.yml"))).toBe(false);
    expect(readFileSync(join(checkout, "src/a.js"), "utf8")).toBe("kept\n");
    const changes = await tree.changes(start, await tree.snapshot());
    expect(changes.map((change) => change.path)).toEqual(["src/a.js"]);
  });

  test("restores nothing through a link that leads outside", async () => {
    const tree = aWorkTree();
    await tree.begin();
    const outside = join(root, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "story.md"), "untouched\n");
    rmSync(join(checkout, "docs"), { recursive: true });
    symlinkSync(outside, join(checkout, "docs"));

    await tree.restore(start, ["docs/story.md", "docs"]);

    expect(readFileSync(join(outside, "story.md"), "utf8")).toBe("untouched\n");
    expect(readFileSync(join(checkout, "docs/story.md"), "utf8")).toBe("- [ ] task\n");
  });

  test("takes in what lies in repositories inside repositories", async () => {
    const tree = aWorkTree();
    await tree.begin();
    for (const path of ["a", "a/b", "a/b/c"]) {
      write(`${path}/file.js`, "nested\n");
      execFileSync("git", ["init", "--quiet", join(checkout, path)]);
    }

    const changes = await tree.changes(start, await tree.snapshot());

    expect(changes.map((change) => change.path)).toEqual(["a/b/c/file.js", "a/b/file.js", "a/file.js"]);
  });

  test("names the git command that failed", async () => {
    const git = gitIn(checkout, [], ENVIRONMENT);

    await expect(git.run(["-c", "a.b=c", "cat-file", "blob", "gone"])).rejects.toThrow("git cat-file failed");
  });

  test("counts lines of files only", async () => {
    const tree = aWorkTree();
    await tree.begin();
    write("src/last.js", "a\nb");

    const counts = await tree.lineCounts(await tree.snapshot(), [
      "src/a.js",
      "src/last.js",
      "src",
      "gone.js",
    ]);

    expect([...counts]).toEqual([
      ["src/a.js", 2],
      ["src/last.js", 2],
    ]);
  });

  test("reads a path whose name looks like a pattern as that path", async () => {
    const tree = aWorkTree();
    await tree.begin();
    write("src/[id].js", "page\n");

    expect(await tree.readText(await tree.snapshot(), "src/[id].js")).toBe("page\n");
    expect(await tree.readText(start, "src/*.js")).toBeUndefined();
  });

  test("cuts a long difference", async () => {
    const tree = aWorkTree();
    await tree.begin();
    write("src/long.js", "line\n".repeat(50_000));

    const text = await tree.diffText(start, await tree.snapshot(), 1000);

    expect(text).toHaveLength(1000);
    expect(text).toContain("+line");
  });
});

describe("a bundle", () => {
  async function bundled(): Promise<{
    readonly commit: string;
    readonly file: string;
    readonly tree: WorkTree;
  }> {
    const tree = aWorkTree();
    await tree.begin();
    write("src/a.js", "changed\n");
    const story = await tree.treeWith(await tree.snapshot(), "docs/story.md", "- [x] task\n");
    const commit = await tree.createCommit({
      tree: story,
      parent: start,
      message: "feat(1-1-a): A\n",
      at: AT,
    });
    const file = join(root, "story.bundle");
    await tree.writeBundle(commit, start, file);
    return { commit, file, tree };
  }

  test("carries the commit into a repository that knows only the start", async () => {
    const { commit, file } = await bundled();
    const repository = await importRepository({
      folder: join(root, "import.git"),
      environment: ENVIRONMENT,
      borrowFrom: checkout,
    });

    expect(await repository.importBundle(file, start)).toEqual({ kind: "imported", commit });
    expect(await repository.commit(commit)).toMatchObject({ parents: [start], message: "feat(1-1-a): A\n" });
    expect((await repository.changes(start, commit)).map((change) => change.path)).toEqual([
      "docs/story.md",
      "src/a.js",
    ]);
  });

  test("is checked out without its repository's help", async () => {
    const { commit, file } = await bundled();
    git("checkout", "--quiet", "--force", start);
    const hook = join(checkout, ".git/hooks/post-checkout");
    writeFileSync(hook, '#!/bin/sh\ntouch "$PWD/hook-ran"\n', { mode: 0o755 });
    const repository = await importRepository({
      folder: join(root, "import.git"),
      environment: ENVIRONMENT,
      borrowFrom: checkout,
    });
    await repository.importBundle(file, start);

    await repository.checkOut(commit, checkout);

    expect(readFileSync(join(checkout, "src/a.js"), "utf8")).toBe("changed\n");
    expect(existsSync(join(checkout, "hook-ran"))).toBe(false);
  });

  test.each([
    [
      "is not a bundle",
      (bytes: Buffer) => Buffer.concat([Buffer.from("x"), bytes]),
      "not a version 2 git bundle",
    ],
    ["is damaged", (bytes: Buffer) => bytes.fill(7, bytes.length - 60, bytes.length - 30), "git refuses"],
    [
      "names two branches",
      (bytes: Buffer) => {
        const head = bytes.subarray(0, bytes.indexOf("\n\n")).toString("latin1");
        const line = head.split("\n").at(-1) ?? "";
        return Buffer.concat([
          Buffer.from(`${head}\n${line}2\n\n`),
          bytes.subarray(bytes.indexOf("\n\n") + 2),
        ]);
      },
      "exactly one branch",
    ],
  ])("is refused when it %s", async (_what, spoil, reason) => {
    const { file } = await bundled();
    writeFileSync(file, spoil(readFileSync(file)));
    const repository = await importRepository({
      folder: join(root, "import.git"),
      environment: ENVIRONMENT,
      borrowFrom: checkout,
    });

    const result = await repository.importBundle(file, start);

    expect(result).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) as string });
  });

  test("is refused when it builds on another commit", async () => {
    const { file, commit } = await bundled();
    const repository = await importRepository({
      folder: join(root, "import.git"),
      environment: ENVIRONMENT,
      borrowFrom: checkout,
    });

    expect(await repository.importBundle(file, commit)).toMatchObject({ kind: "refused" });
  });
});

describe("a tree with changes", () => {
  async function changesInAnImport(): Promise<{
    readonly repository: ImportRepository;
    readonly changes: readonly TreeChange[];
  }> {
    const tree = aWorkTree();
    await tree.begin();
    write("lib/b.js", "new\n");
    const commit = await tree.createCommit({
      tree: await tree.snapshot(),
      parent: start,
      message: "feat(1-1-a): A\n",
      at: AT,
    });
    await tree.writeBundle(commit, start, join(root, "story.bundle"));
    const repository = await importRepository({
      folder: join(root, "import.git"),
      environment: ENVIRONMENT,
      borrowFrom: checkout,
    });
    await repository.importBundle(join(root, "story.bundle"), start);
    return { repository, changes: await repository.changes(start, commit) };
  }

  test("holds them on top of another tree", async () => {
    const { repository, changes } = await changesInAnImport();

    const result = await repository.treeWithChanges(start, changes);

    expect(await repository.changes(start, result ?? "")).toEqual(changes);
  });

  test("is undefined when a file stands where a folder is needed", async () => {
    const { repository, changes } = await changesInAnImport();
    const blocked = changes.map((change) => ({ ...change, path: "src/a.js/deeper.js" }));

    expect(await repository.treeWithChanges(start, blocked)).toBeUndefined();
  });
});
