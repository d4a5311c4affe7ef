import { describe, expect, it } from "vitest";
import {
  lookQuery,
  lookVariables,
  storyPullRequests,
} from "../../../../../src/adapters/github/repository/look-query.ts";
import { StoryKey } from "../../../../../src/core/sprint/story.ts";

const GATE = StoryKey.parse("1-1-gate");

function facts(change: object = {}): object {
  return {
    number: 5,
    state: "OPEN",
    isDraft: false,
    headRefName: "batch-stories/story/1-1-gate",
    headRefOid: "a".repeat(40),
    isCrossRepository: false,
    reviewDecision: null,
    commits: { nodes: [{ commit: { statusCheckRollup: null } }] },
    ...change,
  };
}

function seen(...nodes: readonly object[]): ReturnType<typeof storyPullRequests> {
  return storyPullRequests({ branch: null, open: { nodes } });
}

describe("storyPullRequests", () => {
  it("reads what a pull request of a story says", () => {
    expect(seen(facts())).toEqual([
      { number: 5, story: GATE, state: "open", isDraft: false, needsFixes: false, headSha: "a".repeat(40) },
    ]);
  });

  it.each([
    ["a fork's branch of the same name", { isCrossRepository: true }],
    ["a branch that is no story's", { headRefName: "feature/1-1-gate" }],
    ["a branch whose key is none", { headRefName: "batch-stories/story/../../x" }],
  ])("takes no notice of %s", (_, change) => {
    expect(seen(facts(change))).toEqual([]);
  });

  it.each([
    ["a person asked for changes", { reviewDecision: "CHANGES_REQUESTED" }],
    ["a check fails", { commits: { nodes: [{ commit: { statusCheckRollup: { state: "FAILURE" } } }] } }],
  ])("needs fixes when %s", (_, change) => {
    expect(seen(facts(change))[0]?.needsFixes).toBe(true);
  });

  it("keeps the open one of a story, else the newest of those that are over", () => {
    const old = facts({ number: 3, state: "CLOSED" });
    const merged = facts({ number: 4, state: "MERGED" });

    expect(seen(facts(), merged, old).map(({ number }) => number)).toEqual([5]);
    expect(seen(merged, old).map(({ number, state }) => [number, state])).toEqual([[4, "merged"]]);
  });

  it("sees ours although forks opened newer ones from branches of the same name", () => {
    const forks = [8, 7, 6].map((number) => facts({ number, isCrossRepository: true }));
    const lists = { open: { nodes: [] }, s0: { nodes: [...forks, facts()] } };

    expect(storyPullRequests(lists).map(({ number }) => number)).toEqual([5]);
    expect(lookQuery([GATE], true)).toContain("s0: pullRequests(headRefName: $s0, first: 20,");
  });

  it("names each pull request once, though two lists show it", () => {
    const lists = { open: { nodes: [facts()] }, s0: { nodes: [facts()] } };

    expect(storyPullRequests(lists)).toHaveLength(1);
  });
});

describe("lookQuery", () => {
  it("asks for each story by a variable, never by its text", () => {
    const query = lookQuery([GATE], true);

    expect(query).not.toContain("gate");
    expect(lookVariables([GATE], "main")).toEqual({
      s0: "batch-stories/story/1-1-gate",
      branch: "refs/heads/main",
    });
  });
});
