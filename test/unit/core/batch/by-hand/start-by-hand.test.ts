import { describe, expect, test } from "vitest";
import { batchIdOfRun } from "../../../../../src/core/batch/batch-id.ts";
import { brokenInvariants } from "../../../../../src/core/batch/batch-invariants.ts";
import { BatchState } from "../../../../../src/core/batch/batch-state.ts";
import type { HandOrigin } from "../../../../../src/core/batch/batch-state.ts";
import { handBatch, startByHand } from "../../../../../src/core/batch/by-hand/start-by-hand.ts";
import type { HandStart } from "../../../../../src/core/batch/by-hand/start-by-hand.ts";
import type { Observation } from "../../../../../src/core/batch/observation.ts";
import { reconcile } from "../../../../../src/core/batch/reconcile.ts";
import { DEFAULT_CONFIG } from "../../../../../src/core/config/config.ts";
import type { Plan } from "../../../../../src/core/planning/plan.ts";
import {
  aConflict,
  anObservation,
  aPlan,
  aPullRequest,
  aReport,
  aRun,
  at,
  deepFreeze,
  failed,
  delivered,
  key,
  NOW,
  OTHER_BATCH,
  planned,
  rejected,
  sha,
  waitsFor,
} from "../../../../support/batch-builders.ts";

const RUN = 77;
const FIVE = ["1-a", "2-b", "3-c", "4-d", "5-e"] as const;

function start(
  plan: Plan,
  { origin = {}, seen = {} }: { origin?: Partial<HandOrigin>; seen?: Partial<Observation> } = {},
): HandStart {
  const begun = handBatch({
    id: batchIdOfRun(RUN, 1),
    repository: { owner: "acme", name: "shop" },
    origin: { kind: "by-hand", runId: RUN, runAttempt: 1, limit: 256, ...origin },
    command: { by: "ada", text: "by hand" },
    config: DEFAULT_CONFIG,
    base: { branch: "main", sha: sha(1) },
    boardPath: "docs/sprint-status.yaml",
    plan,
    now: NOW,
  });
  const observation = anObservation(begun, { plan, ...seen });
  return startByHand(deepFreeze(begun), deepFreeze(observation));
}

function keysOf(stories: readonly { readonly key: string }[]): readonly string[] {
  return stories.map((story) => story.key);
}

describe("a batch started by hand", () => {
  test("takes every ready story that goes with the others, more than work at the same time", () => {
    const { result, later } = start(aPlan(FIVE.map((name) => planned(name))));

    expect(keysOf(result.state.stories)).toEqual(FIVE);
    expect(later).toEqual([]);
    expect(result.state.stories.length).toBeGreaterThan(result.state.config.maxWorkers);
    expect(brokenInvariants(result.state)).toEqual([]);
    expect(BatchState.safeParse(result.state).error).toBeUndefined();
  });

  test("claims its stories for the run it is in, before anybody has seen that run", () => {
    const { result } = start(aPlan([planned("1-a")]));

    expect(result.claims).toEqual([
      { story: "1-a", batch: "r77-1", attempt: 1, nonce: "fresh-nonce-1", runId: RUN },
    ]);
    expect(result.briefs).toHaveLength(1);
    expect(result.decisions.map(({ kind }) => kind)).toEqual(["dispatch", "writeBoard", "lookAgain"]);
  });

  test("leaves a story for later that conflicts with one it takes, and says why", () => {
    const plan = aPlan([planned("1-a"), planned("2-b"), planned("3-c")], [aConflict("1-a", "2-b")]);

    const { result, later } = start(plan);

    expect(keysOf(result.state.stories)).toEqual(["1-a", "3-c"]);
    expect(later.map(({ key: name, condition }) => [name, condition])).toEqual([
      ["2-b", { kind: "waiting", for: ["1-a and 2-b both change src/app.ts"] }],
    ]);
  });

  test("leaves what is beyond the limit for later, without a reason of its own", () => {
    const { result, later } = start(aPlan(FIVE.map((name) => planned(name))), { origin: { limit: 2 } });

    expect(keysOf(result.state.stories)).toEqual(["1-a", "2-b"]);
    expect(later.map(({ condition }) => condition.kind)).toEqual(["queued", "queued", "queued"]);
  });

  test("counts the limit in stories that run, not in stories it looks at", () => {
    const plan = aPlan([planned("1-a"), planned("2-b"), planned("3-c")], [aConflict("1-a", "2-b")]);

    expect(keysOf(start(plan, { origin: { limit: 2 } }).result.state.stories)).toEqual(["1-a", "3-c"]);
  });

  test("takes neither what another batch has claimed nor what conflicts with it", () => {
    const plan = aPlan([planned("1-a"), planned("2-b"), planned("3-c")], [aConflict("1-a", "2-b")]);
    const claims = [{ story: key("1-a"), batch: OTHER_BATCH, attempt: 1, nonce: "theirs-1", runId: 5 }];

    const { result, later } = start(plan, { seen: { claims } });

    expect(keysOf(result.state.stories)).toEqual(["3-c"]);
    expect(later[0]?.condition).toMatchObject({ for: [`batch ${OTHER_BATCH} works on it`] });
    expect(result.claims).toContainEqual(claims[0]);
  });

  test("takes nothing that conflicts with a story waiting to be merged", () => {
    const plan = aPlan([planned("2-b")], [aConflict("1-a", "2-b")]);

    const { result } = start(plan, { seen: { pullRequests: [aPullRequest("1-a", 3)] } });

    expect(result.state.stories).toEqual([]);
  });

  test("has no story that waits for another one", () => {
    const { result, later } = start(aPlan([planned("1-a"), planned("2-b", waitsFor("1-a"))]));

    expect(keysOf(result.state.stories)).toEqual(["1-a"]);
    expect(later).toEqual([]);
  });

  test("never dispatches again, whatever becomes of its stories", () => {
    const plan = aPlan(FIVE.map((name) => planned(name)));
    const { state } = start(plan, { origin: { limit: 3 } }).result;
    const nonce = "fresh-nonce-1";
    const reports = [
      aReport("1-a", rejected(null, "no test"), { nonce }),
      aReport("2-b", failed("broken"), { nonce }),
      aReport("3-c", { kind: "fault", reason: "the runner was lost" }, { nonce }),
    ];
    const seen = { plan, reports, runs: [aRun(RUN, { nonce, status: "completed" })] };

    const settled = reconcile(state, anObservation(state, { ...seen, now: at(600) }));
    const again = reconcile(settled.state, anObservation(settled.state, { plan, now: at(660) }));

    expect(settled.state.condition).toEqual({ kind: "finished", at: at(600) });
    expect(settled.state.stories.map(({ condition }) => condition.kind)).toEqual([
      "failed",
      "failed",
      "failed",
    ]);
    expect(settled.claims).toEqual([]);
    expect([...settled.decisions, ...again.decisions].map(({ kind }) => kind)).not.toContain("dispatch");
    expect(brokenInvariants(settled.state)).toEqual([]);
  });

  test("does not take up a story again that another batch had taken from it and let go", () => {
    const plan = aPlan([planned("1-a"), planned("2-b")]);
    const { state } = start(plan).result;
    const runs = [aRun(RUN, { nonce: "fresh-nonce-1" })];
    const theirs = { story: key("1-a"), batch: OTHER_BATCH, attempt: 1, nonce: "theirs-1", runId: 5 };

    const fenced = reconcile(
      state,
      anObservation(state, { plan, runs, claims: [theirs], now: at(60) }),
    ).state;
    const free = reconcile(fenced, anObservation(fenced, { plan, runs, now: at(120) }));
    const report = aReport("2-b", delivered(9), { nonce: "fresh-nonce-1" });
    const last = reconcile(free.state, anObservation(free.state, { plan, reports: [report], now: at(180) }));

    expect(fenced.stories.map(({ condition }) => condition.kind)).toEqual(["waiting", "dispatched"]);
    expect(free.decisions.map(({ kind }) => kind)).not.toContain("dispatch");
    expect(free.state.stories.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
    expect(last.state.condition.kind).toBe("finished");
  });

  test("is not halted by a critical blocker, since there is nothing to stop", () => {
    const plan = aPlan([planned("1-a")]);
    const { state } = start(plan).result;
    const blocked = { kind: "blocked" as const, phase: null, reasons: ["no access"], critical: true };
    const report = aReport("1-a", blocked, { nonce: "fresh-nonce-1" });

    const settled = reconcile(state, anObservation(state, { plan, reports: [report], now: at(60) }));

    expect(settled.state.condition).toEqual({ kind: "finished", at: at(60) });
    expect(settled.state.stories[0]?.condition.kind).toBe("blocked");
    expect(brokenInvariants(settled.state)).toEqual([]);
  });

  test("ends when its last story is settled, although others of the sprint are ready", () => {
    const plan = aPlan([planned("1-a"), planned("2-b")], [aConflict("1-a", "2-b")]);
    const { state } = start(plan).result;
    const report = aReport("1-a", delivered(9), { nonce: "fresh-nonce-1" });

    const settled = reconcile(state, anObservation(state, { plan, reports: [report], now: at(60) }));

    expect(settled.state.condition.kind).toBe("finished");
    expect(settled.state.stories[0]?.condition).toEqual({ kind: "delivered", pullRequest: 9 });
  });

  test("never has its run cancelled by us, although the run outlives its stories", () => {
    const plan = aPlan([planned("1-a")]);
    const { state } = start(plan).result;
    const nonce = "fresh-nonce-1";
    const reports = [aReport("1-a", delivered(9), { nonce })];
    const runs = [aRun(RUN, { nonce })];
    const settled = reconcile(state, anObservation(state, { plan, reports, runs, now: at(60) }));

    const later = reconcile(settled.state, anObservation(settled.state, { plan, runs, now: at(7200) }));

    expect(later.decisions.map(({ kind }) => kind)).not.toContain("cancelRun");
  });

  test("is not read back with an attempt of another run, or with a story that was never started", () => {
    const { state } = start(aPlan([planned("1-a")])).result;
    const [story] = state.stories;
    const [attempt] = story?.attempts ?? [];
    if (!story || !attempt) throw new Error("the story was not started");

    const elsewhere = { ...story, attempts: [{ ...attempt, runId: 78 }] };
    const untried = { ...story, attempts: [], condition: { kind: "queued" as const } };

    expect(brokenInvariants({ ...state, stories: [elsewhere] }).join()).toContain("attempts of other runs");
    expect(brokenInvariants({ ...state, stories: [untried] }).join()).toContain("without their one attempt");
  });
});
