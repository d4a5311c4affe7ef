import { describe, expect, test } from "vitest";
import type { BatchState, StoryCondition, StoryState } from "../../../../../src/core/batch/batch-state.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile, type Reconciliation } from "../../../../../src/core/batch/reconcile.ts";
import type { Disposition } from "../../../../../src/core/planning/plan.ts";
import type { StoryPullRequest } from "../../../../../src/core/sprint/sprint.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anEndedStory,
  anObservation,
  aPlan,
  aPullRequest,
  aReport,
  aStory,
  at,
  deepFreeze,
  delivered,
  failed,
  NOW,
  planned,
  rejected,
  waitsFor,
  waitsForMerge,
} from "../../../../support/batch-builders.ts";

function look(state: BatchState, changes: Partial<Observation> = {}): Reconciliation {
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, changes)));
}

const FAILED_WITH_DRAFT = anEndedStory("1-1-a", rejected(8, "no"), { kind: "failed", reasons: ["no"] });

describe("what people do with pull requests", () => {
  test.each<{
    readonly name: string;
    readonly story: StoryState;
    readonly seen: Partial<StoryPullRequest>;
    readonly after: StoryCondition;
  }>([
    {
      name: "nothing yet",
      story: aDeliveredStory("1-1-a", 8),
      seen: {},
      after: { kind: "delivered", pullRequest: 8 },
    },
    {
      name: "merge it",
      story: aDeliveredStory("1-1-a", 8),
      seen: { state: "merged" },
      after: { kind: "merged", pullRequest: 8 },
    },
    {
      name: "close it",
      story: aDeliveredStory("1-1-a", 8),
      seen: { state: "closed" },
      after: { kind: "cancelled", reason: "pull request #8 was closed without merging" },
    },
    {
      name: "finish the draft of a failed story by hand and merge it",
      story: FAILED_WITH_DRAFT,
      seen: { state: "merged" },
      after: { kind: "merged", pullRequest: 8 },
    },
    {
      name: "close the draft of a failed story",
      story: FAILED_WITH_DRAFT,
      seen: { state: "closed" },
      after: { kind: "failed", reasons: ["no"] },
    },
    {
      name: "merge another pull request of the story",
      story: aDeliveredStory("1-1-a", 8),
      seen: { number: 7, state: "merged" },
      after: { kind: "delivered", pullRequest: 8 },
    },
  ])("$name", ({ story, seen, after }) => {
    const { state } = look(aBatch([story]), { pullRequests: [aPullRequest("1-1-a", 8, seen)] });

    expect(state.stories[0]?.condition).toEqual(after);
  });

  test("are followed after the batch has finished, down to the board", () => {
    const state = aBatch([aDeliveredStory("1-1-a", 8)], { condition: { kind: "finished", at: at(-9999) } });

    const result = look(state, { pullRequests: [aPullRequest("1-1-a", 8, { state: "merged" })] });

    expect(result.state.condition).toEqual({ kind: "finished", at: at(-9999) });
    expect(result.decisions).toMatchObject([
      { kind: "writeBoard", changes: [{ key: "1-1-a", from: "review", to: "done" }] },
    ]);
  });

  test("wait to be followed until the attempt under way is settled", () => {
    const state = aBatch([{ ...aDispatchedStory("1-1-a"), pullRequest: 8 }]);

    const result = look(state, { pullRequests: [aPullRequest("1-1-a", 8, { state: "merged" })] });

    expect(result.changed).toBe(false);
  });

  test("shows a pull request that the job opened before it died", () => {
    const state = aBatch([anEndedStory("1-1-a", failed("died"), { kind: "failed", reasons: ["died"] })]);

    const { state: next } = look(state, { pullRequests: [aPullRequest("1-1-a", 8)] });

    expect(next.stories[0]?.pullRequest).toBe(8);
  });
});

describe("rejected pull requests", () => {
  const settledNow = anEndedStory("1-1-a", rejected(8, "no"), { kind: "failed", reasons: ["no"] });
  const fresh = { ...settledNow, attempts: settledNow.attempts.map((each) => ({ ...each, settledAt: NOW })) };

  test("become drafts", () => {
    const { decisions } = look(aBatch([fresh]), { pullRequests: [aPullRequest("1-1-a", 8)] });

    expect(decisions).toContainEqual({
      kind: "convertToDraft",
      pullRequest: 8,
      reason: "the evidence of attempt 1 of 1-1-a was rejected",
    });
  });

  test.each<[string, seconds: number, pr: Partial<StoryPullRequest>]>([
    ["are left alone when they are drafts", 0, { isDraft: true }],
    ["are left alone when they are closed", 0, { state: "closed" }],
    ["are left alone when a person marks them ready later", 601, {}],
    ["are left alone when something else was pushed meanwhile", 0, { headSha: "f".repeat(40) }],
  ])("%s", (_, seconds, pr) => {
    const { decisions } = look(aBatch([fresh]), {
      now: at(seconds),
      pullRequests: [aPullRequest("1-1-a", 8, pr)],
    });

    expect(decisions.some((decision) => decision.kind === "convertToDraft")).toBe(false);
  });
});

describe("what the newest plan says of stories that have not started", () => {
  function excluded(because: Extract<Disposition, { kind: "excluded" }>["because"]): Disposition {
    return { kind: "excluded", because, reason: `Excluded: ${because}.` };
  }

  test.each<[string, Disposition | undefined, StoryCondition]>([
    ["somebody did it", excluded("done"), { kind: "alreadyDone" }],
    [
      "somebody is at it",
      excluded("in-progress-elsewhere"),
      { kind: "cancelled", reason: "Excluded: in-progress-elsewhere." },
    ],
    [
      "somebody blocked it",
      excluded("blocked-on-board"),
      { kind: "cancelled", reason: "Excluded: blocked-on-board." },
    ],
    ["it is gone", undefined, { kind: "cancelled", reason: "the story is no longer on the board" }],
  ])("%s", (_, disposition, condition) => {
    const others = [planned("9-9-z")];
    const plan = aPlan(disposition ? [planned("1-1-a", { disposition }), ...others] : others);

    const { state } = look(aBatch([aStory("1-1-a")]), { plan });

    expect(state.stories[0]?.condition).toEqual(condition);
  });

  test("a story done by a merged pull request is merged", () => {
    const plan = aPlan([planned("1-1-a", { disposition: excluded("done") })]);
    const pullRequests = [aPullRequest("1-1-a", 8, { state: "merged" })];

    const { state } = look(aBatch([aStory("1-1-a")]), { plan, pullRequests });

    expect(state.stories[0]?.condition).toEqual({ kind: "merged", pullRequest: 8 });
  });

  test("an empty plan means an unreadable board: everything stays as it is", () => {
    const state = aBatch([aStory("1-1-a", { condition: { kind: "waiting", for: ["needs 1-0-x"] } })]);

    const result = look(state, { plan: aPlan([]) });

    expect(result.state).toBe(state);
    expect(result.decisions).toMatchObject([{ kind: "lookAgain", atLatest: at(30) }]);
  });

  test("a parked batch stays parked while the board is unreadable", () => {
    const condition = { kind: "parked" as const, since: at(-60), waitingFor: ["#4 1-1-a to be merged"] };
    const state = aBatch([aDeliveredStory("1-1-a", 4), aStory("1-2-b")], { condition });

    expect(look(state, { plan: aPlan([]) }).state).toBe(state);
  });

  test("stories in flight stay in flight", () => {
    const state = aBatch([aDispatchedStory("1-1-a")]);
    const plan = aPlan([planned("1-1-a", { disposition: excluded("in-progress-elsewhere") })]);

    expect(look(state, { plan }).changed).toBe(false);
  });
});

describe("the batch's condition", () => {
  const parkable = aBatch([
    aDeliveredStory("1-1-a", 8),
    aStory("1-2-b", { condition: { kind: "waiting", for: ["needs 1-1-a, which is delivered as #8"] } }),
  ]);
  const plan = aPlan([planned("1-1-a"), planned("1-2-b", waitsForMerge("1-1-a", 8))]);

  test("parks while a story waits for a merge, and looks again in an hour", () => {
    const result = look(parkable, { plan });

    expect(result.state.condition).toEqual({
      kind: "parked",
      since: NOW,
      waitingFor: ["#8 1-1-a to be merged"],
    });
    expect(result.decisions).toEqual([
      { kind: "lookAgain", atLatest: at(3600), reason: "people may have merged meanwhile" },
    ]);
  });

  test("stays parked since the first time, without another write", () => {
    const first = look(parkable, { plan });

    const second = look(first.state, { plan, now: at(3600) });

    expect(second.changed).toBe(false);
  });

  test("starts the waiting story at the look that sees the merge", () => {
    const parked = look(parkable, { plan }).state;

    const result = look(parked, {
      now: at(7200),
      plan: aPlan([planned("1-2-b")]),
      pullRequests: [aPullRequest("1-1-a", 8, { state: "merged" })],
    });

    expect(result.state.condition).toEqual({ kind: "running" });
    expect(result.decisions).toMatchObject([
      { kind: "dispatch", stories: [{ key: "1-2-b" }] },
      {
        kind: "writeBoard",
        changes: [
          { key: "1-1-a", from: "review", to: "done" },
          { key: "1-2-b", from: "ready-for-dev", to: "in-progress" },
        ],
      },
      { kind: "lookAgain" },
    ]);
  });

  test("tells people what they set back on the board", () => {
    const undone = anEndedStory("1-1-a", { kind: "alreadyDone" }, { kind: "alreadyDone" });
    const waits = aPlan([planned("1-1-a"), planned("1-2-b", waitsFor("1-1-a")), planned("1-3-c")]);

    const held = aStory("1-3-c", { condition: { kind: "held" } });
    const result = look(aBatch([undone, aStory("1-2-b"), held]), { plan: waits });

    expect(result.state.condition).toMatchObject({
      kind: "parked",
      waitingFor: ["1-2-b: needs 1-1-a", "1-3-c is held"],
    });
  });

  test("is finished although delivered pull requests are unmerged when nobody waits for them", () => {
    const result = look(aBatch([aDeliveredStory("1-1-a", 8)]));

    expect(result.state.condition).toEqual({ kind: "finished", at: NOW });
    expect(result.state.history).toMatchObject([{ kind: "finished" }]);
  });

  test("is finished at once when there is nothing to run", () => {
    expect(look(aBatch([])).state.condition).toEqual({ kind: "finished", at: NOW });
  });

  test("keeps running while something is in flight", () => {
    const result = look(aBatch([aDispatchedStory("1-1-a"), aDeliveredStory("1-2-b", 8)]));

    expect(result.state.condition).toEqual({ kind: "running" });
    expect(result.changed).toBe(false);
  });

  test("writes one last board commit and looks once more to confirm it", () => {
    const state = aBatch([aDispatchedStory("1-1-a")]);

    const { decisions } = look(state, { reports: [aReport("1-1-a", delivered(8))] });

    expect(decisions).toMatchObject([
      { kind: "writeBoard" },
      { kind: "lookAgain", reason: "the last effects are to be confirmed" },
    ]);
  });
});

describe("tracking comments", () => {
  test.each([
    { name: "adopts the one that is there", known: null, seen: [3], kept: 3, removed: [] },
    { name: "keeps the oldest of several", known: null, seen: [3, 4], kept: 3, removed: [4] },
    { name: "keeps the one it knows", known: 4, seen: [3, 4], kept: 4, removed: [3] },
    { name: "keeps the number while none is seen", known: 4, seen: [], kept: 4, removed: [] },
  ])("$name", ({ known, seen, kept, removed }) => {
    const state = aBatch([aDispatchedStory("1-1-a")], { trackingCommentId: known });

    const result = look(state, { trackingComments: seen.map((id) => ({ id, body: "…" })) });

    expect(result.state.trackingCommentId).toBe(kept);
    expect(
      result.decisions.flatMap((decision) =>
        decision.kind === "removeDuplicateComment" ? [decision.commentId] : [],
      ),
    ).toEqual(removed);
  });
});
