import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../../../src/core/config/config.ts";
import { readHistory } from "../../../../../src/core/sprint/history/read-history.ts";
import type { RecordedChange } from "../../../../../src/core/sprint/history/recorded-change.ts";
import { parseBoard } from "../../../../../src/core/sprint/parse-board.ts";
import { storyFilesToRead } from "../../../../../src/core/sprint/story-files.ts";
import { boardText } from "../../../../support/planning-sprint.ts";

const BOARD_PATH = "docs/stories/sprint-status.yaml";
const BOARD = parseBoard(
  boardText([
    "epic-1: in-progress",
    "1-1-login: done",
    "1-2-logout: done",
    "1-3-profile: review",
    "1-4-later: backlog",
  ]),
  BOARD_PATH,
);
const PATHS = [BOARD_PATH, "docs/stories/1-1-login.md", "docs/stories/1-2-logout.md", "docs/epics.md"];
const FILES = storyFilesToRead({ board: BOARD, paths: PATHS, config: DEFAULT_CONFIG });

function touchedBy(
  ...changes: readonly Partial<RecordedChange>[]
): Readonly<Record<string, readonly string[]>> {
  const whole = changes.map((change) => ({
    subject: "work",
    story: undefined,
    paths: ["src/a.ts"],
    ...change,
  }));
  return Object.fromEntries(readHistory({ changes: whole, board: BOARD, files: FILES }).touched);
}

describe("a commit", () => {
  it.each([
    ["feat(1-1): log in", "1-1-login"],
    ["feat(1-1-login): log in", "1-1-login"],
    ["fix(story-1.2)!: log out twice", "1-2-logout"],
    ["Story 1.2: log out", "1-2-logout"],
    ["feat: implement story 1-3", "1-3-profile"],
    ["STORY_1-3 profile", "1-3-profile"],
    ["[1-1] log in", "1-1-login"],
    ["Log in (1.1) (#12)", "1-1-login"],
    ["Epic 1 Story 2: log out", "1-2-logout"],
    ["E1-S2 log out", "1-2-logout"],
    ["Merge of 1-2-logout into main", "1-2-logout"],
  ])("called %j is work on %s", (subject, key) => {
    expect(touchedBy({ subject })).toEqual({ [key]: ["src/a.ts"] });
  });

  it.each([
    "Bump to 1.2",
    "1-2 more fixes",
    "release (1.2.0)",
    "feat(v1.2): new version",
    "Meet at 1-1",
    "feat(1-1-another-thing): of an earlier sprint",
    "Stories 1.1-1.3: clean up",
    "Stories 1.1, 1.2 and 1.3",
    "feat(9-9): unknown",
    "feat(1-4): begun, not finished",
    "Epic 1: planning",
  ])("called %j says nothing about a finished story", (subject) => {
    expect(touchedBy({ subject })).toEqual({});
  });

  it("with our trailer is that story's, whatever its first line says", () => {
    expect(touchedBy({ subject: "feat(1-1): x", story: "1-2-logout" })).toEqual({
      "1-2-logout": ["src/a.ts"],
    });
  });

  it("that changes one story's file with code is work on that story", () => {
    expect(touchedBy({ paths: ["src/a.ts", "docs/stories/1-1-login.md"] })).toEqual({
      "1-1-login": ["src/a.ts"],
    });
  });

  it("that changes several stories' files without naming one is nobody's", () => {
    expect(
      touchedBy({ paths: ["src/a.ts", "docs/stories/1-1-login.md", "docs/stories/1-2-logout.md"] }),
    ).toEqual({});
  });

  it("that changes very many files is nobody's", () => {
    const paths = Array.from({ length: 101 }, (_unused, index) => `src/${index}.ts`);
    expect(touchedBy({ subject: "feat(1-1): format everything", paths })).toEqual({});
  });

  it("of two named stories is work on both, of more on none", () => {
    expect(Object.keys(touchedBy({ subject: "Story 1.1 with Story 1.2" }))).toEqual([
      "1-1-login",
      "1-2-logout",
    ]);
    expect(touchedBy({ subject: "[1-1] [1-2] [1-3] all" })).toEqual({});
  });
});

describe("what a story touched", () => {
  it("leaves out the board, stories, epics and documents of planning", () => {
    const paths = [
      BOARD_PATH,
      "docs/stories/1-1-login.md",
      "docs/epics.md",
      "docs/prd.md",
      "_bmad/core/x.yaml",
    ];
    expect(touchedBy({ subject: "feat(1-1): x", paths: [...paths, "src/a.ts", "package.json"] })).toEqual({
      "1-1-login": ["package.json", "src/a.ts"],
    });
  });

  it("adds up over its commits, in any order", () => {
    const one = { subject: "feat(1-1): x", paths: ["src/b.ts"] };
    const other = { subject: "fix(1-1): y", paths: ["src/a.ts", "src/b.ts"] };
    expect(touchedBy(one, other)).toEqual({ "1-1-login": ["src/a.ts", "src/b.ts"] });
    expect(touchedBy(other, one)).toEqual(touchedBy(one, other));
  });
});
