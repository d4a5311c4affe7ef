import { describe, expect, test } from "vitest";
import { BatchState } from "../../../../src/core/batch/batch-state.ts";
import { brokenInvariants } from "../../../../src/core/batch/batch-invariants.ts";
import { startBatch } from "../../../../src/core/batch/start-batch.ts";
import type { StoryFilter } from "../../../../src/core/commands/command.ts";
import { DEFAULT_CONFIG } from "../../../../src/core/config/config.ts";
import type { PlannedStory } from "../../../../src/core/planning/plan.ts";
import {
  aPlan,
  BATCH,
  deepFreeze,
  NOW,
  planned,
  sha,
  waitsFor,
  waitsForMerge,
} from "../../../support/batch-builders.ts";

const EXCLUDED: Partial<PlannedStory> = {
  disposition: { kind: "excluded", because: "done", reason: "It is done." },
};

function start(stories: readonly PlannedStory[], filter: StoryFilter = {}): BatchState {
  return startBatch(
    deepFreeze({
      id: BATCH,
      repository: { owner: "acme", name: "shop" },
      origin: { kind: "comment", issue: 1, commentId: 100 },
      command: { by: "ada", text: "/batch-stories" },
      config: DEFAULT_CONFIG,
      filter,
      base: { branch: "main", sha: sha(1) },
      boardPath: "docs/sprint-status.yaml",
      plan: aPlan(stories),
      now: NOW,
    }),
  );
}

function keysOf(state: BatchState): readonly string[] {
  return state.stories.map((story) => story.key);
}

describe("startBatch", () => {
  test("takes ready stories, then waiting ones, and leaves out the excluded", () => {
    const state = start([
      planned("1-2-b"),
      planned("1-1-a"),
      planned("1-3-c", waitsFor("1-2-b")),
      planned("1-4-d", EXCLUDED),
    ]);

    expect(state.stories.map((story) => [story.key, story.condition])).toEqual([
      ["1-2-b", { kind: "queued" }],
      ["1-1-a", { kind: "queued" }],
      ["1-3-c", { kind: "waiting", for: ["needs 1-2-b"] }],
    ]);
  });

  test.each<[limit: number, keys: readonly string[]]>([
    [1, ["1-1-a"]],
    [2, ["1-1-a", "1-2-b"]],
    [3, ["1-1-a", "1-2-b", "1-4-d"]],
    [9, ["1-1-a", "1-2-b", "1-3-c", "1-4-d"]],
  ])("takes at most %i stories, ready ones first, then those that need nothing else", (limit, keys) => {
    const stories = [
      planned("1-1-a"),
      planned("1-2-b"),
      planned("1-3-c", waitsFor("1-4-d")),
      planned("1-4-d", waitsFor("1-2-b")),
      planned("1-5-e", waitsFor("1-1-a", "9-9-elsewhere")),
      planned("1-6-f", waitsForMerge("1-0-before", 12)),
    ];

    expect(keysOf(start(stories, { limit }))).toEqual(keys);
  });

  test("keeps the bounds of the schema whatever the plan holds", () => {
    const state = start([
      planned("1-1-a", { title: "t".repeat(400), epic: "e".repeat(400), path: undefined }),
      planned("1-2-b", waitsFor(...Array.from({ length: 80 }, (_, index) => `1-9-${index}`))),
    ]);

    expect(BatchState.safeParse(state).error).toBeUndefined();
    expect(brokenInvariants(state)).toEqual([]);
  });
});
