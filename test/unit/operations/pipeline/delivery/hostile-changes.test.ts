import { describe, expect, test } from "vitest";
import { hostileChanges } from "../../../../../src/operations/pipeline/delivery/hostile-changes.ts";
import type { TreeChange } from "../../../../../src/operations/ports.ts";

const BLOB = "b".repeat(40);

function aChange(changes: Partial<TreeChange> = {}): TreeChange {
  return {
    path: "src/a.js",
    status: "added",
    modeBefore: "000000",
    mode: "100644",
    blob: BLOB,
    addedLines: 1,
    deletedLines: 0,
    ...changes,
  };
}

function objects(content = "fine\n", size = content.length) {
  return {
    sizes: async (blobs: readonly string[]) => new Map(blobs.map((blob) => [blob, size])),
    readBytes: async () => Buffer.from(content),
  };
}

describe("hostileChanges", () => {
  test("finds nothing wrong with plain files, executables and deletions", async () => {
    const changes = [
      aChange(),
      aChange({ path: "bin/run", mode: "100755" }),
      aChange({ path: "old-link", status: "deleted", modeBefore: "120000", mode: "000000", blob: null }),
      aChange({ path: ".github/CODEOWNERS" }),
      aChange({ path: "docs/.gitkeep" }),
    ];

    expect(await hostileChanges(objects(), changes)).toEqual([]);
  });

  test.each([
    ["a link", { mode: "120000" }, "is a symbolic link"],
    ["a submodule", { mode: "160000" }, "is a submodule"],
    ["an odd mode", { mode: "100666" }, "has mode 100666"],
    ["a way out", { path: "src/../../etc/passwd" }, "leaves the repository"],
    ["an absolute path", { path: "/etc/passwd" }, "leaves the repository"],
    ["git's folder", { path: "vendor/.git/config" }, "reaches into git's own folder"],
    ["git's folder in capitals", { path: ".GIT/config" }, "reaches into git's own folder"],
    ["git's folder with dots", { path: ".git. ./config" }, "reaches into git's own folder"],
    ["git's short name", { path: "GIT~1/config" }, "reaches into git's own folder"],
    ["git's folder with an invisible end", { path: ".git\u200C/config" }, "reaches into git's own folder"],
    ["a control character", { path: "src/\u0007.js" }, "has a name that cannot be used everywhere"],
    ["a backslash", { path: String.raw`src\a.js` }, "has a name that cannot be used everywhere"],
    ["a workflow", { path: ".github/workflows/ci.yml" }, "is a workflow"],
    ["a long name", { path: "x".repeat(501) }, "has a name that is too long"],
  ])("refuses %s", async (_what, change, reason) => {
    const found = await hostileChanges(objects(), [aChange(change)]);

    expect(found).toHaveLength(1);
    expect(found[0]).toContain(reason);
  });

  test("refuses a large file and a pointer to one", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n";

    expect(await hostileChanges(objects("x", 11 * 1024 * 1024), [aChange()])).toHaveLength(1);
    expect(await hostileChanges(objects(pointer), [aChange()])).toEqual(["src/a.js is a large file pointer"]);
  });

  test("refuses a blob that is not there", async () => {
    const empty = { ...objects(), sizes: async () => new Map<string, number>() };

    expect(await hostileChanges(empty, [aChange()])).toEqual(["src/a.js has no content"]);
  });

  test("refuses too much of everything, in a few words", async () => {
    const many = Array.from({ length: 3001 }, (_, index) => aChange({ path: `src/${index}.js` }));
    const links = many.slice(0, 20).map((change) => ({ ...change, mode: "120000" }));

    expect(await hostileChanges(objects(), many)).toEqual(["it changes 3001 paths, more than 3000"]);
    expect(await hostileChanges(objects(), links)).toHaveLength(6);
    const total = await hostileChanges(objects("x", 9 * 1024 * 1024), many.slice(0, 7));
    expect(total).toEqual([`it holds ${63 * 1024 * 1024} bytes, more than ${60 * 1024 * 1024}`]);
  });
});
