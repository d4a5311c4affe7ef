import { describe, expect, it } from "vitest";
import { NO_CONFLICTS } from "../../../../../src/core/conflicts/conflict.ts";
import { conflictLoads } from "../../../../../src/core/planning/schedule/conflict-loads.ts";
import { heaviestTails } from "../../../../../src/core/planning/schedule/heaviest-tails.ts";
import { aConflict, key } from "../../../../support/batch-builders.ts";
import { conflictsFrom } from "../../../../support/plan-conflicts.ts";

function waiters(edges: Readonly<Record<string, readonly string[]>>): Parameters<typeof heaviestTails>[0] {
  const entries = Object.entries(edges);
  return {
    waiters: new Map(entries.map(([name, others]) => [key(name), others.map(key)])),
    weightOf: () => 1,
  };
}

function weighed(weights: Readonly<Record<string, number>>): Parameters<typeof conflictLoads>[0] {
  return Object.entries(weights).map(([name, weight]) => ({ key: key(name), weight }));
}

describe("the heaviest tail of a story", () => {
  it("is the longest chain of those who wait, itself included", () => {
    const tails = heaviestTails(waiters({ a: ["b", "c"], b: ["d"], c: [], d: [], e: [] }));
    expect(Object.fromEntries(tails)).toEqual({ a: 3, b: 2, c: 1, d: 1, e: 1 });
  });

  it("counts the work in each", () => {
    const weights = new Map([
      [key("b"), 5],
      [key("d"), 2],
    ]);
    const input = waiters({ a: ["b", "c"], b: [], c: [], d: [] });
    const tails = heaviestTails({ ...input, weightOf: (story) => weights.get(story) ?? 1 });
    expect(Object.fromEntries(tails)).toEqual({ a: 6, b: 5, c: 1, d: 2 });
  });

  it("is found along chains that are longer than the call stack", () => {
    const size = 50_000;
    const edges = Array.from({ length: size }, (_unused, index): [string, readonly string[]] => [
      `s${index}`,
      index + 1 < size ? [`s${index + 1}`] : [],
    ]);
    expect(heaviestTails(waiters(Object.fromEntries(edges))).get(key("s0"))).toBe(size);
  });
});

describe("the load of a story", () => {
  it("is the work of those that all have to take turns with it and with each other", () => {
    const conflicts = conflictsFrom([
      aConflict("a", "b"),
      aConflict("a", "c"),
      aConflict("b", "c"),
      aConflict("a", "d"),
    ]);
    const loads = conflictLoads(weighed({ a: 1, b: 2, c: 3, d: 4, e: 7 }), conflicts);
    expect(Object.fromEntries(loads)).toEqual({ a: 5, b: 6, c: 6, d: 5, e: 7 });
  });

  it("asks about a bounded number of pairs, however many stories there are", () => {
    let asked = 0;
    const counting = {
      between: (...pair: Parameters<typeof NO_CONFLICTS.between>) => {
        asked += 1;
        return NO_CONFLICTS.between(...pair);
      },
    };
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_unused, index) => [`s${index}`, 1]));
    expect(conflictLoads(weighed(many), counting).size).toBe(5000);
    expect(asked).toBe((64 * 63) / 2);
  });
});
