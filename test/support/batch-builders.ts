import { BatchId } from "../../src/core/batch/batch-id.ts";
import type {
  Attempt,
  AttemptOutcome,
  BatchState,
  CardFacts,
  StoryCondition,
  StoryState,
} from "../../src/core/batch/batch-state.ts";
import { timestampOf } from "../../src/core/instant.ts";
import type { AttemptReport, Observation, ObservedRun } from "../../src/core/batch/observation.ts";
import { DEFAULT_CONFIG } from "../../src/core/config/config.ts";
import type { Conflict } from "../../src/core/conflicts/conflict.ts";
import type { Blocker, Disposition, Plan, PlannedStory } from "../../src/core/planning/plan.ts";
import type { StoryPullRequest } from "../../src/core/sprint/sprint.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import { conflictsFrom } from "./plan-conflicts.ts";

export const START_MS = Date.parse("2026-11-21T09:00:00.000Z");
export const NOW = at(0);
export const BATCH = BatchId.parse("b1-100");
export const OTHER_BATCH = BatchId.parse("b2-200");

/** The moment that many seconds after the beginning of time in these tests. */
export function at(seconds: number): string {
  return timestampOf(START_MS + seconds * 1000);
}

export function key(text: string): StoryKey {
  return StoryKey.parse(text);
}

export const FACTS: CardFacts = {
  filesCreated: [],
  filesModified: [],
  filesOmitted: 0,
  testsAdded: 1,
  testStatus: "passed",
  issuesFound: 0,
  issuesFixed: 0,
  iterations: 0,
  tasksChecked: 2,
  tasksTotal: 2,
  costUsd: 0.5,
  tokens: 1000,
};

export function aStory(name: string, changes: Partial<StoryState> = {}): StoryState {
  return {
    key: key(name),
    title: `Story ${name}`,
    epic: "epic-1",
    path: `docs/stories/${name}.md`,
    condition: { kind: "queued" },
    attempts: [],
    board: null,
    pullRequest: null,
    ...changes,
  };
}

export function anAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    nonce: "nonce-one",
    dispatchedAt: NOW,
    dispatches: 1,
    runId: null,
    startedAt: null,
    settledAt: null,
    outcome: null,
    learnings: [],
    ...changes,
  };
}

/** A story in flight; its board already says so. */
export function aDispatchedStory(name: string, attempt: Partial<Attempt> = {}): StoryState {
  return aStory(name, {
    condition: { kind: "dispatched" },
    attempts: [anAttempt(attempt)],
    board: { before: "ready-for-dev", written: "in-progress" },
  });
}

/** A story whose only attempt ended in the given way. */
export function anEndedStory(name: string, outcome: AttemptOutcome, condition: StoryCondition): StoryState {
  const pullRequest = "pullRequest" in outcome ? outcome.pullRequest : null;
  const attempt = anAttempt({ nonce: `nonce-${name}`, runId: 7, settledAt: at(-600), outcome });
  return aStory(name, { attempts: [attempt], condition, pullRequest });
}

export function aDeliveredStory(name: string, pullRequest: number): StoryState {
  const story = anEndedStory(name, delivered(pullRequest), { kind: "delivered", pullRequest });
  return { ...story, board: { before: "ready-for-dev", written: "review" } };
}

export function delivered(pullRequest: number): AttemptOutcome {
  return { kind: "delivered", pullRequest, headSha: sha(pullRequest), facts: FACTS };
}

export function rejected(pullRequest: number | null, ...reasons: string[]): AttemptOutcome {
  const headSha = pullRequest === null ? null : sha(pullRequest);
  return { kind: "rejected", pullRequest, headSha, reasons, facts: null };
}

export function failed(...reasons: string[]): AttemptOutcome {
  return { kind: "failed", phase: "BUILD", reasons, facts: null };
}

export function sha(number: number): string {
  return number.toString(16).padStart(40, "0");
}

export function aBatch(stories: readonly StoryState[], changes: Partial<BatchState> = {}): BatchState {
  return {
    schemaVersion: 1,
    id: BATCH,
    repository: { owner: "acme", name: "shop" },
    origin: { kind: "comment", issue: 1, commentId: 100 },
    command: { by: "ada", text: "/batch-stories" },
    trackingCommentId: null,
    base: { branch: "main", sha: sha(1) },
    boardPath: "docs/sprint-status.yaml",
    config: DEFAULT_CONFIG,
    condition: { kind: "running" },
    stories: [...stories],
    consecutiveFailures: 0,
    spend: { costUsd: 0, tokens: 0 },
    createdAt: at(-3600),
    history: [],
    ...changes,
  };
}

export function planned(name: string, changes: Partial<PlannedStory> = {}): PlannedStory {
  return {
    key: key(name),
    title: `Story ${name}`,
    epic: "epic-1",
    path: `docs/stories/${name}.md`,
    disposition: READY,
    chain: 0,
    weight: 1,
    tail: 1,
    dependsOn: [],
    ...changes,
  };
}

export const READY: Disposition = { kind: "ready", tier: 3, reason: "Nothing stands in its way." };

export function waitsFor(...needed: readonly string[]): Partial<PlannedStory> {
  const blockers = needed.map((name): Blocker => ({
    kind: "dependency",
    story: key(name),
    reason: `needs ${name}`,
  }));
  return { disposition: { kind: "waits", for: blockers }, dependsOn: needed.map(key) };
}

export function waitsForMerge(needed: string, number: number): Partial<PlannedStory> {
  const reason = `needs ${needed}, which is delivered as #${number}`;
  const blocker: Blocker = { kind: "pull-request", story: key(needed), number, reason };
  return { disposition: { kind: "waits", for: [blocker] }, dependsOn: [key(needed)] };
}

export function aPlan(stories: readonly PlannedStory[], conflicts: readonly Conflict[] = []): Plan {
  return { commit: sha(1), stories, conflicts: conflictsFrom(conflicts), problems: [] };
}

export function aConflict(one: string, other: string, strength: Conflict["strength"] = "stated"): Conflict {
  return {
    stories: [key(one), key(other)],
    rule: "shared-file",
    strength,
    reason: `${one} and ${other} both change src/app.ts`,
    lines: [],
  };
}

/**
 * What is seen when nothing has happened: every story of the batch is on the board as we wrote it
 * and as the plan needs it, our claims are there, no run, no report.
 */
export function anObservation(state: BatchState, changes: Partial<Observation> = {}): Observation {
  return {
    now: NOW,
    nonces: ["fresh-nonce-1", "fresh-nonce-2"],
    base: state.base,
    plan: aPlan(state.stories.map((story) => planned(story.key))),
    boardStatuses: new Map(
      state.stories.map((story) => [story.key, story.board?.written ?? "ready-for-dev"]),
    ),
    claims: claimsOf(state),
    runs: [],
    attempts: [],
    reports: [],
    refusals: [],
    dispatchGraceMs: 60_000,
    pullRequests: [],
    trackingComments: [],
    ...changes,
  };
}

export function claimsOf(state: BatchState): Observation["claims"] {
  return state.stories.flatMap((story) =>
    story.attempts
      .filter((attempt) => attempt.settledAt === null)
      .map(({ number, nonce, runId }) => ({
        story: story.key,
        batch: state.id,
        attempt: number,
        nonce,
        runId,
      })),
  );
}

export function aRun(id: number, changes: Partial<ObservedRun> = {}): ObservedRun {
  return {
    id,
    runAttempt: 1,
    nonce: "nonce-one",
    status: "in_progress",
    conclusion: null,
    url: `https://github.com/acme/shop/actions/runs/${id}`,
    ...changes,
  };
}

export function aReport(
  name: string,
  outcome: AttemptOutcome,
  changes: Partial<AttemptReport> = {},
): AttemptReport {
  return {
    story: key(name),
    attempt: 1,
    nonce: "nonce-one",
    startedAt: at(-60),
    outcome,
    learnings: [],
    feed: [],
    ...changes,
  };
}

export function aPullRequest(
  name: string,
  number: number,
  changes: Partial<StoryPullRequest> = {},
): StoryPullRequest {
  return {
    number,
    story: key(name),
    state: "open",
    isDraft: false,
    needsFixes: false,
    headSha: sha(number),
    ...changes,
  };
}

/** Freezes a value with everything in it, so that a function that changes its input throws. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  if (value instanceof Map) for (const member of value.values()) deepFreeze(member);
  return value;
}
