import { describe, expect, test } from "vitest";
import { changeLines, changeSummary, readPurposes } from "../../../../src/core/evidence/change-lines.ts";
import { formatNarrative, parseNarrative } from "../../../../src/core/evidence/narrative.ts";
import { change } from "../../../support/evidence-files.ts";

const LOG = `[14:32] PREPARE — 8 unchecked tasks, 4 checked
[14:37] BUILD DONE — 3 new, 2 modified (847 lines)
  + src/ledger.ts — rows of the ledger
  ~ src/pages/[id].tsx:22-89 — shows them
[14:41] VERIFY DONE — 1 MUST_FIX
  🔴 MUST_FIX Badge has no label
`;

describe("parseNarrative", () => {
  test("reads stamped lines and their details", () => {
    const lines = parseNarrative(LOG);

    expect(lines.map((line) => [line.time, line.phase, line.isDone])).toEqual([
      ["14:32", "PREPARE", false],
      ["14:37", "BUILD", true],
      [null, null, false],
      [null, null, false],
      ["14:41", "VERIFY", true],
      [null, null, false],
    ]);
    expect(lines[2]?.text).toBe("+ src/ledger.ts — rows of the ledger");
  });

  test("is the reverse of formatNarrative", () => {
    expect(`${parseNarrative(LOG).map(formatNarrative).join("\n")}\n`).toBe(LOG);
  });

  test.each([
    ["an unknown phase", "[14:32] DANCE — text"],
    ["no stamp", "PREPARE — text"],
    ["an empty detail", "    "],
    ["nothing", ""],
  ])("drops a line with %s", (_what, line) => {
    expect(parseNarrative(line)).toEqual([]);
  });

  test("reads other dashes and Windows line ends", () => {
    expect(parseNarrative("[14:32] BUILD - go\r\n[14:33] BUILD DONE – went\r\n")).toHaveLength(2);
  });

  test("cuts what is too wide and stops where it is too long", () => {
    expect(parseNarrative(`  ${"x".repeat(100_000)}`)[0]?.text.length).toBeLessThan(600);
    expect(parseNarrative("  detail\n".repeat(100_000))).toHaveLength(2000);
  });
});

describe("formatNarrative", () => {
  test("keeps every line one line", () => {
    const line = {
      time: "10:00",
      phase: "BUILD",
      isDone: false,
      text: "a\n[10:01] COMMIT — forged",
    } as const;

    expect(formatNarrative(line)).toBe("[10:00] BUILD — a [10:01] COMMIT — forged");
  });
});

describe("the lines of a change", () => {
  const changes = [
    change("src/new.ts", "added", "1"),
    change("src/old.ts", "modified", "2"),
    change("src/gone.ts", "deleted", "3"),
  ];

  test("count files and added lines", () => {
    expect(changeSummary(changes)).toBe("1 new, 1 modified, 1 deleted (30 lines)");
  });

  test("name purposes, which are read back", () => {
    const lines = changeLines(changes, new Map([["src/new.ts", "the new thing"]]));

    expect(lines.map((line) => line.text)).toEqual([
      "+ src/new.ts — the new thing",
      "~ src/old.ts",
      "- src/gone.ts",
    ]);
    expect(readPurposes(lines)).toEqual(new Map([["src/new.ts", "the new thing"]]));
  });

  test("leave the lines of a range out of the path", () => {
    expect(readPurposes(parseNarrative(LOG)).get("src/pages/[id].tsx")).toBe("shows them");
  });

  test("are thirty at most, with a count of the rest", () => {
    const many = Array.from({ length: 40 }, (_, index) => change(`f${index}.ts`, "added", "1"));
    const lines = changeLines(many, new Map());

    expect(lines).toHaveLength(31);
    expect(lines.at(-1)?.text).toBe("… and 10 more files");
  });
});
