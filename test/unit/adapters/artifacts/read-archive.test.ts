import { describe, expect, test } from "vitest";
import { readArchive } from "../../../../src/adapters/artifacts/read-archive.ts";
import { zipArchive } from "../../../support/zip-archive.ts";

const LIMITS = { maxEntries: 3, maxBytes: 1000 };

describe("readArchive", () => {
  test("gives the files of a plain archive", async () => {
    const archive = await readArchive(
      zipArchive({ name: "a.json", content: "{}" }, { name: "sub/b.log" }),
      LIMITS,
    );

    expect(archive.kind).toBe("files");
    const texts = archive.kind === "files" ? [...archive.files] : [];
    expect(texts.map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
      ["a.json", "{}"],
      ["sub/b.log", "text"],
    ]);
  });

  test("takes entries without Unix modes and leaves folders out", async () => {
    const archive = await readArchive(
      zipArchive({ name: "a", mode: 0 }, { name: "d/", content: "" }),
      LIMITS,
    );

    expect(archive.kind === "files" && [...archive.files.keys()]).toEqual(["a"]);
  });

  test.each([
    ["too many entries", zipArchive({ name: "a" }, { name: "b" }, { name: "c" }, { name: "d" }), "4 entries"],
    ["too much content", zipArchive({ name: "a", content: "x".repeat(1001) }), "larger than 1000 bytes"],
    [
      "a bomb that lies about its size",
      zipArchive({ name: "a", content: "x".repeat(5000), claimedSize: 10 }),
      "bytes",
    ],
    ["a way out", zipArchive({ name: "../a" }), "relative path"],
    ["an absolute path", zipArchive({ name: "/etc/passwd" }), "absolute path"],
    ["a backslash", zipArchive({ name: String.raw`a\b` }), "invalid characters"],
    ["a link", zipArchive({ name: "a", mode: 0o120777 }), "not a regular file"],
    ["a device", zipArchive({ name: "a", mode: 0o020666 }), "not a regular file"],
    ["one name twice", zipArchive({ name: "a" }, { name: "a" }), "two entries are called a"],
    ["names that differ in case only", zipArchive({ name: "a" }, { name: "A" }), "two entries are called A"],
    ["a line break in a name", zipArchive({ name: "a\nb" }), "unusable name"],
    ["a name without end", zipArchive({ name: "a".repeat(301) }), "unusable name"],
    ["no archive at all", Buffer.from("plain text"), "not a readable zip archive"],
    ["half an archive", zipArchive({ name: "a" }).subarray(0, 40), "not a readable zip archive"],
  ])("refuses %s", async (_what, bytes, reason) => {
    const archive = await readArchive(bytes, LIMITS);

    expect(archive).toMatchObject({ kind: "unusable", reason: expect.stringContaining(reason) as string });
  });
});
