import { describe, expect, test } from "vitest";
import type { StoryCondition, StoryState } from "../../../../../src/core/batch/batch-state.ts";
import { boardStep, statusRank } from "../../../../../src/core/batch/steps/board-status.ts";
import { aStory, key } from "../../../../support/batch-builders.ts";

type Memory = StoryState["board"];

const DISPATCHED: StoryCondition = { kind: "dispatched" };
const DELIVERED: StoryCondition = { kind: "delivered", pullRequest: 4 };
const MERGED: StoryCondition = { kind: "merged", pullRequest: 4 };
const FAILED: StoryCondition = { kind: "failed", reasons: ["no"] };
const OURS: Memory = { before: "drafted", written: "in-progress" };

interface Row {
  readonly condition: StoryCondition;
  readonly memory: Memory;
  readonly observed: string;
  readonly to: string | undefined;
  readonly after: Memory;
}

describe("boardStep", () => {
  test.each<[name: string, row: Row]>([
    [
      "raises a dispatched story to in-progress",
      {
        condition: DISPATCHED,
        memory: null,
        observed: "ready-for-dev",
        to: "in-progress",
        after: { before: "ready-for-dev", written: "in-progress" },
      },
    ],
    [
      "remembers the first status through several of ours",
      {
        condition: DELIVERED,
        memory: OURS,
        observed: "in-progress",
        to: "review",
        after: { before: "drafted", written: "review" },
      },
    ],
    [
      "writes again what was decided but never arrived",
      { condition: DISPATCHED, memory: OURS, observed: "drafted", to: "in-progress", after: OURS },
    ],
    [
      "takes an earlier word of ours for ours while the later write has not arrived",
      {
        condition: DELIVERED,
        memory: { before: "drafted", written: "review" },
        observed: "in-progress",
        to: "review",
        after: { before: "drafted", written: "review" },
      },
    ],
    [
      "remembers what people wrote in between as what they want back",
      {
        condition: DISPATCHED,
        memory: { before: "backlog", written: "in-progress" },
        observed: "drafted",
        to: "in-progress",
        after: OURS,
      },
    ],
    [
      "raises a merged story to done whatever we wrote before",
      {
        condition: MERGED,
        memory: null,
        observed: "review",
        to: "done",
        after: { before: "review", written: "done" },
      },
    ],
    [
      "writes nothing over a status further on",
      { condition: DISPATCHED, memory: null, observed: "review", to: undefined, after: null },
    ],
    [
      "writes nothing over a foreign spelling of the same status",
      { condition: DELIVERED, memory: null, observed: "In Review", to: undefined, after: null },
    ],
    [
      "leaves a word alone that is no step of a story's way",
      { condition: DISPATCHED, memory: null, observed: "blocked", to: undefined, after: null },
    ],
    [
      "gives back what stood there when the story failed",
      { condition: FAILED, memory: OURS, observed: "in-progress", to: "drafted", after: OURS },
    ],
    [
      "gives back what stood there although the last write never arrived",
      {
        condition: FAILED,
        memory: { before: "drafted", written: "review" },
        observed: "in-progress",
        to: "drafted",
        after: { before: "drafted", written: "review" },
      },
    ],
    [
      "gives nothing back where our word already stood before us",
      {
        condition: FAILED,
        memory: { before: "in-progress", written: "review" },
        observed: "in-progress",
        to: undefined,
        after: null,
      },
    ],
    [
      "forgets what it wrote once the board shows the old status again",
      { condition: FAILED, memory: OURS, observed: "drafted", to: undefined, after: null },
    ],
    [
      "leaves a status that a person wrote meanwhile",
      { condition: FAILED, memory: OURS, observed: "review", to: undefined, after: null },
    ],
    [
      "gives nothing back that it never wrote",
      { condition: FAILED, memory: null, observed: "in-progress", to: undefined, after: null },
    ],
    [
      "keeps the status of a story that is about to be tried again",
      { condition: { kind: "queued" }, memory: OURS, observed: "in-progress", to: undefined, after: OURS },
    ],
    [
      "takes the skipped story's status back",
      {
        condition: { kind: "skipped", dependency: key("1-0-x"), reason: "no" },
        memory: OURS,
        observed: "in-progress",
        to: "drafted",
        after: OURS,
      },
    ],
  ])("%s", (_, { condition, memory, observed, to, after }) => {
    const step = boardStep(aStory("1-1-a", { condition, board: memory }), "running", observed);

    expect(step.change?.to).toBe(to);
    expect(step.memory).toEqual(after);
  });

  test("gives an untried story of a halted batch back to others", () => {
    const step = boardStep(aStory("1-1-a", { board: OURS }), "halted", "in-progress");

    expect(step.change).toEqual({ from: "in-progress", to: "drafted" });
  });
});

describe("statusRank", () => {
  test("knows the words of both vocabularies in the order of a story's way", () => {
    const ranks = ["backlog", "drafted", "ready-for-dev", "in_progress", "In Review", "done"].map(statusRank);

    expect(ranks).toEqual([0, 1, 1, 2, 3, 4]);
  });

  test("knows nothing of words that people invented", () => {
    expect(statusRank("locked-worker-1")).toBeUndefined();
  });
});
