import { describe, expect, it } from "vitest";
import { bestCluster } from "../../../../../src/core/planning/schedule/best-cluster.ts";

interface Case {
  /** The most urgent one first; each is one letter. */
  readonly members: string;
  readonly slots: number;
  readonly conflicts: readonly string[];
}

function clusterOf({ members, slots, conflicts }: Case): string {
  const pairs = new Set(conflicts);
  return bestCluster(members.split(""), slots, (one, other) => pairs.has(`${one}${other}`)).join("");
}

describe("the best cluster", () => {
  it.each([
    ["takes all where nothing is in the way", "abc", 5, [], "abc"],
    ["takes no more than there are slots", "abc", 2, [], "ab"],
    ["takes nothing without a slot", "abc", 0, [], ""],
    ["holds the most urgent one even if others alone would be more", "abcd", 3, ["ab", "ac", "ad"], "a"],
    ["passes over one that would keep two others back", "abcd", 3, ["bc", "bd"], "acd"],
    ["keeps the more urgent one where two are alike", "abcd", 2, ["bc", "bd"], "ab"],
    ["is the largest around the most urgent one", "abcdef", 4, ["bd", "be", "cd", "ce", "cf"], "adef"],
  ] as const)("$0", (...[, members, slots, conflicts, cluster]) => {
    expect(clusterOf({ members, slots, conflicts })).toBe(cluster);
  });

  it("answers at once where very many clusters are of the same size", () => {
    const members = Array.from({ length: 200 }, (_unused, index) => index);
    const found = bestCluster(members, 24, (one, other) => (one ^ other) === 1 || (one * other) % 7 === 3);
    expect(found[0]).toBe(0);
    expect(found.length).toBeGreaterThan(3);
  });
});
