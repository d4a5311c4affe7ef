import { describe, expect, it } from "vitest";
import { findStory } from "../../../../../src/core/planning/explain/find-story.ts";
import { shortNames, withShortNames } from "../../../../../src/core/planning/explain/short-names.ts";
import { parseBoard } from "../../../../../src/core/sprint/parse-board.ts";
import { boardText } from "../../../../support/planning-sprint.ts";

const BOARD = parseBoard(
  boardText([
    "epic-1: in-progress",
    "1-1-login: done",
    "1-2-logout: backlog",
    "epic-2: backlog",
    "2-1a-watering-plan: backlog",
    "2-1b-watering-report: backlog",
  ]),
  "board.yaml",
);

describe("a story that somebody names", () => {
  it.each([
    ["1-2-logout", "1-2-logout"],
    ["1-2", "1-2-logout"],
    ["1.2", "1-2-logout"],
    ["Story 1.2", "1-2-logout"],
    ["2-1b", "2-1b-watering-report"],
  ])("as %s is %s", (word, key) => {
    expect(findStory(word, BOARD)).toEqual({ kind: "found", key });
  });

  it.each([
    ["1-9-logout", "There is no story `1-9-logout` on the board.", "Did you mean `1-2-logout`?"],
    ["1-9", "There is no story `1-9` on the board.", "Epic 1 has `1-1`, `1-2`."],
    ["7.3", "There is no story `7.3` on the board.", "The board has the epics `1`, `2`."],
    ["watering", "There is no story", "Did you mean `2-1a-watering-plan`, `2-1b-watering-report`?"],
    ["epic-1", "`epic-1` is an epic, not a story.", "Its stories are `1-1-login`, `1-2-logout`."],
    [
      "2-1",
      "`2-1` fits `2-1a-watering-plan`, `2-1b-watering-report`.",
      "Write the whole key of one of them.",
    ],
    ["zzzzzz", "There is no story `zzzzzz`", "The board has `1-1-login`"],
  ])("as %s is answered with what could be meant", (word, message, hint) => {
    const found = findStory(word, BOARD);
    const problem = found.kind === "problem" ? found.problem : undefined;
    expect(problem?.message).toContain(message);
    expect(problem?.hint).toContain(hint);
  });
});

describe("short names", () => {
  it("find the story they stand for again", () => {
    for (const [key, short] of shortNames(BOARD)) {
      expect(findStory(short, BOARD)).toEqual({ kind: "found", key });
    }
    expect(shortNames(BOARD).get(BOARD.stories[1]?.key ?? BOARD.stories[0]!.key)).toBe("1-2");
  });

  it("replace keys in sentences and leave paths alone", () => {
    const text = "Finish `1-2-logout`, then read docs/1-2-logout.md and 1-1-login.";
    expect(withShortNames(text, shortNames(BOARD))).toBe(
      "Finish `1-2`, then read docs/1-2-logout.md and 1-1.",
    );
  });
});
