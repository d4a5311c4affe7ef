import { describe, expect, test } from "vitest";
import type { BatchState, StoryCondition } from "../../../../../src/core/batch/batch-state.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../../../../src/core/batch/reconcile.ts";
import type { Disposition } from "../../../../../src/core/planning/plan.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anObservation,
  aPlan,
  aPullRequest,
  aStory,
  deepFreeze,
  key,
  OTHER_BATCH,
  planned,
  READY,
  waitsFor,
  waitsForMerge,
} from "../../../../support/batch-builders.ts";

function look(state: BatchState, changes: Partial<Observation> = {}): Reconciliation {
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, changes)));
}

function skips({ state }: Reconciliation): Readonly<Record<string, string>> {
  return Object.fromEntries(
    state.stories.flatMap(({ key: name, condition }) =>
      condition.kind === "skipped" ? [[name, `${condition.dependency}: ${condition.reason}`]] : [],
    ),
  );
}

describe("stories that need something that came to nothing", () => {
  test.each<[StoryCondition]>([
    [{ kind: "failed", reasons: ["no"] }],
    [{ kind: "blocked", reasons: ["no"], critical: false }],
    [{ kind: "cancelled", reason: "no" }],
    [{ kind: "partial", pullRequest: 3, reasons: ["no"] }],
  ])("are skipped after %j, and so are those that need them", (condition) => {
    const state = aBatch([aStory("1-3-c"), aStory("1-1-a", { condition }), aStory("1-2-b"), aStory("1-4-d")]);
    const plan = aPlan([
      planned("1-1-a"),
      planned("1-4-d"),
      planned("1-2-b", waitsFor("1-1-a")),
      planned("1-3-c", waitsFor("1-2-b")),
    ]);

    const result = look(state, { plan });

    expect(skips(result)).toEqual({
      "1-2-b": `1-1-a: it needs 1-1-a, which ended as ${condition.kind}`,
      "1-3-c": "1-2-b: it needs 1-2-b, which ended as skipped",
    });
    expect(result.state.stories.at(-1)?.condition.kind).toBe("dispatched");
  });

  test("are skipped when the pull request they need is closed", () => {
    const state = aBatch([aDeliveredStory("1-1-a", 8), aStory("1-2-b")]);

    const result = look(state, {
      plan: aPlan([planned("1-1-a"), planned("1-2-b", waitsForMerge("1-1-a", 8))]),
      pullRequests: [aPullRequest("1-1-a", 8, { state: "closed" })],
    });

    expect(skips(result)).toEqual({ "1-2-b": "1-1-a: it needs 1-1-a, which ended as cancelled" });
    expect(result.state.condition.kind).toBe("finished");
  });

  test("are spared when the plan calls them ready, since the work was done elsewhere", () => {
    const state = aBatch([
      aStory("1-1-a", { condition: { kind: "failed", reasons: ["no"] } }),
      aStory("1-2-b"),
    ]);
    const plan = aPlan([planned("1-1-a"), planned("1-2-b", { dependsOn: [key("1-1-a")] })]);

    const result = look(state, { plan });

    expect(skips(result)).toEqual({});
    expect(result.state.stories[1]?.condition.kind).toBe("dispatched");
  });

  test("wait while what they need is in flight", () => {
    const state = aBatch([aDispatchedStory("1-1-a"), aStory("1-2-b")]);

    const result = look(state, { plan: aPlan([planned("1-1-a"), planned("1-2-b", waitsFor("1-1-a"))]) });

    expect(result.state.stories[1]?.condition).toEqual({ kind: "waiting", for: ["needs 1-1-a"] });
  });
});

describe("stories that need something outside the batch", () => {
  const OUT: Disposition = { kind: "excluded", because: "filtered-out", reason: "Left out by the filter." };
  const ELSEWHERE: Disposition = {
    kind: "excluded",
    because: "in-progress-elsewhere",
    reason: "Somebody works on it.",
  };

  test.each<[string, Disposition, skipped: boolean]>([
    ["are skipped when nobody will do it", OUT, true],
    ["are skipped when the batch's limit left it out", READY, true],
    ["wait when somebody does it", ELSEWHERE, false],
  ])("%s", (_, disposition, skipped) => {
    const plan = aPlan([planned("9-1-z", { disposition }), planned("1-1-a", waitsFor("9-1-z"))]);

    const result = look(aBatch([aStory("1-1-a")]), { plan });

    expect(Object.keys(skips(result))).toEqual(skipped ? ["1-1-a"] : []);
    expect(result.state.condition.kind).toBe(skipped ? "finished" : "parked");
  });

  test("wait when another batch does it", () => {
    const claims = [{ story: key("9-1-z"), batch: OTHER_BATCH, attempt: 1, nonce: "nonce-other", runId: 3 }];
    const plan = aPlan([planned("9-1-z"), planned("1-1-a", waitsFor("9-1-z"))]);

    const result = look(aBatch([aStory("1-1-a")]), { plan, claims });

    expect(result.state.condition).toMatchObject({ kind: "parked", waitingFor: ["1-1-a: needs 9-1-z"] });
  });
});
