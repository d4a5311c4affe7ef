import { describe, expect, test } from "vitest";
import type { BatchState } from "../../../../src/core/batch/batch-state.ts";
import { brokenInvariants } from "../../../../src/core/batch/batch-invariants.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anAttempt,
  anEndedStory,
  aStory,
  at,
  failed,
  NOW,
} from "../../../support/batch-builders.ts";

const SETTLED = { settledAt: NOW, runId: 1, outcome: failed("no") };
const FAULT = { settledAt: NOW, runId: 1, outcome: { kind: "fault" as const, reason: "runner lost" } };

describe("brokenInvariants", () => {
  test("finds nothing wrong with a batch in the middle of its life", () => {
    const state = aBatch([
      aDispatchedStory("1-1-a", { runId: 5 }),
      aDeliveredStory("1-2-b", 4),
      anEndedStory("1-3-c", failed("no"), { kind: "queued" }),
      aStory("1-4-d", { condition: { kind: "waiting", for: ["1-2-b"] } }),
    ]);

    expect(brokenInvariants(state)).toEqual([]);
  });

  test.each<[statement: string, state: BatchState]>([
    ["story 1-1-a stands in the batch more than once", aBatch([aStory("1-1-a"), aStory("1-1-a")])],
    [
      "attempt 3 of 1-1-a stands at place 1",
      aBatch([aStory("1-1-a", { attempts: [anAttempt({ ...SETTLED, number: 3 })] })]),
    ],
    [
      "attempt 1 of 1-1-a is not settled although a later one exists",
      aBatch([
        aStory("1-1-a", {
          condition: { kind: "dispatched" },
          attempts: [anAttempt(), anAttempt({ number: 2, nonce: "nonce-two" })],
        }),
      ]),
    ],
    [
      "attempt 1 of 1-1-a is settled without an outcome or open with one",
      aBatch([aStory("1-1-a", { attempts: [anAttempt({ settledAt: NOW })] })]),
    ],
    [
      "attempt 1 of 1-1-a was never dispatched",
      aBatch([aStory("1-1-a", { attempts: [anAttempt({ ...SETTLED, dispatches: 0 })] })]),
    ],
    [
      "story 1-1-a was tried 3 times, more than 2",
      aBatch([
        aStory("1-1-a", {
          attempts: [1, 2, 3].map((number) => anAttempt({ ...SETTLED, number, nonce: `nonce-${number}` })),
        }),
      ]),
    ],
    [
      "story 1-1-a met 5 faults, more than 3 and the last",
      aBatch([
        aStory("1-1-a", {
          attempts: [1, 2, 3, 4, 5].map((number) =>
            anAttempt({ ...FAULT, number, nonce: `nonce-${number}` }),
          ),
        }),
      ]),
    ],
    [
      "story 1-1-a is dispatched without an open attempt",
      aBatch([aStory("1-1-a", { condition: { kind: "dispatched" } })]),
    ],
    [
      "story 1-1-a is queued although an attempt is open",
      aBatch([aStory("1-1-a", { attempts: [anAttempt()] })]),
    ],
    [
      "story 1-1-a is delivered without a pull request",
      aBatch([{ ...aDeliveredStory("1-1-a", 4), pullRequest: null }]),
    ],
    [
      "story 1-1-a is delivered without an attempt that delivered it",
      aBatch([{ ...aDeliveredStory("1-1-a", 4), attempts: [] }]),
    ],
    [
      "the batch is finished although 1 attempts are open",
      aBatch([aDispatchedStory("1-1-a")], { condition: { kind: "finished", at: at(1) } }),
    ],
    [
      "the batch is finished and still stopping",
      aBatch([], {
        condition: { kind: "finished", at: at(1) },
        halting: { cause: "breaker", reason: "3 stories in a row failed" },
      }),
    ],
    [
      "4 stories are in flight, more than 3",
      aBatch(["1-1-a", "1-2-b", "1-3-c", "1-4-d"].map((name) => aDispatchedStory(name))),
    ],
    [
      "one nonce was adopted by two runs",
      aBatch([aDispatchedStory("1-1-a", { runId: 5 }), aDispatchedStory("1-2-b", { runId: 6 })]),
    ],
    [
      "two attempts of one story share a nonce",
      aBatch([aStory("1-1-a", { attempts: [anAttempt(SETTLED), anAttempt({ ...SETTLED, number: 2 })] })]),
    ],
  ])("says: %s", (statement, state) => {
    expect(brokenInvariants(state)).toContain(statement);
  });
});
