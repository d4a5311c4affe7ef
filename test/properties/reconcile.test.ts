import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchState, type StoryConditionKind } from "../../src/core/batch/batch-state.ts";
import { brokenInvariants } from "../../src/core/batch/batch-invariants.ts";
import { reconcile } from "../../src/core/batch/reconcile.ts";
import { countTries } from "../../src/core/batch/story-attempts.ts";
import { scenarios } from "../support/batch-scenarios.ts";
import { BatchWorld, type Scenario, type Trace } from "../support/batch-world.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";
import {
  aBatch,
  aConflict,
  aDeliveredStory,
  anObservation,
  aPlan,
  aStory,
  planned,
  waitsFor,
} from "../support/batch-builders.ts";

const RUNS = { numRuns: 150 };
const CHAOTIC_STEPS = 40;
const CALM_STEPS = 160;

/** Lets a world live through its chaos and a calm time after it, and shows every look to the check. */
function live(scenario: Scenario, check: (world: BatchWorld, trace: Trace) => void = nothing): BatchWorld {
  const world = new BatchWorld(scenario);
  for (let step = 0; step < CHAOTIC_STEPS + CALM_STEPS; step += 1) {
    if (step === CHAOTIC_STEPS) world.isChaotic = false;
    const trace = world.step();
    check(world, trace);
    if (step > CHAOTIC_STEPS + 20 && isAtRest(trace, scenario)) break;
  }
  return world;
}

function nothing(): void {}

/** Over and everything confirmed, or waiting for people who will not come. */
function isAtRest({ result }: Trace, { people }: Scenario): boolean {
  if (result.changed) return false;
  const isParked = result.state.condition.kind === "parked";
  return (
    (isParked && people === "sleep") ||
    (result.state.condition.kind !== "running" && result.decisions.length === 0)
  );
}

function inFlight(state: BatchState): readonly StoryKey[] {
  return state.stories.filter((story) => story.condition.kind === "dispatched").map((story) => story.key);
}

function firstDispatches({ result }: Trace): readonly StoryKey[] {
  return result.briefs.map((brief) => brief.story);
}

function conflictsBetween(trace: Trace, ones: readonly StoryKey[], others: readonly StoryKey[]): unknown {
  const { conflicts } = trace.observation.plan;
  return ones.flatMap((one) => others.flatMap((other) => conflicts.between(one, other) ?? []));
}

/** What people work on by themselves; the plan shows it as left out. */
function foreignOf({ observation }: Trace): readonly StoryKey[] {
  return observation.plan.stories.flatMap(({ key, disposition }) =>
    disposition.kind === "excluded" && disposition.because === "in-progress-elsewhere" ? [key] : [],
  );
}

describe("safety of reconcile", () => {
  test("never has two stories in flight that conflict, over all batches", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, trace) => {
          const ours = inFlight(trace.result.state);
          const foreign = trace.result.claims
            .filter((claim) => claim.batch !== trace.result.state.id)
            .map((claim) => claim.story);
          expect(conflictsBetween(trace, ours, [...ours, ...foreign])).toEqual([]);
        });
      }),
      RUNS,
    );
  });

  test("never starts a story whose stated conflict is delivered and not merged", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, trace) => {
          const unmerged = trace.result.state.stories
            .filter((story) => story.condition.kind === "delivered")
            .map((story) => story.key);
          const found = conflictsBetween(trace, firstDispatches(trace), unmerged);
          expect(found).not.toContainEqual(expect.objectContaining({ strength: "stated" }));
        });
      }),
      RUNS,
    );
  });

  test("never starts a story beside work of others with which it has a stated conflict", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, trace) => {
          const found = conflictsBetween(trace, firstDispatches(trace), foreignOf(trace));
          expect(found).not.toContainEqual(expect.objectContaining({ strength: "stated" }));
        });
      }),
      RUNS,
    );
  });

  test("never starts a story before everything it needs is done", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (world, trace) => {
          const needed = firstDispatches(trace).flatMap((name) => world.needsOf(name));
          expect(needed.filter((name) => !world.isDone(name))).toEqual([]);
        });
      }),
      RUNS,
    );
  });

  test("keeps every invariant, bound and limit of the state", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, { result }) => {
          const { state } = result;
          expect(brokenInvariants(state)).toEqual([]);
          expect(BatchState.safeParse(state).error).toBeUndefined();
          expect(inFlight(state).length).toBeLessThanOrEqual(state.config.maxWorkers);
          const tries = state.stories.map(countTries);
          expect(Math.max(...tries)).toBeLessThanOrEqual(state.config.maxAttempts);
        });
      }),
      RUNS,
    );
  });

  test("never undoes an end, except that a person merges what was given up", () => {
    const ends = new Set<StoryConditionKind>([
      "merged",
      "alreadyDone",
      "failed",
      "blocked",
      "skipped",
      "cancelled",
    ]);
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, { before, result }) => {
          for (const [index, story] of before.stories.entries()) {
            const after = result.state.stories[index]?.condition;
            if (!ends.has(story.condition.kind) || after?.kind === "merged") continue;
            expect(after).toBe(story.condition);
          }
          if (before.condition.kind === "running" || before.condition.kind === "parked") return;
          expect(result.state.condition).toBe(before.condition);
        });
      }),
      RUNS,
    );
  });

  test("never cancels a run that may deliver, makes a draft of good work, or lowers a status it did not write", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(live(scenario).violations).toEqual([]);
      }),
      RUNS,
    );
  });

  test("has at most one claim for a story, one for each open attempt, and leaves the others' alone", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, { observation, result }) => {
          const own = result.claims.filter((claim) => claim.batch === result.state.id);
          const foreign = result.claims.filter((claim) => claim.batch !== result.state.id);
          expect(new Set(result.claims.map((claim) => claim.story)).size).toBe(result.claims.length);
          expect(own.map((claim) => claim.story).toSorted()).toEqual(inFlight(result.state).toSorted());
          expect(foreign).toEqual(observation.claims.filter((claim) => claim.batch !== result.state.id));
        });
      }),
      RUNS,
    );
  });
});

describe("liveness of reconcile", () => {
  test("brings every batch to an end, or to people who sleep", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const world = live(scenario);
        const { condition } = world.stored.state;
        // Who sleeps does not merge; who sets a done story back on the board has to do it again.
        const isUpToPeople = scenario.people === "sleep" || world.touchedByPeople.size > 0;
        const ends = ["finished", "halted", ...(isUpToPeople ? ["parked"] : [])];
        expect(ends).toContain(condition.kind);
      }),
      RUNS,
    );
  });

  test("starts something whenever a worker is free and a story has nothing in its way", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, trace) => {
          expect(startable(trace)).toEqual([]);
        });
      }),
      RUNS,
    );
  });

  test("brings the board to what became of each story", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const world = live(scenario);
        const { stories, condition: batch } = world.stored.state;
        for (const { key, condition } of stories) {
          // A parked batch keeps the status of a story that it is going to try again.
          const isKept = batch.kind === "parked" && condition.kind === "waiting";
          if (isKept || world.touchedByPeople.has(key)) continue;
          expect([key, condition.kind, world.board.get(key)]).toEqual([
            key,
            condition.kind,
            boardOf(condition.kind),
          ]);
        }
      }),
      RUNS,
    );
  });
});

function boardOf(kind: StoryConditionKind): string {
  if (kind === "merged" || kind === "alreadyDone") return "done";
  return kind === "delivered" ? "review" : "ready-for-dev";
}

/** Stories that a free worker could have taken. */
function startable(trace: Trace): readonly StoryKey[] {
  const { state, claims } = trace.result;
  const active = inFlight(state);
  const isGoing = state.condition.kind === "running" || state.condition.kind === "parked";
  const isBarred = state.config.schedule === "waves" && active.length > 0;
  if (!isGoing || state.halting || isBarred || active.length >= state.config.maxWorkers) return [];
  const delivered = state.stories
    .filter((story) => story.condition.kind === "delivered")
    .map((story) => story.key);
  const unmerged = [...delivered, ...foreignOf(trace)];
  const foreign = claims.filter((claim) => claim.batch !== state.id).map((claim) => claim.story);
  return state.stories
    .filter((story) => story.condition.kind === "queued" || story.condition.kind === "waiting")
    .map((story) => story.key)
    .filter((name) => !foreign.includes(name))
    .filter((name) =>
      trace.observation.plan.stories.some((each) => each.key === name && each.disposition.kind === "ready"),
    )
    .filter((name) => !hasConflict(trace, name, [...active, ...foreign], unmerged));
}

function hasConflict(
  trace: Trace,
  name: StoryKey,
  ...[active, unmerged]: readonly [readonly StoryKey[], readonly StoryKey[]]
): boolean {
  const { conflicts } = trace.observation.plan;
  return (
    active.some((other) => conflicts.between(name, other) !== undefined) ||
    unmerged.some((other) => conflicts.between(name, other)?.strength === "stated")
  );
}

describe("determinism of reconcile", () => {
  test("decides the same for the same input, which it leaves as it is", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        // The world freezes state and observation deeply: a write to either would throw.
        live(scenario, (_, { before, observation, result }) => {
          expect(reconcile(before, observation)).toEqual(result);
        });
      }),
      { numRuns: 50 },
    );
  });

  test("adds nothing when it reconciles its own result with the same observation", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        live(scenario, (_, { observation, result }) => {
          const again = reconcile(result.state, { ...observation, claims: result.claims });
          expect(again.changed).toBe(false);
          expect(again.state).toBe(result.state);
          expect(again.briefs).toEqual([]);
          expect(again.decisions.filter((decision) => decision.kind === "dispatch")).toEqual([]);
        });
      }),
      RUNS,
    );
  });
});

describe("cost of reconcile", () => {
  test("looks at 10,000 stories and as many conflicts in well under a second", () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `${Math.floor(index / 10)}-${index % 10}-s`);
    const stories = names.map((name, index) =>
      index < 4000 ? aDeliveredStory(name, index + 1) : aStory(name),
    );
    const plan = aPlan(
      names.map((name, index) => planned(name, index > 5000 ? waitsFor(names[index - 1] ?? "") : {})),
      names.slice(1).map((name, index) => aConflict(names[index] ?? "", name)),
    );
    const state = aBatch(stories);
    const observation = anObservation(state, { plan });

    const startedMs = performance.now();
    const result = reconcile(state, observation);
    const tookMs = performance.now() - startedMs;

    expect(result.briefs).toHaveLength(3);
    expect(tookMs).toBeLessThan(1000);
  });
});
