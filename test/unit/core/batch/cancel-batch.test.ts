import { describe, expect, test } from "vitest";
import { brokenInvariants } from "../../../../src/core/batch/batch-invariants.ts";
import { cancelBatch } from "../../../../src/core/batch/cancel-batch.ts";
import { reconcile } from "../../../../src/core/batch/reconcile.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anObservation,
  aRun,
  aStory,
  at,
  deepFreeze,
  NOW,
} from "../../../support/batch-builders.ts";

const STATE = deepFreeze(
  aBatch([aDispatchedStory("1-1-a", { runId: 5 }), aStory("1-2-b"), aDeliveredStory("1-3-c", 9)], {
    halting: { cause: "breaker", reason: "3 stories in a row failed" },
  }),
);

describe("cancelBatch", () => {
  test("gives up what is under way and what has not started, and keeps what was delivered", () => {
    const state = cancelBatch(STATE, "ada", NOW);

    const reason = "the batch was cancelled by ada";
    expect(state.condition).toEqual({ kind: "cancelled", at: NOW, by: "ada" });
    expect(state.stories.map((story) => story.condition)).toEqual([
      { kind: "cancelled", reason },
      { kind: "cancelled", reason },
      { kind: "delivered", pullRequest: 9 },
    ]);
    expect(state.stories[0]?.attempts[0]).toMatchObject({ settledAt: NOW, outcome: { kind: "cancelled" } });
    expect(brokenInvariants(state)).toEqual([]);
  });

  test("lets the next look cancel the run, drop the claim and restore the board", () => {
    const cancelled = deepFreeze(cancelBatch(STATE, "ada", NOW));
    const observed = anObservation(cancelled, {
      runs: [aRun(5)],
      claims: anObservation(STATE).claims,
    });

    const { claims, decisions } = reconcile(cancelled, deepFreeze(observed));

    expect(claims).toEqual([]);
    expect(decisions).toMatchObject([
      { kind: "cancelRun", runId: 5 },
      { kind: "writeBoard", changes: [{ key: "1-1-a", from: "in-progress", to: "ready-for-dev" }] },
      { kind: "lookAgain", atLatest: at(30) },
    ]);
  });

  test("changes nothing about a batch that is over", () => {
    const finished = aBatch([], { condition: { kind: "finished", at: NOW } });

    expect(cancelBatch(finished, "ada", at(5))).toBe(finished);
  });
});
