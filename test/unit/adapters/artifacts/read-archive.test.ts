import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readArchive } from "../../../../src/adapters/artifacts/read-archive.ts";

const LIMITS = { maxEntries: 3, maxBytes: 1000 };

interface EntryToWrite {
  readonly name: string;
  readonly content?: string;
  /** Unix mode of the entry; 0 as Windows tools write it. */
  readonly mode?: number;
  /** What the archive says about the size, when it lies. */
  readonly claimedSize?: number;
}

/** A zip archive as anybody could write it. */
function zip(...entries: readonly EntryToWrite[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const content = Buffer.from(entry.content ?? "text");
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.claimedSize ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((((entry.mode ?? 0o100644) << 16) >>> 0) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([20, 3]);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002", "latin1"), madeBy, common, rest, name]));
    files.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, Buffer.from("PK\u0005\u0006", "latin1"), end]);
}

describe("readArchive", () => {
  test("gives the files of a plain archive", async () => {
    const archive = await readArchive(zip({ name: "a.json", content: "{}" }, { name: "sub/b.log" }), LIMITS);

    expect(archive.kind).toBe("files");
    const texts = archive.kind === "files" ? [...archive.files] : [];
    expect(texts.map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
      ["a.json", "{}"],
      ["sub/b.log", "text"],
    ]);
  });

  test("takes entries without Unix modes and leaves folders out", async () => {
    const archive = await readArchive(zip({ name: "a", mode: 0 }, { name: "d/", content: "" }), LIMITS);

    expect(archive.kind === "files" && [...archive.files.keys()]).toEqual(["a"]);
  });

  test.each([
    ["too many entries", zip({ name: "a" }, { name: "b" }, { name: "c" }, { name: "d" }), "4 entries"],
    ["too much content", zip({ name: "a", content: "x".repeat(1001) }), "larger than 1000 bytes"],
    [
      "a bomb that lies about its size",
      zip({ name: "a", content: "x".repeat(5000), claimedSize: 10 }),
      "bytes",
    ],
    ["a way out", zip({ name: "../a" }), "relative path"],
    ["an absolute path", zip({ name: "/etc/passwd" }), "absolute path"],
    ["a backslash", zip({ name: String.raw`a\b` }), "invalid characters"],
    ["a link", zip({ name: "a", mode: 0o120777 }), "not a regular file"],
    ["a device", zip({ name: "a", mode: 0o020666 }), "not a regular file"],
    ["one name twice", zip({ name: "a" }, { name: "a" }), "two entries are called a"],
    ["names that differ in case only", zip({ name: "a" }, { name: "A" }), "two entries are called A"],
    ["a line break in a name", zip({ name: "a\nb" }), "unusable name"],
    ["a name without end", zip({ name: "a".repeat(301) }), "unusable name"],
    ["no archive at all", Buffer.from("plain text"), "not a readable zip archive"],
    ["half an archive", zip({ name: "a" }).subarray(0, 40), "not a readable zip archive"],
  ])("refuses %s", async (_what, bytes, reason) => {
    const archive = await readArchive(bytes, LIMITS);

    expect(archive).toMatchObject({ kind: "unusable", reason: expect.stringContaining(reason) as string });
  });
});
