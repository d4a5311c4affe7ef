import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attemptFiles, digests } from "../../../../src/adapters/artifacts/attempt-files.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "attempt-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("keeps texts from one step to the next and knows what is absent", async () => {
  await attemptFiles(folder, []).writeText("evidence/a.json", "one");
  await attemptFiles(folder, []).appendText("evidence/a.log", "first\n");
  await attemptFiles(folder, []).appendText("evidence/a.log", "second\n");
  const files = attemptFiles(folder, []);

  expect(await files.readText("evidence/a.json")).toBe("one");
  expect(await files.readText("evidence/b.json")).toBeUndefined();
  expect([...(await files.list("evidence"))]).toEqual([
    ["a.json", "one"],
    ["a.log", "first\nsecond\n"],
  ]);
  expect([...(await files.list("nowhere"))]).toEqual([]);
  expect(readdirSync(join(folder, "evidence"))).toEqual(["a.json", "a.log"]);
});

test("writes no known secret, in whatever text it comes", async () => {
  const files = attemptFiles(folder, ["ghs_0123456789", "short"]);

  await files.writeText("a.json", '{"log":"token ghs_0123456789, a short word"}');
  await files.appendText("a.log", "ghs_0123456789");

  expect(await files.readText("a.json")).toBe('{"log":"token ***, a short word"}');
  expect(await files.readText("a.log")).toBe("***");
});

test("tells text from other bytes and keeps a byte order mark", () => {
  expect(digests.utf8(Buffer.from("\uFEFFgrün"))).toBe("\uFEFFgrün");
  expect(digests.utf8(Buffer.from([0xff, 0xfe]))).toBeUndefined();
  expect(digests.sha256("a")).toBe(digests.sha256(Buffer.from("a")));
});
