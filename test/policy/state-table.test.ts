/** The tables of states in docs/design.md against the real `reconcile`, in both directions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BatchCondition,
  StoryCondition,
  type AttemptOutcome,
  type BatchState,
  type StoryConditionKind,
  type StoryState,
} from "../../src/core/batch/batch-state.ts";
import { brokenInvariants } from "../../src/core/batch/batch-invariants.ts";
import { cancelBatch } from "../../src/core/batch/cancel-batch.ts";
import type { Observation } from "../../src/core/batch/observation.ts";
import { reconcile } from "../../src/core/batch/reconcile.ts";
import type { PlannedStory } from "../../src/core/planning/plan.ts";
import {
  aBatch,
  aDeliveredStory,
  aDispatchedStory,
  anAttempt,
  anObservation,
  aPlan,
  aPullRequest,
  aReport,
  aRun,
  aStory,
  at,
  deepFreeze,
  delivered,
  failed,
  NOW,
  planned,
  rejected,
  waitsFor,
} from "../support/batch-builders.ts";
import { scenarios } from "../support/batch-scenarios.ts";
import { BatchWorld } from "../support/batch-world.ts";
import { codesIn, tableAfter } from "./markdown.ts";
import { valuesOf } from "./said-codes.ts";

const DOCUMENT = "docs/design.md";

function statesOf(what: string): readonly { readonly state: string; readonly isReserved: boolean }[] {
  return tableAfter(DOCUMENT, `<!-- table: ${what} states -->`).map(([state = "", means = ""]) => ({
    state: codesIn(state).join(" "),
    isReserved: means.startsWith("reserved"),
  }));
}

function transitionsOf(what: string): readonly string[] {
  return tableAfter(DOCUMENT, `<!-- table: ${what} transitions -->`).map(([from = "", to = ""]) =>
    [...codesIn(from), ...codesIn(to)].join(" → "),
  );
}

// ---- How each transition comes about ------------------------------------------------------------

interface Case {
  readonly state: BatchState;
  /** What is seen; nothing: the batch is cancelled instead. */
  readonly seen?: Partial<Observation>;
}

const NAME = "1-1-a";
const OTHER = "1-2-b";
const BUSY = aDispatchedStory(OTHER, { runId: 5 });
const OVER: StoryState = aStory(OTHER, { condition: { kind: "failed", reasons: ["no"] } });

function plan(...stories: readonly PlannedStory[]): Pick<Observation, "plan"> {
  return { plan: aPlan(stories) };
}

function one(story: StoryState): BatchState {
  return aBatch([story]);
}

const DONE = planned(NAME, { disposition: { kind: "excluded", because: "done", reason: "It is done." } });
const MERGED = [aPullRequest(NAME, 8, { state: "merged" })];
const CLOSED = [aPullRequest(NAME, 8, { state: "closed" })];

/** A story that has not started: it may start, or something is in its way. */
function open(kind: "queued" | "waiting"): StoryState {
  return aStory(NAME, { condition: kind === "queued" ? { kind } : { kind, for: ["needs something"] } });
}

function casesOfOpen(kind: "queued" | "waiting"): readonly (readonly [string, Case])[] {
  const state = one(open(kind));
  return [
    [`${kind} → dispatched`, { state, seen: {} }],
    [`${kind} → merged`, { state, seen: { ...plan(DONE), pullRequests: MERGED } }],
    [`${kind} → alreadyDone`, { state, seen: plan(DONE) }],
    [
      `${kind} → skipped`,
      {
        state: aBatch([open(kind), OVER]),
        seen: plan(planned(NAME, waitsFor(OTHER)), planned(OTHER)),
      },
    ],
    [`${kind} → cancelled`, { state, seen: plan(planned(OTHER)) }],
  ];
}

const IN_FLIGHT = aDispatchedStory(NAME, { runId: 5 });

/** An attempt in flight that ends so. Without a nonce, what is queued again is seen before it starts. */
function ending(outcome: AttemptOutcome, rest: Partial<Observation> = {}): Case {
  const seen = { runs: [aRun(5)], reports: [aReport(NAME, outcome)], nonces: [], ...rest };
  return { state: one(IN_FLIGHT), seen };
}

function lastTry(outcome: AttemptOutcome): Case {
  const first = anAttempt({ nonce: "nonce-old", runId: 4, settledAt: at(-60), outcome: rejected(8, "no") });
  const attempts = [first, anAttempt({ number: 2, runId: 5 })];
  const story = { ...IN_FLIGHT, attempts };
  return {
    state: one(story),
    seen: { runs: [aRun(5)], reports: [aReport(NAME, outcome, { attempt: 2 })] },
  };
}

/** A story that was tried, ended so, and whose pull request people merge after all. */
function rescued(condition: StoryState["condition"]): Case {
  const outcome = rejected(8, "no");
  const attempts = [anAttempt({ nonce: "nonce-old", runId: 4, settledAt: at(-600), outcome })];
  const story = aStory(NAME, { condition, attempts, pullRequest: 8 });
  return { state: one(story), seen: { pullRequests: MERGED } };
}

const STORY_CASES = new Map<string, Case>([
  [
    "queued → waiting",
    {
      state: aBatch([open("queued"), BUSY]),
      seen: { ...plan(planned(NAME, waitsFor(OTHER)), planned(OTHER)), runs: [aRun(5)] },
    },
  ],
  ["waiting → queued", { state: one(open("waiting")), seen: { nonces: [] } }],
  ...casesOfOpen("queued"),
  ...casesOfOpen("waiting"),
  ["dispatched → delivered", ending(delivered(8))],
  ["dispatched → alreadyDone", ending({ kind: "alreadyDone" })],
  ["dispatched → queued", ending(rejected(8, "no citation"))],
  [
    "dispatched → waiting",
    {
      state: aBatch([IN_FLIGHT, aDispatchedStory(OTHER, { nonce: "nonce-two", runId: 6 })]),
      seen: {
        ...plan(planned(NAME, waitsFor(OTHER)), planned(OTHER)),
        runs: [aRun(5), aRun(6, { nonce: "nonce-two" })],
        reports: [aReport(NAME, failed("no"))],
        nonces: [],
      },
    },
  ],
  ["dispatched → failed", lastTry(failed("the tests fail"))],
  [
    "dispatched → blocked",
    ending({ kind: "blocked", phase: "BUILD", reasons: ["unclear"], critical: false }),
  ],
  ["dispatched → merged", ending(delivered(8), { pullRequests: MERGED })],
  [
    "dispatched → skipped",
    {
      state: aBatch([IN_FLIGHT, OVER]),
      seen: {
        ...plan(planned(NAME, waitsFor(OTHER)), planned(OTHER)),
        runs: [aRun(5)],
        reports: [aReport(NAME, failed("no"))],
      },
    },
  ],
  ["dispatched → cancelled", { state: one(IN_FLIGHT) }],
  ["delivered → merged", { state: one(aDeliveredStory(NAME, 8)), seen: { pullRequests: MERGED } }],
  ["delivered → cancelled", { state: one(aDeliveredStory(NAME, 8)), seen: { pullRequests: CLOSED } }],
  ["failed → merged", rescued({ kind: "failed", reasons: ["no"] })],
  ["blocked → merged", rescued({ kind: "blocked", reasons: ["no"], critical: false })],
  ["skipped → merged", rescued({ kind: "skipped", dependency: OVER.key, reason: "no" })],
  ["cancelled → merged", rescued({ kind: "cancelled", reason: "no" })],
]);

const PARKED: BatchState = {
  ...aBatch([aDeliveredStory(OTHER, 8), open("waiting")]),
  condition: { kind: "parked", since: NOW, waitingFor: ["#8 to be merged"] },
};
const HALTED: BatchState = {
  ...aBatch([OVER]),
  condition: { kind: "halted", at: NOW, cause: "breaker", reason: "3 stories in a row failed" },
};
const NEEDS_MERGE = plan(planned(OTHER), planned(NAME, waitsFor(OTHER)));

const BATCH_CASES = new Map<string, Case>([
  ["running → parked", { state: { ...PARKED, condition: { kind: "running" } }, seen: NEEDS_MERGE }],
  ["running → halted", ending({ kind: "blocked", phase: "BUILD", reasons: ["unclear"], critical: true })],
  ["running → finished", { state: one(aDeliveredStory(NAME, 8)), seen: {} }],
  ["running → cancelled", { state: one(IN_FLIGHT) }],
  ["parked → running", { state: PARKED, seen: {} }],
  ["parked → finished", { state: PARKED, seen: plan(planned(OTHER), DONE) }],
  ["parked → cancelled", { state: PARKED }],
  ["halted → cancelled", { state: HALTED }],
]);

function lookAt({ state, seen }: Case): BatchState {
  if (!seen) return cancelBatch(deepFreeze(state), "ada", NOW);
  return reconcile(deepFreeze(state), deepFreeze(anObservation(state, seen))).state;
}

function kindOf(state: BatchState): StoryConditionKind | undefined {
  return state.stories.find((story) => story.key === NAME)?.condition.kind;
}

// ---- The tables -----------------------------------------------------------------------------------

describe("the table of story states", () => {
  const STATES = statesOf("story");

  test("has every state of the schema and no other", () => {
    const kinds = StoryCondition.options.map((option) => option.shape.kind.value);

    expect(STATES.map(({ state }) => state)).toEqual(kinds);
  });

  test("calls those reserved that no code brings about", () => {
    const made = valuesOf("kind", ["src/core/batch"]);
    const unmade = STATES.filter(({ state }) => !made.has(state));
    const cases = new Set([...STORY_CASES.keys()].flatMap((name) => name.split(" → ")));
    const unreached = STATES.filter(({ state }) => !cases.has(state));
    const reserved = STATES.filter(({ isReserved }) => isReserved);

    expect(unmade).toEqual(reserved);
    expect(unreached).toEqual(reserved);
  });
});

describe("the table of story transitions", () => {
  const ROWS = transitionsOf("story");

  test("has a case for every row and a row for every case", () => {
    expect(ROWS.toSorted(compare)).toEqual([...STORY_CASES.keys()].toSorted(compare));
  });

  test.each([...STORY_CASES])("is right about %s", (name, example) => {
    expect(brokenInvariants(example.state)).toEqual([]);
    expect(`${kindOf(example.state)} → ${kindOf(lookAt(example))}`).toBe(name);
  });
});

describe("the table of batch states", () => {
  test("has every state of the schema and no other", () => {
    const kinds = BatchCondition.options.map((option) => option.shape.kind.value);

    expect(statesOf("batch").map(({ state }) => state)).toEqual(kinds);
  });
});

describe("the table of batch transitions", () => {
  const ROWS = transitionsOf("batch");

  test("has a case for every row and a row for every case", () => {
    expect(ROWS.toSorted(compare)).toEqual([...BATCH_CASES.keys()].toSorted(compare));
  });

  test.each([...BATCH_CASES])("is right about %s", (name, example) => {
    expect(brokenInvariants(example.state)).toEqual([]);
    expect(`${example.state.condition.kind} → ${lookAt(example).condition.kind}`).toBe(name);
  });
});

describe("random batches", () => {
  const LOOKS = 120;
  const CHAOTIC_LOOKS = 40;

  test("meet no transition that the tables leave out", () => {
    const known = new Set([...transitionsOf("story"), ...transitionsOf("batch")]);
    const met = new Set<string>();
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const world = new BatchWorld(scenario);
        for (let look = 0; look < LOOKS; look += 1) {
          if (look === CHAOTIC_LOOKS) world.isChaotic = false;
          const { before, result } = world.step();
          for (const transition of changesBetween(before, result.state)) {
            met.add(transition);
            expect(known).toContain(transition);
          }
        }
      }),
      { numRuns: 250 },
    );
    expect(met.size).toBeGreaterThan(15);
  });
});

function changesBetween(before: BatchState, after: BatchState): readonly string[] {
  const batch = `${before.condition.kind} → ${after.condition.kind}`;
  const stories = before.stories.map(
    (story, index) => `${story.condition.kind} → ${after.stories[index]?.condition.kind}`,
  );
  return [batch, ...stories].filter((change) => {
    const [from, to] = change.split(" → ");
    return from !== to;
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : 1;
}
