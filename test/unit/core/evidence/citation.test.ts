import { describe, expect, test } from "vitest";
import {
  formatCitation,
  parseCitation,
  parseCitations,
  type Citation,
} from "../../../../src/core/evidence/citation.ts";

function at(path: string, firstLine: number, lastLine = firstLine): Citation {
  return { path, firstLine, lastLine };
}

describe("parseCitations", () => {
  test.each([
    ["one line", "src/a.ts:12", [at("src/a.ts", 12)]],
    ["a range", "src/a.ts:12-30", [at("src/a.ts", 12, 30)]],
    ["a range with an en dash", "src/a.ts:12–30", [at("src/a.ts", 12, 30)]],
    [
      "brackets and a description",
      "src/pages/[id].tsx:22-89 — text, more",
      [at("src/pages/[id].tsx", 22, 89)],
    ],
    ["a route group", "(auth)/page.tsx:3", [at("(auth)/page.tsx", 3)]],
    ["a segment in brackets", "[slug]/x.ts:3-4", [at("[slug]/x.ts", 3, 4)]],
    ["spaces in the path", "docs/how to.md:7", [at("docs/how to.md", 7)]],
    ["quotes", "`src/a.ts:3`", [at("src/a.ts", 3)]],
    ["a quoted path", "`src/a.ts`:12", [at("src/a.ts", 12)]],
    ["several", "src/a.ts:1, src/b.ts:4-9 – both", [at("src/a.ts", 1), at("src/b.ts", 4, 9)]],
    [
      "further lines of one file",
      "src/a.ts:1, 12; 20-22",
      [at("src/a.ts", 1), at("src/a.ts", 12), at("src/a.ts", 20, 22)],
    ],
    ["parentheses around several", "(src/a.ts:1, src/b.ts:2).", [at("src/a.ts", 1), at("src/b.ts", 2)]],
    ["line and column", "src/a.ts:12:5", [at("src/a.ts", 12)]],
    ["GitHub's line marks", "src/a.ts:L12-L14", [at("src/a.ts", 12, 14)]],
    ["a description without a dash", "src/a.ts:12 does it", [at("src/a.ts", 12)]],
    ["a leading ./", "./src/a.ts:1", [at("src/a.ts", 1)]],
    ["no ending", "Makefile:3", [at("Makefile", 3)]],
  ])("reads %s", (_what, text, expected) => {
    expect(parseCitations(text)).toEqual(expected);
    expect(parseCitation(text)).toEqual(expected[0]);
  });

  test.each([
    ["nothing", ""],
    ["words", "done as described"],
    ["a path without a line", "src/a.ts"],
    ["line zero", "src/a.ts:0"],
    ["a range that runs backwards", "src/a.ts:9-3"],
    ["a way out of the repository", "../secret:3"],
    ["a way out in the middle", "src/../../secret:3"],
    ["an absolute path", "/etc/passwd:3"],
    ["an address", "https://example.org:80"],
    ["a backslash", "src\\a.ts:3"],
    ["a citation in the description only", "done — src/a.ts:3"],
  ])("finds none in %s", (_what, text) => {
    expect(parseCitations(text)).toEqual([]);
  });

  test("reads fifty at most", () => {
    expect(parseCitations("a:1,".repeat(400))).toHaveLength(50);
  });
});

describe("formatCitation", () => {
  test("writes what parseCitation reads", () => {
    expect(formatCitation(at("src/a.ts", 3))).toBe("src/a.ts:3");
    expect(formatCitation(at("src/a.ts", 3, 5))).toBe("src/a.ts:3-5");
  });
});
