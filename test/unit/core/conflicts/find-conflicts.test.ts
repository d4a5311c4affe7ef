import { describe, expect, it } from "vitest";
import type { Conflict } from "../../../../src/core/conflicts/conflict.ts";
import { conflictsIn } from "../../../support/plan-conflicts.ts";
import { planOf, storyText } from "../../../support/planning-sprint.ts";

function conflictsOf(stories: Readonly<Record<string, string>>): readonly Conflict[] {
  const board = [
    "epic-1: in-progress",
    "epic-2: in-progress",
    ...Object.keys(stories).map((key) => `${key}: backlog`),
  ];
  return conflictsIn(planOf({ board, stories }));
}

function rules(stories: Readonly<Record<string, string>>): readonly string[] {
  return conflictsOf(stories).map(({ rule, strength, stories: [a, b] }) => `${a} ${b} ${rule} ${strength}`);
}

describe("a stated conflict", () => {
  it("rests on a file both stories change, with the lines of both", () => {
    const stories = { "1-1-a": storyText(["src/a.ts"]), "2-1-b": storyText(["src/a.ts", "src/b.ts"]) };
    expect(conflictsOf(stories)).toEqual([
      {
        stories: ["1-1-a", "2-1-b"],
        rule: "shared-file",
        strength: "stated",
        reason: "Both change `src/a.ts`.",
        lines: [
          { file: "docs/sprint-artifacts/1-1-a.md", line: 6, excerpt: "- [ ] Change `src/a.ts`" },
          { file: "docs/sprint-artifacts/2-1-b.md", line: 6, excerpt: "- [ ] Change `src/a.ts`" },
        ],
      },
    ]);
  });

  it("is named once for a pair, however much it shares", () => {
    const files = ["a.ts", "b.ts", "c.ts", "d.ts", "e.ts"].map((name) => `src/${name}`);
    const [conflict, ...others] = conflictsOf({ "1-1-a": storyText(files), "2-1-b": storyText(files) });
    expect(others).toEqual([]);
    expect(conflict?.reason).toBe("Both change `src/a.ts`, `src/b.ts`, `src/c.ts` and 2 more.");
  });

  it("does not rest on files that are only added to", () => {
    expect(rules({ "1-1-a": storyText(["src/index.ts"]), "2-1-b": storyText(["src/index.ts"]) })).toEqual([]);
  });

  it.each([
    ["`GET /api/users/:id`", "`GET /api/users/{name}`", true],
    ["`GET /api/users`", "`/api/users`", true],
    ["`GET /api/users`", "`POST /api/users`", false],
  ])("between %s and %s: %s", (first, second, isConflict) => {
    const found = rules({
      "1-1-a": storyText(["src/a.ts"], first),
      "2-1-b": storyText(["src/b.ts"], second),
    });
    expect(found).toEqual(isConflict ? ["1-1-a 2-1-b shared-endpoint stated"] : []);
  });

  it("rests on the structure of the database", () => {
    const stories = {
      "1-1-a": storyText(["db/migrations/1.sql"]),
      "2-1-b": storyText(["db/migrations/2.sql"]),
    };
    expect(rules(stories)).toEqual(["1-1-a 2-1-b database-schema stated"]);
  });

  it("rests on a dependency, direct or by other stories", () => {
    const stories = {
      "1-1-a": storyText(["src/a.ts"]),
      "2-1-b": storyText(["lib/b.ts"], "Depends on: Story 1.1"),
      "2-2-c": storyText(["web/c.ts"], "Depends on: Story 2.1"),
    };
    expect(rules(stories)).toEqual([
      "1-1-a 2-1-b dependency stated",
      "1-1-a 2-2-c dependency stated",
      "2-1-b 2-2-c dependency stated",
    ]);
    expect(conflictsOf(stories)[1]).toMatchObject({
      reason: "2-2-c depends, by other stories, on 1-1-a.",
      lines: [{ excerpt: "Depends on: Story 2.1" }, { excerpt: "Depends on: Story 1.1" }],
    });
  });
});

describe("an assumed conflict", () => {
  it("holds a story whose footprint is unknown back from the others of its epic", () => {
    const stories = { "1-1-a": storyText([]), "1-2-b": storyText(["src/b.ts"]), "2-1-c": storyText([]) };
    expect(rules(stories)).toEqual(["1-1-a 1-2-b unknown-footprint assumed"]);
  });

  it("holds stories of one epic apart that work in the same place", () => {
    const stories = { "1-1-a": storyText(["src/api/a.ts"]), "1-2-b": storyText(["src/api/b.ts"]) };
    expect(rules(stories)).toEqual(["1-1-a 1-2-b same-epic assumed"]);
  });

  it("does not hold apart stories of one epic that are clearly independent", () => {
    expect(rules({ "1-1-a": storyText(["src/api/a.ts"]), "1-2-b": storyText(["src/web/b.ts"]) })).toEqual([]);
    expect(rules({ "1-1-a": storyText(["src/a.ts"]), "1-2-b": storyText(["src/b.ts"]) })).toEqual([]);
  });

  it("is not made where a conflict is stated", () => {
    const stories = { "1-1-a": storyText(["src/api/a.ts"]), "1-2-b": storyText(["src/api/a.ts"]) };
    expect(rules(stories)).toEqual(["1-1-a 1-2-b shared-file stated"]);
  });
});

it("finished stories have no conflicts", () => {
  const stories = { "1-1-a": storyText(["src/a.ts"]), "1-2-b": storyText(["src/a.ts"]) };
  expect(conflictsIn(planOf({ board: ["1-1-a: done", "1-2-b: backlog"], stories }))).toEqual([]);
});
