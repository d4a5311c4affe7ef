import { describe, expect, it } from "vitest";
import { NO_CONFLICTS } from "../../../src/core/conflicts/conflict.ts";
import { criticalPath, heaviestClique, lowerBound } from "../../../bench/schedule/lower-bound.ts";
import { measureSchedules } from "../../../bench/schedule/measure-schedules.ts";
import { conflictsOf, randomSprint } from "../../../bench/schedule/random-sprint.ts";
import type { BenchStory } from "../../../bench/schedule/random-sprint.ts";
import { formIndependentClusters } from "../../../bench/seeds/form-independent-clusters.ts";
import { aConflict, key } from "../../support/batch-builders.ts";
import { conflictsFrom } from "../../support/plan-conflicts.ts";
import { seededRandom } from "../../support/seeded-random.ts";

function story(name: string, minutes: number, ...needs: readonly string[]): BenchStory {
  return { key: key(name), epic: "epic-1", needs: needs.map(key), files: new Set(), tasks: 1, minutes };
}

describe("the benchmark of schedules", () => {
  it("finds the rolling schedule within a tenth of the bound, and shorter than both others", () => {
    const { rolling, waves, seeds } = measureSchedules({ stories: 20, workers: 3 }, 40);
    expect(rolling).toBeGreaterThanOrEqual(1);
    expect(rolling).toBeLessThanOrEqual(1.1);
    expect(Math.min(waves, seeds)).toBeGreaterThan(rolling + 0.1);
  });

  it("bounds a sprint by its longest chain, its work per worker and its heaviest clique", () => {
    const stories = [story("a", 5), story("b", 4), story("c", 3, "a"), story("d", 1)];
    const conflicts = conflictsFrom([aConflict("a", "b"), aConflict("b", "c"), aConflict("a", "c")]);
    expect(criticalPath(stories)).toBe(8);
    expect(heaviestClique(stories, conflicts)).toBe(12);
    expect(lowerBound(stories, NO_CONFLICTS, 3)).toBe(8);
    expect(lowerBound(stories, NO_CONFLICTS, 1)).toBe(13);
    expect(lowerBound(stories, conflicts, 3)).toBe(12);
  });

  it("makes the same sprint of the same seed, in which stories need earlier ones only", () => {
    const sprint = randomSprint(seededRandom(7), 30);
    expect(randomSprint(seededRandom(7), 30)).toEqual(sprint);
    const keys = sprint.map((each) => each.key);
    for (const [index, { needs }] of sprint.entries()) {
      for (const needed of needs) expect(keys.indexOf(needed)).toBeLessThan(index);
    }
    const conflicts = conflictsOf(sprint);
    expect(keys.some((one) => keys.some((other) => conflicts.between(one, other)))).toBe(true);
  });

  it("forms clusters as the first rules do, the largest first", () => {
    const clusters = formIndependentClusters([1, 2, 3, 4, 5], (a, b) => a === 1 || b === 1 || a + b === 5);
    expect(clusters).toEqual([[2, 4, 5], [1], [3]]);
  });
});
