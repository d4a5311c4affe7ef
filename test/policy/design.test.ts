import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { readFromRoot, ROOT } from "../support/source-files.ts";
import { codesIn, tableAfter } from "./markdown.ts";

const DOCUMENT = "docs/design.md";

function exportsOf(path: string): ReadonlySet<string> {
  const { module } = parseSync(path, readFromRoot(path));
  const entries = module.staticExports.flatMap((statement) => statement.entries);
  return new Set(entries.map(({ exportName }) => exportName.name ?? ""));
}

describe("the glossary", () => {
  const ROWS = tableAfter(DOCUMENT, "<!-- table: glossary -->");

  test("names types that the named file exports", () => {
    const wrong = ROWS.flatMap(([word = "", , place = ""]) => {
      const names = codesIn(place);
      const path = names.at(-1) ?? "";
      if (names.length < 2 || !existsSync(join(ROOT, path))) return [`${word}: ${path} does not exist`];
      const exported = exportsOf(path);
      const missing = names.slice(0, -1).filter((name) => !exported.has(name));
      return missing.map((name) => `${word}: ${path} does not export ${name}`);
    });

    expect(ROWS.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  test("has each word once", () => {
    const words = ROWS.map(([word]) => word);

    expect(words).toEqual([...new Set(words)]);
  });
});

describe("the table of commitments", () => {
  const ROWS = tableAfter(DOCUMENT, "<!-- table: commitments -->");

  /** Whether the file has a test of this name; of a name with values in it, the part before them. */
  function isThere(proof: string): boolean {
    const [, path = "", name = ""] = /^`([^`]+)`: "(.+)"$/u.exec(proof) ?? [];
    if (name === "" || !existsSync(join(ROOT, path))) return false;
    return readFromRoot(path)
      .replaceAll(/\(\s+"/gu, '("')
      .includes(`("${name}`);
  }

  test("names a test that exists for every promise", () => {
    expect(ROWS.length).toBeGreaterThan(20);
    expect(ROWS.map(([, , proof = ""]) => proof).filter((proof) => !isThere(proof))).toEqual([]);
  });

  test.each([
    ["a test that is gone", '`test/policy/design.test.ts`: "has each word twice, or so"'],
    ["a file that is gone", '`test/policy/nowhere.test.ts`: "has each word once"'],
    ["no test at all", "somebody looked"],
  ])("would not get away with %s", (_what, proof) => {
    expect(isThere(proof)).toBe(false);
  });
});
