import type { BatchState, StoryConditionKind, StoryState } from "../batch-state.ts";
import { boundedReason } from "../../bounded-text.ts";
import type { Disposition } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, isOpen, part, type Note, type Part } from "../steps/step.ts";

/** Ends after which a story that needs this one cannot start any more. */
const GIVEN_UP = new Set<StoryConditionKind>(["failed", "blocked", "skipped", "cancelled", "partial"]);

/** Excluded outside the batch, but people or another batch are at it: worth waiting for. */
const UNDER_WAY = new Set<string>(["in-progress-elsewhere", "open-pull-request", "in-review"]);

interface Skip {
  readonly dependency: StoryKey;
  readonly reason: string;
}

/**
 * Stories whose dependency came to nothing end as skipped, and so do those that need them. A story
 * that the plan calls ready is spared: what it needed was done outside the batch.
 */
export function skipDependents(state: BatchState, look: Look): Part {
  const skips = findSkips(state, look);
  if (skips.size === 0) return part(state);
  const next = changeStories(state, (story) => {
    const skip = skips.get(story.key);
    return skip ? { ...story, condition: { kind: "skipped", ...skip } } : story;
  });
  const notes = [...skips].map(([story, skip]): Note => ({ kind: "skipped", story, reason: skip.reason }));
  return part(next, { notes });
}

function findSkips(state: BatchState, look: Look): ReadonlyMap<StoryKey, Skip> {
  const stories = new Map(state.stories.map((story) => [story.key, story]));
  const skips = new Map<StoryKey, Skip>();
  const ended: StoryKey[] = [];
  for (const story of state.stories) {
    if (GIVEN_UP.has(story.condition.kind)) ended.push(story.key);
    const skip = isOpen(story) ? skipForOutsider(story, stories, look) : undefined;
    if (!skip) continue;
    skips.set(story.key, skip);
    ended.push(story.key);
  }
  const dependents = dependentsOf(state, look);
  // Grows while it is walked: each story enters at most once.
  for (const dependency of ended) {
    for (const dependent of dependents.get(dependency) ?? []) {
      if (skips.has(dependent)) continue;
      const cause = skips.has(dependency) ? "skipped" : stories.get(dependency)?.condition.kind;
      const reason = boundedReason(`it needs ${dependency}, which ended as ${cause ?? "skipped"}`);
      skips.set(dependent, { dependency, reason });
      ended.push(dependent);
    }
  }
  return skips;
}

/** Who needs each story, among the stories that could be skipped. */
function dependentsOf(state: BatchState, look: Look): ReadonlyMap<StoryKey, readonly StoryKey[]> {
  const dependents = new Map<StoryKey, StoryKey[]>();
  for (const story of state.stories) {
    const planned = look.planned.get(story.key);
    if (!planned || !isOpen(story) || planned.disposition.kind === "ready") continue;
    for (const dependency of planned.dependsOn) {
      const group = dependents.get(dependency);
      if (group) group.push(story.key);
      else dependents.set(dependency, [story.key]);
    }
  }
  return dependents;
}

/** A story outside the batch that nobody works on will not be done while the batch waits. */
function skipForOutsider(
  story: StoryState,
  stories: ReadonlyMap<StoryKey, StoryState>,
  look: Look,
): Skip | undefined {
  const disposition = look.planned.get(story.key)?.disposition;
  if (disposition?.kind !== "waits") return undefined;
  for (const blocker of disposition.for) {
    if (blocker.kind === "pull-request" || stories.has(blocker.story)) continue;
    if (look.foreignClaims.has(blocker.story)) continue;
    const outside = look.planned.get(blocker.story)?.disposition;
    if (isUnderWay(outside)) continue;
    const why = outside?.kind === "excluded" ? ` (${outside.reason})` : "";
    const reason = `it needs ${blocker.story}, which is not done and not part of this batch${why}`;
    return { dependency: blocker.story, reason: boundedReason(reason) };
  }
  return undefined;
}

function isUnderWay(disposition: Disposition | undefined): boolean {
  return disposition?.kind === "excluded" && UNDER_WAY.has(disposition.because);
}
