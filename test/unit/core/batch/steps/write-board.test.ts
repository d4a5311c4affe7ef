import { describe, expect, test } from "vitest";
import type { BatchState } from "../../../../../src/core/batch/batch-state.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../../../../src/core/batch/reconcile.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anObservation,
  aPlan,
  aStory,
  deepFreeze,
  key,
  OTHER_BATCH,
  planned,
} from "../../../../support/batch-builders.ts";

function look(state: BatchState, changes: Partial<Observation> = {}): Reconciliation {
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, changes)));
}

function boardWrites({ decisions }: Reconciliation): readonly (readonly string[])[] {
  return decisions.flatMap((decision) =>
    decision.kind === "writeBoard"
      ? [decision.changes.map((change) => `${change.key}: ${change.from} → ${change.to}`)]
      : [],
  );
}

function statuses(entries: Readonly<Record<string, string>>): Partial<Observation> {
  return { boardStatuses: new Map(Object.entries(entries).map(([name, status]) => [key(name), status])) };
}

const FAILED = aStory("1-1-a", {
  condition: { kind: "failed", reasons: ["no"] },
  board: { before: "drafted", written: "in-progress" },
});

describe("writing the board", () => {
  test("puts all differences into one decision", () => {
    const state = aBatch([
      FAILED,
      aDeliveredStory("1-2-b", 8),
      aDispatchedStory("1-3-c"),
      aStory("1-4-d", { condition: { kind: "merged", pullRequest: 9 } }),
    ]);

    const result = look(
      state,
      statuses({ "1-1-a": "in-progress", "1-2-b": "in-progress", "1-3-c": "backlog", "1-4-d": "review" }),
    );

    expect(boardWrites(result)).toEqual([
      [
        "1-1-a: in-progress → drafted",
        "1-2-b: in-progress → review",
        "1-3-c: backlog → in-progress",
        "1-4-d: review → done",
      ],
    ]);
  });

  test("repeats a write that never arrived, without writing the state again", () => {
    const state = aBatch([aDispatchedStory("1-1-a")]);
    const first = look(state, statuses({ "1-1-a": "ready-for-dev" }));

    const second = look(first.state, statuses({ "1-1-a": "ready-for-dev" }));

    expect(boardWrites(second)).toEqual(boardWrites(first));
    expect(second.changed).toBe(false);
  });

  test("writes nothing when the board is as it should be", () => {
    const result = look(aBatch([aDispatchedStory("1-1-a")]), statuses({ "1-1-a": "in-progress" }));

    expect(boardWrites(result)).toEqual([]);
  });

  test("writes nothing for a story that the board does not hold", () => {
    expect(boardWrites(look(aBatch([aDispatchedStory("1-1-a")]), statuses({})))).toEqual([]);
  });

  test("leaves a story's status to the batch that works on it now", () => {
    const claims = [{ story: key("1-1-a"), batch: OTHER_BATCH, attempt: 1, nonce: "nonce-other", runId: 3 }];
    const plan = aPlan([planned("1-1-a")]);

    const result = look(aBatch([FAILED]), { ...statuses({ "1-1-a": "in-progress" }), claims, plan });

    expect(boardWrites(result)).toEqual([]);
  });
});
