import { describe, expect, test } from "vitest";
import { citedPaths } from "../../../../src/core/evidence/cited-paths.ts";
import { findMarks } from "../../../../src/core/evidence/marks.ts";
import { bodyOf, parseEvidence, readEvidence } from "../../../../src/core/evidence/read-evidence.ts";
import { change, evidenceInput, evidenceParts, STORY } from "../../../support/evidence-files.ts";

describe("readEvidence", () => {
  test("reads every kind of a full set", () => {
    const readings = readEvidence(evidenceInput(evidenceParts()).files, STORY);

    expect(Object.values(readings).map((reading) => reading.kind)).toEqual(
      Array.from({ length: 7 }, () => "read"),
    );
    expect(bodyOf(readings.builder)?.session).toBe("builder-1");
  });

  test("says that nothing is there", () => {
    expect(readEvidence(new Map(), STORY).builder).toEqual({ kind: "absent" });
  });
});

describe("parseEvidence", () => {
  test.each([
    ["no JSON", "{", "not valid JSON"],
    ["another kind", '{"kind":"review"}', "schemaVersion: "],
    ["a number", "7", "expected object"],
    ["far too much", " ".repeat(4_000_001), "larger than 4000000 characters"],
  ])("says what is wrong with %s", (_what, text, reason) => {
    const reading = parseEvidence(text, "builder");

    expect(reading.kind).toBe("unreadable");
    expect(reading).toHaveProperty("reason", expect.stringContaining(reason));
  });
});

describe("citedPaths", () => {
  test("names each cited path once", () => {
    const parts = evidenceParts();
    parts.builder.tasks_addressed.push({ task: "x", evidence: "src/app.ts:1, src/c.ts:2", action: "y" });

    expect(citedPaths(evidenceInput(parts).files, STORY)).toEqual(["src/badge.ts", "src/app.ts", "src/c.ts"]);
  });

  test("names none without a builder artifact", () => {
    expect(citedPaths(new Map(), STORY)).toEqual([]);
  });
});

describe("findMarks", () => {
  const context = { storyPath: "docs/s.md", footprint: [] };

  test.each([
    [".github/workflows/ci.yml", "continuous integration"],
    ["package-lock.json", "a lockfile"],
    ["web/pnpm-lock.yaml", "a lockfile"],
    ["package.json", "test scripts or configuration"],
    ["vitest.config.ts", "test scripts or configuration"],
    ["AGENTS.md", "instructions for agents"],
    ["docs/CLAUDE.md", "instructions for agents"],
    [".claude/settings.json", "instructions for agents"],
    [".gitattributes", "how git treats files"],
    [".gitmodules", "how git treats files"],
  ])("marks %s", (path, what) => {
    expect(findMarks([change(path, "modified", "1")], context)).toEqual([`Changes ${what}: ${path}.`]);
  });

  test("marks files that can be executed", () => {
    const script = { ...change("run.sh", "added", "1"), mode: "100755" as const };

    expect(findMarks([script], context)).toEqual(["Executable files: run.sh."]);
  });

  test("marks what lies outside the footprint, except tests and the story file", () => {
    const changes = [
      change("src/a.ts", "modified", "1"),
      change("lib/deep/b.ts", "added", "2"),
      change("src/a.test.ts", "added", "3"),
      change("docs/s.md", "modified", "4"),
      change("other.ts", "modified", "5"),
    ];
    const marks = findMarks(changes, { storyPath: "docs/s.md", footprint: ["src/a.ts", "lib/"] });

    expect(marks).toEqual(["Outside the story's footprint: other.ts."]);
  });

  test("marks nothing for ordinary files and an unknown footprint", () => {
    expect(findMarks([change("src/a.ts", "modified", "1")], context)).toEqual([]);
  });
});
