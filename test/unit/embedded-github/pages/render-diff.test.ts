import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { editTree, type TreeChange } from "../../../../src/embedded-github/git/edit-tree.ts";
import { GitRepository } from "../../../../src/embedded-github/git/git-repository.ts";
import { diffView } from "../../../../src/embedded-github/pages/render-diff/diff-view.ts";
import { parsePatch } from "../../../../src/embedded-github/pages/render-diff/parse-patch.ts";
import {
  EMPTY_TREE,
  readChanges,
  type ShownChange,
} from "../../../../src/embedded-github/pages/render-diff/read-changes.ts";

let folder: string;
let repository: GitRepository;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "render-diff-"));
  repository = await GitRepository.create(join(folder, "r.git"), "main");
});

afterAll(async () => {
  repository.stop();
  await rm(folder, { recursive: true, force: true });
});

async function treeOf(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const changes = new Map<string, TreeChange>();
  for (const [path, content] of Object.entries(files)) {
    changes.set(path, { mode: "100644", sha: await repository.writeBlob(Buffer.from(content)) });
  }
  const edited = await editTree(repository, undefined, changes);
  if (edited.kind !== "edited") throw new Error("nothing was deleted");
  return edited.tree;
}

async function changesBetween(
  before: Readonly<Record<string, string | Buffer>>,
  after: Readonly<Record<string, string | Buffer>>,
): Promise<readonly ShownChange[]> {
  return readChanges(repository, await treeOf(before), await treeOf(after));
}

function linesOf(change: ShownChange | undefined): readonly string[] {
  return (change?.patch?.rows ?? []).map(
    ({ kind, before, after, text }) => `${before ?? ""}|${after ?? ""}|${kind}|${text}`,
  );
}

describe("the changes of a pull request", () => {
  test("have numbers on both sides", async () => {
    const [change] = await changesBetween({ a: "one\ntwo\nthree\n" }, { a: "one\n2\nthree\nfour\n" });

    expect(linesOf(change)).toEqual([
      "||hunk|@@ -1,3 +1,4 @@",
      "1|1|context|one",
      "2||removed|two",
      "|2|added|2",
      "3|3|context|three",
      "|4|added|four",
    ]);
  });

  test("are those of each file, whatever the files hold and are called", async () => {
    const lines = "diff --git a/x b/x\n@@ -1 +1 @@\n--- a/x\n+++ b/x\n";
    const changes = await changesBetween(
      { "a.txt": lines, gone: "was here\n", "old name": "same\n".repeat(9) },
      {
        "a.txt": `${lines}more\n`,
        ":(glob)*": "literal\n",
        'q"uote\ttab': "x\n",
        "new name": "same\n".repeat(9),
        ü: "x\n",
      },
    );

    expect(changes.map(({ file }) => file.path)).toEqual([
      ":(glob)*",
      "a.txt",
      "gone",
      "new name",
      'q"uote\ttab',
      "ü",
    ]);
    expect(linesOf(changes[0])).toEqual(["||hunk|@@ -0,0 +1 @@", "|1|added|literal"]);
    expect(linesOf(changes[1]).at(-1)).toBe("|5|added|more");
    expect(linesOf(changes[2]).at(-1)).toBe("1||removed|was here");
    expect(changes[3]?.file).toMatchObject({ status: "renamed", previousPath: "old name" });
    expect(linesOf(changes[3])).toEqual([]);
    expect(linesOf(changes[4]).at(-1)).toBe("|1|added|x");
    expect(linesOf(changes[5]).at(-1)).toBe("|1|added|x");
  });

  test("show nothing of binary files", async () => {
    const [change] = await changesBetween({}, { "a.bin": Buffer.from([0, 1, 2, 3, 0]) });

    expect(change?.patch).toEqual({ isBinary: true, rows: [] });
  });

  test("only name files that are too long, and shorten lines that are", async () => {
    const changes = await changesBetween(
      {},
      { "a-long.txt": "line\n".repeat(2000), "b-wide.txt": `${"x".repeat(100_000)}\n`, "c.txt": "c\n" },
    );

    expect(changes.map(({ patch }) => patch === undefined)).toEqual([true, false, false]);
    expect(linesOf(changes[1])[1]?.length).toBeLessThan(2100);
    const text = String(diffView(changes, { repository: { fullName: "o/r" } as never, sha: "1" }));
    expect(text).toContain("2,000 changed lines: too many to show on a page.");
  });

  test("only name the files beyond a hundred", async () => {
    const files = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`f${1000 + index}`, "x\n"]));
    const changes = await changesBetween({}, files);

    expect(changes).toHaveLength(130);
    expect(changes.filter(({ patch }) => patch !== undefined)).toHaveLength(100);
  });

  test("of a first commit are all its files", async () => {
    const changes = await readChanges(repository, EMPTY_TREE, await treeOf({ a: "a\n" }));

    expect(changes).toHaveLength(1);
  });

  test("keep the note that a file does not end its last line", () => {
    expect(
      parsePatch("diff --git a/a b/a\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n").rows.at(-1),
    ).toMatchObject({
      kind: "note",
      text: "No newline at end of file",
    });
  });

  test("are text wherever they stand", async () => {
    const path = '"><script>alert(1)</script>';
    const changes = await changesBetween({}, { [path]: "<img src=x onerror=alert(1)>\n" });
    const text = String(diffView(changes, { repository: { fullName: "o/r" } as never, sha: "1" }));

    expect(text).not.toMatch(/<script|<img/u);
    expect(text).toContain("&lt;img src=x onerror=alert(1)&gt;");
    expect(text).toContain('href="/o/r/blob/1/%22%3E%3Cscript%3Ealert(1)%3C/script%3E"');
  });
});
