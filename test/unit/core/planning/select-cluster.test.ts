import { describe, expect, it } from "vitest";
import type { Conflict } from "../../../../src/core/conflicts/conflict.ts";
import type { Plan, Tier } from "../../../../src/core/planning/plan.ts";
import { selectCluster } from "../../../../src/core/planning/select-cluster.ts";
import { StoryKey } from "../../../../src/core/sprint/story.ts";
import { conflictsFrom } from "../../../support/plan-conflicts.ts";

function keys(...names: readonly string[]): readonly StoryKey[] {
  return names.map((name) => StoryKey.parse(name));
}

function planWith(...conflicts: readonly (readonly [string, string, Conflict["strength"]])[]): Plan {
  return {
    commit: "c0ffee",
    stories: [],
    problems: [],
    conflicts: conflictsFrom(
      conflicts.map(([a, b, strength]) => ({
        stories: [StoryKey.parse(a), StoryKey.parse(b)],
        rule: strength === "stated" ? "shared-file" : "same-folder",
        strength,
        reason: "",
        lines: [],
      })),
    ),
  };
}

const NOTHING = { tierOf: (): Tier => 3, inFlight: [], unmerged: [], foreign: [], slots: 3 };

describe("the next cluster", () => {
  it("takes stories in order as long as they do not conflict and slots are left", () => {
    const plan = planWith(["a", "b", "stated"], ["c", "d", "assumed"]);
    const candidates = keys("a", "b", "c", "d", "e", "f");
    expect(selectCluster({ plan, candidates, ...NOTHING })).toEqual(keys("a", "c", "e"));
    expect(selectCluster({ plan, candidates, ...NOTHING, slots: 0 })).toEqual([]);
  });

  it("keeps every conflict with what is in flight", () => {
    const plan = planWith(["a", "x", "assumed"], ["x", "b", "stated"]);
    const cluster = selectCluster({
      plan,
      candidates: keys("a", "b", "c", "x"),
      ...NOTHING,
      inFlight: keys("x"),
    });
    expect(cluster).toEqual(keys("c"));
  });

  it("keeps only stated conflicts with what others have under way", () => {
    const plan = planWith(["a", "x", "stated"], ["b", "x", "assumed"]);
    const cluster = selectCluster({ plan, candidates: keys("a", "b"), ...NOTHING, foreign: keys("x") });
    expect(cluster).toEqual(keys("b"));
  });

  it("keeps only stated conflicts with what is delivered and not merged", () => {
    const plan = planWith(["a", "x", "assumed"], ["b", "x", "stated"]);
    const cluster = selectCluster({ plan, candidates: keys("a", "b"), ...NOTHING, unmerged: keys("x") });
    expect(cluster).toEqual(keys("a"));
  });

  it("passes over a story that keeps two others back, but not over one of an earlier tier", () => {
    const plan = planWith(["b", "c", "stated"], ["b", "d", "stated"]);
    const candidates = keys("a", "b", "c", "d");
    expect(selectCluster({ plan, candidates, ...NOTHING })).toEqual(keys("a", "c", "d"));
    function tierOf(key: StoryKey): Tier {
      return key === "a" || key === "b" ? 1 : 2;
    }
    expect(selectCluster({ plan, candidates, ...NOTHING, tierOf })).toEqual(keys("a", "b"));
  });

  it("goes on behind the first 24 when those do not fill the slots", () => {
    const hub = Array.from({ length: 30 }, (_unused, index) => `s${index}`);
    const pairs = hub.flatMap((one, index) =>
      hub.slice(index + 1).map((other): readonly [string, string, "stated"] => [one, other, "stated"]),
    );
    const candidates = keys(...hub, "x", "y");
    expect(selectCluster({ plan: planWith(...pairs), candidates, ...NOTHING })).toEqual(keys("s0", "x", "y"));
  });

  it("never takes one story twice", () => {
    expect(selectCluster({ plan: planWith(), candidates: keys("a", "a"), ...NOTHING })).toEqual(keys("a"));
  });
});
