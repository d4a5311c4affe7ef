import { describe, expect, it } from "vitest";
import { buildSnapshot } from "../../../../src/core/sprint/build-snapshot.ts";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import type { SprintSnapshot } from "../../../../src/core/sprint/sprint.ts";
import { boardText } from "../../../support/planning-sprint.ts";

const BOARD = parseBoard(boardText(["epic-1: backlog", "1-1-a: backlog", "1-2-b: backlog"]), "b.yaml");

/** A sprint without story files, described by epics files alone. */
function describedBy(...texts: readonly string[]): SprintSnapshot {
  const epics = texts.map((_text, index) => `docs/epics-${index}.md`);
  return buildSnapshot({
    commit: "c0ffee",
    board: BOARD,
    files: {
      stories: new Map(BOARD.stories.map(({ key }) => [key, { path: undefined, tried: [] }])),
      epics,
      problems: [],
    },
    texts: new Map(texts.map((text, index) => [epics[index] ?? "", text])),
    paths: epics,
    pullRequests: [],
  });
}

describe("what epics files say about a story", () => {
  it("is the text below its heading, with the line where it begins", () => {
    const { epicTexts } = describedBy(
      "# Epics\r\n### Story 1.1: A\r\n\r\nAs a cook\r\n\r\nI cook.\r\n\r\n### Story 1.2: B\r\n",
    );
    expect([...epicTexts]).toEqual([
      ["1-1-a", { path: "docs/epics-0.md", line: 4, text: "As a cook\n\nI cook." }],
    ]);
  });

  it("is taken from the first file that says something", () => {
    const { epicTexts } = describedBy(
      "### Story 1.2: B\n",
      "### Story 1.2: B\nfirst\n",
      "### Story 1.2\nsecond\n",
    );
    expect([...epicTexts]).toEqual([["1-2-b", { path: "docs/epics-1.md", line: 2, text: "first" }]]);
  });
});
