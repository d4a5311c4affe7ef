import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import { explainStory } from "../../../../src/core/planning/explain/explain-story.ts";
import { planSprint } from "../../../../src/core/planning/plan-sprint.ts";
import { buildSnapshot } from "../../../../src/core/sprint/build-snapshot.ts";
import { parseBoard } from "../../../../src/core/sprint/parse-board.ts";
import { storyFilesToRead } from "../../../../src/core/sprint/story-files.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";
import { boardText } from "../../../support/planning-sprint.ts";

describe("a story whose file is too large or no text", () => {
  const board = parseBoard(boardText(["1-1-a: backlog", "1-2-b: banana"]), "docs/sprint-status.yaml");
  const paths = ["docs/1-1-a.md", "docs/1-2-b.md"];
  const files = storyFilesToRead({ board, paths, config: DEFAULT_CONFIG });
  const snapshot = buildSnapshot({
    commit: "c0ffee",
    board,
    files,
    texts: new Map(),
    paths,
    pullRequests: [],
  });
  const plan = planSprint(snapshot, { config: DEFAULT_CONFIG, filter: {}, own: new Set() });

  function releaseOf(key: string): unknown {
    return explainStory(StoryKey.parse(key), { plan, snapshot, startsNow: [], maxWorkers: 1 })?.release;
  }

  it("is unreadable, not without a file", () => {
    expect(plan.stories.find(({ key }) => key === "1-1-a")?.disposition).toMatchObject({
      because: "unreadable",
      reason: "`docs/1-1-a.md` could not be read: it is not text, or larger than 1 MB.",
    });
  });

  it("is released by another file, and by its status where that is what is wrong", () => {
    expect(releaseOf("1-1-a")).toMatchObject([
      { action: expect.stringContaining("UTF-8"), at: { file: "docs/1-1-a.md" } },
    ]);
    expect(releaseOf("1-2-b")).toMatchObject([{ action: expect.stringContaining("a status that is known") }]);
  });
});
