import { describe, expect, test } from "vitest";
import {
  ATTEMPTS_LIMIT,
  BatchState,
  type AttemptOutcome,
  type StoryCondition,
} from "../../../../../src/core/batch/batch-state.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../../../../src/core/batch/reconcile.ts";
import { Config } from "../../../../../src/core/config/config.ts";
import { COST_USD_LIMIT, TOKENS_LIMIT } from "../../../../../src/core/spend.ts";
import {
  aBatch,
  aDispatchedStory,
  anAttempt,
  anObservation,
  aReport,
  aRun,
  aStory,
  at,
  deepFreeze,
  delivered,
  FACTS,
  failed,
  NOW,
  rejected,
} from "../../../../support/batch-builders.ts";

const RUNS = { runs: [aRun(5)] };

function look(state: BatchState, changes: Partial<Observation> = {}): Reconciliation {
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, { ...RUNS, ...changes })));
}

/** Reconciles without a nonce, so that what is queued again is seen before it is dispatched again. */
function settle(state: BatchState, ...reports: Observation["reports"]): Reconciliation {
  return look(state, { reports, nonces: [] });
}

const ONE = aBatch([aDispatchedStory("1-1-a", { runId: 5 })]);

/** The story is at its second try; the first was rejected. */
const SECOND_TRY = aBatch([
  {
    ...aDispatchedStory("1-1-a"),
    attempts: [
      anAttempt({
        nonce: "nonce-old",
        runId: 4,
        settledAt: at(-60),
        outcome: rejected(8, "no citation", "no review"),
      }),
      anAttempt({ number: 2, runId: 5 }),
    ],
    pullRequest: 8,
  },
]);

const FAULT: AttemptOutcome = { kind: "fault", reason: "the runner was lost" };

interface Row {
  readonly state: BatchState;
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  readonly condition: StoryCondition;
  /** Before is 1. */
  readonly failuresAfter: number;
}

describe("settling an attempt", () => {
  test.each<[name: string, row: Row]>([
    [
      "delivered",
      {
        state: ONE,
        attempt: 1,
        outcome: delivered(9),
        condition: { kind: "delivered", pullRequest: 9 },
        failuresAfter: 0,
      },
    ],
    [
      "already done",
      {
        state: ONE,
        attempt: 1,
        outcome: { kind: "alreadyDone" },
        condition: { kind: "alreadyDone" },
        failuresAfter: 0,
      },
    ],
    [
      "rejected at the first try",
      {
        state: ONE,
        attempt: 1,
        outcome: rejected(8, "no citation"),
        condition: { kind: "queued" },
        failuresAfter: 1,
      },
    ],
    [
      "failed at the first try",
      { state: ONE, attempt: 1, outcome: failed("crashed"), condition: { kind: "queued" }, failuresAfter: 1 },
    ],
    [
      "rejected at the last try",
      {
        state: SECOND_TRY,
        attempt: 2,
        outcome: rejected(8, "no citation"),
        condition: {
          kind: "failed",
          reasons: ["Attempt 1: no citation; no review", "Attempt 2: no citation"],
        },
        failuresAfter: 2,
      },
    ],
    [
      "fault",
      { state: SECOND_TRY, attempt: 2, outcome: FAULT, condition: { kind: "queued" }, failuresAfter: 1 },
    ],
    [
      "blocked",
      {
        state: ONE,
        attempt: 1,
        outcome: { kind: "blocked", phase: "BUILD", reasons: ["which currency?"], critical: false },
        condition: { kind: "blocked", reasons: ["which currency?"], critical: false },
        failuresAfter: 1,
      },
    ],
    [
      "cancelled by hand",
      {
        state: ONE,
        attempt: 1,
        outcome: { kind: "cancelled", reason: "ada cancelled the run" },
        condition: { kind: "cancelled", reason: "ada cancelled the run" },
        failuresAfter: 1,
      },
    ],
  ])("%s", (_, { state, attempt, outcome, condition, failuresAfter }) => {
    const result = settle({ ...state, consecutiveFailures: 1 }, aReport("1-1-a", outcome, { attempt }));

    const [story] = result.state.stories;
    expect(story?.condition).toEqual(condition);
    expect(story?.attempts.at(-1)).toMatchObject({ startedAt: at(-60), settledAt: NOW, outcome });
    expect(result.state.consecutiveFailures).toBe(failuresAfter);
    expect(result.claims).toEqual([]);
  });

  test("tries a rejected story again at the same look", () => {
    const { state, decisions } = look(ONE, { reports: [aReport("1-1-a", rejected(8, "no citation"))] });

    expect(decisions[0]).toMatchObject({ kind: "dispatch", stories: [{ key: "1-1-a", attempt: 2 }] });
    expect(state.stories[0]?.condition.kind).toBe("dispatched");
  });

  test("ignores a report that comes again", () => {
    const reports = [aReport("1-1-a", rejected(8, "no citation"))];
    const first = settle(ONE, ...reports);

    const second = settle(first.state, ...reports);

    expect(second.state).toBe(first.state);
    expect(second.changed).toBe(false);
  });

  test("ignores reports of another nonce, attempt or story", () => {
    const result = settle(
      ONE,
      aReport("1-1-a", delivered(9), { nonce: "nonce-two" }),
      aReport("1-1-a", delivered(9), { attempt: 2 }),
      aReport("1-2-b", delivered(9)),
    );

    expect(result.state).toBe(ONE);
  });

  test("keeps the draft of an earlier attempt when a later one leaves none", () => {
    const { state } = settle(SECOND_TRY, aReport("1-1-a", failed("crashed"), { attempt: 2 }));

    expect(state.stories[0]?.pullRequest).toBe(8);
  });

  test("adds up what the attempts cost", () => {
    const { state } = settle({ ...ONE, spend: { costUsd: 1, tokens: 10 } }, aReport("1-1-a", delivered(9)));

    expect(state.spend).toEqual({ costUsd: 1.5, tokens: 1010 });
  });

  test("keeps the sum of what agents claim to have spent within what can be stored", () => {
    const most = { costUsd: COST_USD_LIMIT, tokens: TOKENS_LIMIT };
    const outcome: AttemptOutcome = {
      kind: "delivered",
      pullRequest: 9,
      headSha: "a".repeat(40),
      facts: { ...FACTS, ...most },
    };

    const { state } = settle({ ...ONE, spend: most }, aReport("1-1-a", outcome));

    expect(state.spend).toEqual(most);
    expect(BatchState.safeParse(state).success).toBe(true);
  });

  test("keeps the bounds of the schema whatever the report says", () => {
    const reasons = Array.from({ length: 90 }, () => "x".repeat(5000));
    const learnings = Array.from({ length: 90 }, () => "y".repeat(5000));

    const { state } = settle(SECOND_TRY, aReport("1-1-a", failed(...reasons), { attempt: 2, learnings }));

    expect(BatchState.safeParse(state).error).toBeUndefined();
  });
});

describe("faults", () => {
  test.each([
    { maxFaults: 1, kind: "queued" },
    { maxFaults: 0, kind: "failed" },
  ] as const)("leave a story $kind after the first when $maxFaults are allowed", ({ maxFaults, kind }) => {
    const state = { ...ONE, config: Config.parse({ maxFaults }) };

    expect(settle(state, aReport("1-1-a", FAULT)).state.stories[0]?.condition.kind).toBe(kind);
  });

  test("are retried up to their own limit and then end the story without touching the breaker", () => {
    const config = Config.parse({ maxFaults: 1, maxConsecutiveFailures: 1 });
    const attempts = [
      anAttempt({ nonce: "nonce-old", runId: 4, settledAt: at(-60), outcome: FAULT }),
      anAttempt({ number: 2, runId: 5 }),
    ];
    const state = aBatch([aStory("1-1-a", { condition: { kind: "dispatched" }, attempts })], { config });

    const result = settle(state, aReport("1-1-a", FAULT, { attempt: 2 }));

    expect(result.state.stories[0]?.condition).toEqual({
      kind: "failed",
      reasons: [
        "Attempt 1: fault of the infrastructure: the runner was lost",
        "Attempt 2: fault of the infrastructure: the runner was lost",
      ],
    });
    expect(result.state.consecutiveFailures).toBe(0);
    expect(result.state.condition.kind).toBe("finished");
  });
});

describe("stopping", () => {
  const config = Config.parse({ maxAttempts: 1, maxConsecutiveFailures: 2, maxWorkers: 3 });
  const three = aBatch(
    [
      aDispatchedStory("1-1-a", { runId: 5 }),
      aDispatchedStory("1-2-b", { runId: 5 }),
      aDispatchedStory("1-3-c", { runId: 5 }),
      aStory("1-4-d"),
    ],
    { config },
  );

  test("lets what is in flight end after too many failures in a row, then halts", () => {
    const tripped = look(three, {
      reports: [aReport("1-1-a", failed("no")), aReport("1-2-b", failed("no"))],
    });
    const ended = look(tripped.state, { now: at(60), reports: [aReport("1-3-c", delivered(9))] });

    expect(tripped.decisions.some((decision) => decision.kind === "dispatch")).toBe(false);
    expect(tripped.state).toMatchObject({
      condition: { kind: "running" },
      halting: { cause: "breaker", reason: "2 stories in a row failed" },
    });
    expect(ended.state.condition).toEqual({
      kind: "halted",
      at: at(60),
      cause: "breaker",
      reason: "2 stories in a row failed",
    });
    expect(ended.state.halting).toBeUndefined();
    expect(ended.state.stories.map((story) => story.condition.kind)).toEqual([
      "failed",
      "failed",
      "delivered",
      "queued",
    ]);
  });

  test("counts failures in the order of the stories, however the reports come", () => {
    const reports = [
      aReport("1-3-c", failed("no")),
      aReport("1-2-b", delivered(9)),
      aReport("1-1-a", failed("no")),
    ];

    const orders = [reports, reports.toReversed()].map((order) => settle(three, ...order).state);

    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]?.consecutiveFailures).toBe(1);
    expect(orders[0]?.halting).toBeUndefined();
  });

  test("queues a rejected story again for a resumed batch instead of failing it", () => {
    const halting = { cause: "blocker" as const, reason: "1-0-x met a critical blocker" };
    const { state } = settle({ ...ONE, halting }, aReport("1-1-a", rejected(8, "no citation")));

    expect(state.stories[0]?.condition).toEqual({ kind: "queued" });
    expect(state.condition.kind).toBe("halted");
  });

  test("stops at a critical blocker", () => {
    const outcome: AttemptOutcome = {
      kind: "blocked",
      phase: "PREPARE",
      reasons: ["no database"],
      critical: true,
    };
    const { state, decisions } = look(three, { reports: [aReport("1-1-a", outcome)] });

    expect(state.halting).toEqual({
      cause: "blocker",
      reason: "1-1-a met a critical blocker: no database",
    });
    expect(decisions.some((decision) => decision.kind === "dispatch")).toBe(false);
  });

  test("halts when GitHub refuses the dispatch, and counts no try", () => {
    const state = aBatch([aDispatchedStory("1-1-a"), aDispatchedStory("1-2-b")]);
    const refusals = [{ nonce: "nonce-one", reason: "workflow not found" }];

    const result = look(state, { refusals, runs: [] });

    const reason = "GitHub refused to start the run: workflow not found";
    expect(result.state.condition).toEqual({ kind: "halted", at: NOW, cause: "refused", reason });
    expect(result.state.stories.map((story) => story.condition.kind)).toEqual(["queued", "queued"]);
    expect(result.state.stories[0]?.attempts[0]?.outcome).toEqual({ kind: "cancelled", reason });
    expect(result.claims).toEqual([]);
  });

  test("fails a story that was dispatched in vain as often as the state can hold", () => {
    const cancelled = { settledAt: at(-60), outcome: { kind: "cancelled" as const, reason: "refused" } };
    const attempts = Array.from({ length: ATTEMPTS_LIMIT }, (_, index) => {
      const attempt = anAttempt({ number: index + 1, nonce: `nonce-${index + 1}` });
      return index + 1 === ATTEMPTS_LIMIT ? attempt : { ...attempt, ...cancelled };
    });
    const state = aBatch([aStory("1-1-a", { condition: { kind: "dispatched" }, attempts })]);
    const refusals = [{ nonce: `nonce-${ATTEMPTS_LIMIT}`, reason: "forbidden" }];

    expect(look(state, { refusals, runs: [] }).state.stories[0]?.condition.kind).toBe("failed");
  });

  test("believes a run that exists more than a refusal of its second sending", () => {
    const refusals = [{ nonce: "nonce-one", reason: "forbidden" }];

    expect(look(ONE, { refusals }).state).toBe(ONE);
  });
});
