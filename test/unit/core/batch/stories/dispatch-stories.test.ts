import { describe, expect, test } from "vitest";
import type { BatchState } from "../../../../../src/core/batch/batch-state.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../../../../src/core/batch/reconcile.ts";
import { Config } from "../../../../../src/core/config/config.ts";
import {
  aBatch,
  aConflict,
  aDeliveredStory,
  aDispatchedStory,
  anAttempt,
  anObservation,
  aPlan,
  aPullRequest,
  aStory,
  at,
  BATCH,
  deepFreeze,
  key,
  NOW,
  OTHER_BATCH,
  planned,
  rejected,
  sha,
  waitsFor,
} from "../../../../support/batch-builders.ts";

function look(state: BatchState, changes: Partial<Observation> = {}): Reconciliation {
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, changes)));
}

function dispatched({ decisions }: Reconciliation): readonly string[] {
  return decisions.flatMap((decision) =>
    decision.kind === "dispatch" ? decision.stories.map((story) => story.key) : [],
  );
}

function conditions({ state }: Reconciliation): Readonly<Record<string, unknown>> {
  return Object.fromEntries(state.stories.map((story) => [story.key, story.condition]));
}

describe("dispatching", () => {
  test("starts two independent stories in one run, with attempts, claims and briefs of one nonce", () => {
    const result = look(aBatch([aStory("1-1-a"), aStory("1-2-b")]));

    const names = [
      { story: key("1-1-a"), attempt: 1, nonce: "fresh-nonce-1" },
      { story: key("1-2-b"), attempt: 1, nonce: "fresh-nonce-1" },
    ];
    expect(result.decisions[0]).toEqual({
      kind: "dispatch",
      nonce: "fresh-nonce-1",
      stories: [
        { key: "1-1-a", attempt: 1 },
        { key: "1-2-b", attempt: 1 },
      ],
      reason: "2 stories, parallel mode: dispatch fresh-nonce-1",
    });
    expect(result.claims).toEqual(names.map((name) => ({ ...name, batch: BATCH, runId: null })));
    expect(result.briefs).toEqual(
      names.map((name) => ({ ...name, startSha: null, actionItems: [], learnings: [] })),
    );
    expect(result.state.stories.map((story) => story.attempts)).toEqual([
      [anAttempt({ nonce: "fresh-nonce-1" })],
      [anAttempt({ nonce: "fresh-nonce-1" })],
    ]);
    expect(result.changed).toBe(true);
  });

  test("calls a cluster of one sequential", () => {
    const { decisions } = look(aBatch([aStory("1-1-a")]));

    expect(decisions[0]).toMatchObject({ reason: "one story, sequential mode: dispatch fresh-nonce-1" });
  });

  test("fills the free workers only, in the order of the newest plan", () => {
    const stories = [aDispatchedStory("1-1-a"), aStory("1-2-b"), aStory("1-3-c"), aStory("1-4-d")];
    const plan = aPlan(["1-4-d", "1-2-b", "1-3-c", "1-1-a"].map((name) => planned(name)));

    const result = look(aBatch(stories), { plan });

    expect(dispatched(result)).toEqual(["1-2-b", "1-4-d"]);
    expect(conditions(result)["1-3-c"]).toEqual({ kind: "queued" });
  });

  test("waits for the whole cluster when the schedule is waves", () => {
    const config = Config.parse({ schedule: "waves" });
    const waiting = aBatch([aDispatchedStory("1-1-a"), aStory("1-2-b")], { config });
    const free = aBatch([aDeliveredStory("1-1-a", 4), aStory("1-2-b")], { config });

    expect(dispatched(look(waiting))).toEqual([]);
    expect(dispatched(look(free))).toEqual(["1-2-b"]);
  });

  const besideFlying = aBatch([aDispatchedStory("1-1-a"), aStory("1-2-b")]);
  const besideDelivered = aBatch([aDeliveredStory("1-1-a", 4), aStory("1-2-b")]);
  const apart = { kind: "waiting", for: ["1-1-a and 1-2-b both change src/app.ts"] };

  test.each([
    { what: "in flight", state: besideFlying, strength: "assumed", condition: apart },
    { what: "delivered, not merged", state: besideDelivered, strength: "stated", condition: apart },
    {
      what: "delivered, which ends a mere assumption",
      state: besideDelivered,
      strength: "assumed",
      condition: { kind: "dispatched" },
    },
  ] as const)("keeps a story apart from one it conflicts with: $what", ({ state, strength, condition }) => {
    const plan = aPlan([planned("1-1-a"), planned("1-2-b")], [aConflict("1-1-a", "1-2-b", strength)]);

    expect(conditions(look(state, { plan }))["1-2-b"]).toEqual(condition);
  });

  test("keeps a story apart from what another batch has in flight", () => {
    const state = aBatch([aStory("1-1-a"), aStory("1-2-b")]);
    const plan = aPlan([planned("1-1-a"), planned("1-2-b")], [aConflict("9-1-z", "1-2-b")]);
    const claims = [{ story: key("9-1-z"), batch: OTHER_BATCH, attempt: 1, nonce: "nonce-other", runId: 3 }];

    const result = look(state, { plan, claims });

    expect(dispatched(result)).toEqual(["1-1-a"]);
    expect(result.claims[0]).toBe(claims[0]);
  });

  test.each(["in-progress-elsewhere", "open-pull-request"] as const)(
    "keeps a story apart from what is %s, as far as lines state it, and says so until it parks",
    (because) => {
      const theirs = planned("9-1-z", { disposition: { kind: "excluded", because, reason: "Theirs." } });
      const conflicts = [aConflict("9-1-z", "1-1-a"), aConflict("9-1-z", "1-2-b", "assumed")];
      const plan = aPlan([planned("1-1-a"), planned("1-2-b"), theirs], conflicts);
      expect(dispatched(look(aBatch([aStory("1-1-a"), aStory("1-2-b")]), { plan }))).toEqual(["1-2-b"]);

      const result = look(aBatch([aStory("1-1-a")]), { plan });
      expect(result.state.condition).toMatchObject({
        kind: "parked",
        waitingFor: [expect.stringMatching(/^1-1-a: Not beside `9-1-z`, which .+: 9-1-z and 1-1-a both/u)],
      });
    },
  );

  test.each(["in-progress-elsewhere", "in-review"] as const)(
    "runs what somebody else's story needs, and beside one that is only in review (%s)",
    (because) => {
      const theirs = planned("9-1-z", { disposition: { kind: "excluded", because, reason: "Theirs." } });
      const shared = aConflict("9-1-z", "1-1-a");
      const conflict = because === "in-review" ? shared : { ...shared, rule: "dependency" as const };
      const plan = aPlan([planned("1-1-a"), theirs], [conflict]);
      expect(dispatched(look(aBatch([aStory("1-1-a")]), { plan }))).toEqual(["1-1-a"]);
    },
  );

  test("never takes a story that it has begun itself for work of others", () => {
    const excluded = { kind: "excluded", because: "in-progress-elsewhere", reason: "Late." } as const;
    const plan = aPlan(
      [planned("1-1-a", { disposition: excluded }), planned("1-2-b")],
      [aConflict("1-1-a", "1-2-b")],
    );
    const merged = aStory("1-1-a", {
      condition: { kind: "merged", pullRequest: 4 },
      attempts: [anAttempt({ settledAt: at(-60) })],
    });
    expect(dispatched(look(aBatch([merged, aStory("1-2-b")]), { plan }))).toEqual(["1-2-b"]);
  });

  test("keeps a story apart from another batch's pull request that waits to be merged, not from a draft", () => {
    const state = aBatch([aStory("1-1-a"), aStory("1-2-b")]);
    const conflicts = [aConflict("9-1-y", "1-1-a"), aConflict("9-2-z", "1-2-b")];
    const plan = aPlan([planned("1-1-a"), planned("1-2-b")], conflicts);
    const pullRequests = [aPullRequest("9-1-y", 30), aPullRequest("9-2-z", 31, { isDraft: true })];

    expect(dispatched(look(state, { plan, pullRequests }))).toEqual(["1-2-b"]);
  });

  test("does not start a story that another batch has claimed, and says so", () => {
    const claims = [{ story: key("1-1-a"), batch: OTHER_BATCH, attempt: 1, nonce: "nonce-other", runId: 3 }];

    const result = look(aBatch([aStory("1-1-a")]), { claims });

    expect(conditions(result)["1-1-a"]).toEqual({ kind: "waiting", for: ["batch b2-200 works on it"] });
    expect(result.state.condition).toMatchObject({
      kind: "parked",
      waitingFor: ["1-1-a: batch b2-200 works on it"],
    });
    expect(result.decisions).toMatchObject([{ kind: "lookAgain", atLatest: at(60) }]);
    expect(result.claims).toEqual(claims);
  });

  test("starts neither held stories nor stories that the plan says wait", () => {
    const state = aBatch([aStory("1-1-a", { condition: { kind: "held" } }), aStory("1-2-b")]);
    const plan = aPlan([planned("1-1-a"), planned("1-2-b", waitsFor("1-1-a"))]);

    const result = look(state, { plan });

    expect(dispatched(result)).toEqual([]);
    expect(result.state.condition).toMatchObject({ kind: "parked", waitingFor: ["1-1-a is held"] });
  });

  test.each<[string, Partial<BatchState>]>([
    ["halted", { condition: { kind: "halted", at: NOW, cause: "breaker", reason: "3 in a row" } }],
    ["finished", { condition: { kind: "finished", at: NOW } }],
    ["cancelled", { condition: { kind: "cancelled", at: NOW, by: "ada" } }],
  ])("starts nothing in a batch that is %s", (_, changes) => {
    const state = aBatch([aStory("1-1-a")], changes);

    const result = look(state);

    expect(dispatched(result)).toEqual([]);
    expect(result.state).toBe(state);
    expect(result.changed).toBe(false);
  });

  test("starts nothing without a nonce that nobody has used yet", () => {
    const state = aBatch([aDispatchedStory("1-1-a", { nonce: "fresh-nonce-1" }), aStory("1-2-b")]);

    expect(dispatched(look(state, { nonces: ["fresh-nonce-1"] }))).toEqual([]);
    expect(dispatched(look(state, { nonces: ["fresh-nonce-1", "fresh-nonce-2"] }))).toEqual(["1-2-b"]);
  });

  test("goes on by itself when a parked batch has something to start", () => {
    const condition = { kind: "parked" as const, since: at(-60), waitingFor: ["#4 1-1-a to be merged"] };
    const result = look(aBatch([aStory("1-2-b")], { condition }));

    expect(dispatched(result)).toEqual(["1-2-b"]);
    expect(result.state.condition).toEqual({ kind: "running" });
  });
});

describe("the brief of a second attempt", () => {
  const turnedDown = anAttempt({
    nonce: "nonce-old",
    runId: 4,
    settledAt: at(-60),
    outcome: rejected(8, "builder artifact (no file:line evidence)"),
    learnings: ["tests need a database"],
  });

  test("starts at the head of the draft, with the reasons as action items and what was learned", () => {
    const fault = anAttempt({
      number: 2,
      nonce: "nonce-fault",
      runId: 5,
      settledAt: at(-30),
      outcome: { kind: "fault", reason: "runner lost" },
    });
    const state = aBatch([aStory("1-1-a", { attempts: [turnedDown, fault], pullRequest: 8 })]);

    const { briefs } = look(state, { pullRequests: [aPullRequest("1-1-a", 8, { isDraft: true })] });

    expect(briefs).toEqual([
      {
        story: "1-1-a",
        attempt: 3,
        nonce: "fresh-nonce-1",
        startSha: sha(8),
        actionItems: ["builder artifact (no file:line evidence)"],
        learnings: ["tests need a database"],
      },
    ]);
  });

  test("carries the newest lessons of the batch, as many as a brief holds", () => {
    const teachers = Array.from({ length: 60 }, (_, index) => {
      const story = aDeliveredStory(`2-${index}-t`, index + 100);
      const learnings = ["all agree on this", `lesson ${index}`];
      return {
        ...story,
        attempts: story.attempts.map((each) => ({ ...each, learnings, settledAt: at(index - 100) })),
      };
    });

    const { briefs } = look(aBatch([aStory("1-1-a"), ...teachers]));

    expect(briefs[0]?.learnings).toHaveLength(50);
    expect(briefs[0]?.learnings.at(-1)).toBe("lesson 59");
  });

  test("starts at the base when somebody closed the draft", () => {
    const state = aBatch([aStory("1-1-a", { attempts: [turnedDown], pullRequest: 8 })]);

    const { briefs } = look(state, { pullRequests: [aPullRequest("1-1-a", 8, { state: "closed" })] });

    expect(briefs[0]?.startSha).toBeNull();
  });
});
