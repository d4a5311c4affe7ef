import type { Config } from "../config/config.ts";
import type { StoryFilter } from "../commands/command.ts";
import type { Plan, PlannedStory } from "../planning/plan.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { BatchId } from "./batch-id.ts";
import type { BatchState, StoryCondition, StoryState } from "./batch-state.ts";
import { boundedReasons, boundedText } from "../bounded-text.ts";

export interface BatchStart {
  readonly id: BatchId;
  readonly repository: BatchState["repository"];
  readonly origin: BatchState["origin"];
  readonly command: BatchState["command"];
  readonly config: Config;
  readonly filter: StoryFilter;
  readonly base: BatchState["base"];
  readonly boardPath: string;
  readonly plan: Plan;
  readonly now: string;
}

/**
 * The batch as it begins: what is ready, then what waits, each in plan order. Excluded stories are
 * no part of it; the plan says why. Nothing is dispatched yet: that is `reconcile`'s work.
 */
export function startBatch(start: BatchStart): BatchState {
  return {
    schemaVersion: 1,
    id: start.id,
    repository: start.repository,
    origin: start.origin,
    command: {
      by: boundedText(start.command.by, 100),
      text: boundedText(start.command.text, 2000),
    },
    trackingCommentId: null,
    base: start.base,
    boardPath: start.boardPath,
    config: start.config,
    condition: { kind: "running" },
    stories: chooseStories(start.plan, start.filter.limit).map(storyState),
    consecutiveFailures: 0,
    spend: { costUsd: 0, tokens: 0 },
    createdAt: start.now,
    history: [],
  };
}

/**
 * With a limit, the ready stories come first; places that are left go to waiting stories that wait
 * for nothing but stories already chosen, since any other one might never start.
 */
function chooseStories(plan: Plan, limit: number | undefined): readonly PlannedStory[] {
  const ready = plan.stories.filter((story) => story.disposition.kind === "ready");
  const waiting = plan.stories.filter((story) => story.disposition.kind === "waits");
  if (limit === undefined) return [...ready, ...waiting];
  const chosen = new Set(ready.slice(0, limit).map((story) => story.key));
  for (const key of releasedBy(chosen, waiting)) if (chosen.size < limit) chosen.add(key);
  return [...ready, ...waiting].filter((story) => chosen.has(story.key));
}

/** Waiting stories that can start once all of `chosen` are done, and those after them, nearest first. */
function releasedBy(chosen: ReadonlySet<StoryKey>, waiting: readonly PlannedStory[]): readonly StoryKey[] {
  const missing = new Map(waiting.map((story) => [story.key, new Set(blockersOf(story))]));
  const waiters = new Map<StoryKey, StoryKey[]>();
  for (const [key, blockers] of missing) {
    for (const blocker of blockers) waiters.set(blocker, [...(waiters.get(blocker) ?? []), key]);
  }
  const released = [...chosen];
  // Grows while it is walked: each story enters once, with its last missing blocker.
  for (const done of released) {
    for (const waiter of waiters.get(done) ?? []) {
      const blockers = missing.get(waiter);
      if (blockers?.delete(done) && blockers.size === 0) released.push(waiter);
    }
  }
  return released.slice(chosen.size);
}

function blockersOf(story: PlannedStory): readonly StoryKey[] {
  return story.disposition.kind === "waits" ? story.disposition.for.map((blocker) => blocker.story) : [];
}

function storyState(planned: PlannedStory): StoryState {
  return {
    key: planned.key,
    title: boundedText(planned.title, 300),
    epic: boundedText(planned.epic, 100),
    path: planned.path ?? null,
    condition: firstCondition(planned),
    attempts: [],
    board: null,
    pullRequest: null,
  };
}

function firstCondition(planned: PlannedStory): StoryCondition {
  if (planned.disposition.kind !== "waits") return { kind: "queued" };
  const reasons = planned.disposition.for.map((blocker) => blocker.reason);
  return { kind: "waiting", for: boundedReasons([...new Set(reasons)]) };
}
