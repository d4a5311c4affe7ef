import { describe, expect, test } from "vitest";
import type { BatchState } from "../../../../../src/core/batch/batch-state.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../../../../src/core/batch/reconcile.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anEndedStory,
  anObservation,
  aRun,
  aStory,
  at,
  deepFreeze,
  key,
  NOW,
  OTHER_BATCH,
} from "../../../../support/batch-builders.ts";

function look(state: BatchState, changes: Partial<Observation> = {}): Reconciliation {
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, changes)));
}

function cancelledRuns({ decisions }: Reconciliation): readonly number[] {
  return decisions.flatMap((decision) => (decision.kind === "cancelRun" ? [decision.runId] : []));
}

function runIds({ state }: Reconciliation): readonly (number | null | undefined)[] {
  return state.stories.map((story) => story.attempts.at(-1)?.runId);
}

describe("adopting runs", () => {
  test("fences every attempt of a dispatch with the run that was seen", () => {
    const result = look(aBatch([aDispatchedStory("1-1-a"), aDispatchedStory("1-2-b")]), { runs: [aRun(5)] });

    expect(runIds(result)).toEqual([5, 5]);
    expect(result.claims.map((claim) => claim.runId)).toEqual([5, 5]);
  });

  test("takes the lowest of two runs with one nonce and cancels the other", () => {
    const result = look(aBatch([aDispatchedStory("1-1-a")]), { runs: [aRun(6), aRun(5)] });

    expect(runIds(result)).toEqual([5]);
    expect(cancelledRuns(result)).toEqual([6]);
  });

  test("stays with the run it adopted when a lower one turns up", () => {
    const result = look(aBatch([aDispatchedStory("1-1-a", { runId: 6 })]), { runs: [aRun(5), aRun(6)] });

    expect(runIds(result)).toEqual([6]);
    expect(cancelledRuns(result)).toEqual([5]);
  });

  test("leaves runs alone that are over", () => {
    const completed = { status: "completed", conclusion: "success" } as const;
    const runs = [aRun(5), aRun(6, completed), aRun(7, { ...completed, nonce: "nonce-strange" })];

    expect(cancelledRuns(look(aBatch([aDispatchedStory("1-1-a")]), { runs }))).toEqual([]);
  });
});

describe("stray runs", () => {
  test("cancels a run whose nonce the batch does not know", () => {
    const state = aBatch([aDispatchedStory("1-1-a", { runId: 5 })]);

    const result = look(state, { runs: [aRun(5), aRun(9, { nonce: "nonce-strange" })] });

    expect(cancelledRuns(result)).toEqual([9]);
    expect(result.state.history).toMatchObject([{ kind: "cancelRun" }]);
  });

  test("asks for the cancelling until the run has ended but records it once", () => {
    const state = aBatch([aDispatchedStory("1-1-a", { runId: 5 })]);
    const runs = [aRun(5), aRun(9, { nonce: "nonce-strange" })];
    const first = look(state, { runs });

    const second = look(first.state, { runs, now: at(10) });

    expect(cancelledRuns(second)).toEqual([9]);
    expect(second.changed).toBe(false);
  });

  test.each<[what: string, secondsAgo: number, cancelled: readonly number[]]>([
    ["lets the last jobs of a run end by themselves", 60, []],
    ["cancels a run that somebody started again after its attempt was settled", 600, [7]],
  ])("%s", (_, secondsAgo, cancelled) => {
    const story = aDeliveredStory("1-1-a", 4);
    const attempts = story.attempts.map((attempt) => ({ ...attempt, settledAt: at(-secondsAgo) }));

    const result = look(aBatch([{ ...story, attempts }]), { runs: [aRun(7, { nonce: "nonce-1-1-a" })] });

    expect(cancelledRuns(result)).toEqual(cancelled);
  });

  test("goes by the newest attempt of a run that is listed twice", () => {
    const nonce = "nonce-strange";
    const runs = [
      aRun(9, { nonce, runAttempt: 2 }),
      aRun(9, { nonce, runAttempt: 1, status: "completed", conclusion: "success" }),
    ];

    expect(cancelledRuns(look(aBatch([]), { runs }))).toEqual([9]);
    expect(cancelledRuns(look(aBatch([]), { runs: runs.toReversed() }))).toEqual([9]);
  });

  test("cancels the run of a cancelled attempt at once, even in a batch that is over", () => {
    const story = anEndedStory(
      "1-1-a",
      { kind: "cancelled", reason: "no" },
      { kind: "cancelled", reason: "no" },
    );
    const state = aBatch([story], { condition: { kind: "cancelled", at: NOW, by: "ada" } });

    const result = look(state, { runs: [aRun(7, { nonce: "nonce-1-1-a" })] });

    expect(cancelledRuns(result)).toEqual([7]);
    expect(result.decisions.at(-1)).toMatchObject({ kind: "lookAgain", atLatest: at(30) });
  });
});

describe("dispatches that are lost", () => {
  test("gives the run a minute to appear", () => {
    const result = look(aBatch([aDispatchedStory("1-1-a")]), { now: at(59) });

    expect(result.decisions).toMatchObject([{ kind: "lookAgain", atLatest: at(60) }]);
    expect(result.changed).toBe(false);
  });

  test("waits as long as the installation says", () => {
    const state = aBatch([aDispatchedStory("1-1-a")]);

    expect(look(state, { now: at(4), dispatchGraceMs: 5000 }).changed).toBe(false);
    expect(look(state, { now: at(5), dispatchGraceMs: 5000 }).decisions[0]?.kind).toBe("dispatch");
  });

  test("sends the same dispatch again, for all stories of its nonce", () => {
    const state = aBatch([aDispatchedStory("1-1-a"), aDispatchedStory("1-2-b")]);

    const result = look(state, { now: at(60) });

    expect(result.decisions[0]).toMatchObject({
      kind: "dispatch",
      nonce: "nonce-one",
      stories: [
        { key: "1-1-a", attempt: 1 },
        { key: "1-2-b", attempt: 1 },
      ],
    });
    expect(result.briefs).toEqual([]);
    expect(result.state.stories[0]?.attempts).toMatchObject([
      { dispatches: 2, dispatchedAt: NOW, resentAt: at(60) },
    ]);
  });

  test("counts the minute from the last sending, so that an app that slept long does not give up at once", () => {
    const state = aBatch([aDispatchedStory("1-1-a", { dispatches: 2, resentAt: at(4000) })]);

    expect(look(state, { now: at(4059) }).changed).toBe(false);
    expect(look(state, { now: at(4060) }).decisions[0]?.kind).toBe("dispatch");
  });

  test("is a fault after the third time, and the story is tried again with a new nonce", () => {
    const state = aBatch([aDispatchedStory("1-1-a", { dispatches: 3, resentAt: at(120) })]);

    const result = look(state, { now: at(180) });

    const outcome = { kind: "fault", reason: "no run appeared although the dispatch was sent 3 times" };
    expect(result.state.stories[0]?.attempts).toMatchObject([
      { settledAt: at(180), outcome },
      { number: 2, nonce: "fresh-nonce-1", outcome: null },
    ]);
  });

  test("is not sent again by a batch that is stopping", () => {
    const halting = { cause: "breaker" as const, reason: "3 stories in a row failed" };
    const result = look(aBatch([aDispatchedStory("1-1-a")], { halting }), { now: at(60) });

    expect(result.state.stories[0]).toMatchObject({
      condition: { kind: "queued" },
      attempts: [{ outcome: { kind: "cancelled" } }],
    });
    expect(result.state.condition).toEqual({ kind: "halted", at: at(60), ...halting });
  });
});

describe("runs that went away", () => {
  test("awaits the report of a run that has just completed", () => {
    const runs = [aRun(5, { status: "completed", conclusion: "success" })];

    const result = look(aBatch([aDispatchedStory("1-1-a", { runId: 5 })]), { runs });

    expect(result.decisions).toMatchObject([{ kind: "lookAgain", atLatest: at(5) }]);
    expect(result.state.stories[0]?.condition.kind).toBe("dispatched");
  });

  test.each<[what: string, hours: number, outcome: string | undefined]>([
    ["does not trust a list that misses a run for a moment", 23, undefined],
    ["takes a run for deleted that is not listed a day later", 24, "fault"],
  ])("%s", (_, hours, outcome) => {
    const state = aBatch([aDispatchedStory("1-1-a", { runId: 5 })]);

    const result = look(state, { now: at(hours * 3600), runs: [] });

    expect(result.state.stories[0]?.attempts[0]?.outcome?.kind).toBe(outcome);
  });
});

describe("the fence", () => {
  test("gives an attempt up whose claim another batch holds", () => {
    const state = aBatch([aDispatchedStory("1-1-a", { runId: 5 }), aStory("1-2-b")]);
    const claims = [{ story: key("1-1-a"), batch: OTHER_BATCH, attempt: 1, nonce: "nonce-other", runId: 3 }];

    const result = look(state, { claims, runs: [aRun(5)] });

    expect(result.state.stories[0]).toMatchObject({
      condition: { kind: "waiting", for: ["batch b2-200 works on it"] },
      attempts: [{ outcome: { kind: "cancelled", reason: "batch b2-200 holds the claim of this story" } }],
    });
    expect(cancelledRuns(result)).toEqual([5]);
    expect(result.claims.filter((claim) => claim.story === "1-1-a")).toEqual(claims);
  });
});
