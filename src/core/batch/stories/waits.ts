import type { BatchState, StoryState } from "../batch-state.ts";
import type { Conflict } from "../../conflicts/conflict.ts";
import type { Blocker } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "../steps/look.ts";
import { isInFlight, isOpen, isWaiting } from "../steps/step.ts";
import { unmergedStories } from "./unmerged-stories.ts";

/** One thing a story waits for. */
export interface Wait {
  /** Whether the batch itself brings it about; else people or another batch have to. */
  readonly isOurs: boolean;
  /** The pull request that has to be merged, if that is what is missing. */
  readonly pullRequest: number | undefined;
  readonly story: StoryKey;
  readonly reason: string;
}

/** What every story that has not started waits for; a story that is absent only waits for a free worker. */
export function findWaits(state: BatchState, look: Look): ReadonlyMap<StoryKey, readonly Wait[]> {
  const conditions = new Map(state.stories.map((story) => [story.key, story]));
  const conflicts = activeConflicts(state, look);
  const waits = new Map<StoryKey, readonly Wait[]>();
  for (const story of state.stories) {
    if (!isWaiting(story)) continue;
    const found = [...plannedWaits(story, conditions, look), ...(conflicts.get(story.key) ?? [])];
    const claim = look.foreignClaims.get(story.key);
    if (claim) found.push(wait(story.key, `batch ${claim.batch} works on it`));
    if (found.length > 0) waits.set(story.key, found);
  }
  return waits;
}

function plannedWaits(
  story: StoryState,
  stories: ReadonlyMap<StoryKey, StoryState>,
  look: Look,
): readonly Wait[] {
  const disposition = look.planned.get(story.key)?.disposition;
  if (disposition?.kind !== "waits") return [];
  return disposition.for.map((blocker) => waitForBlocker(blocker, stories.get(blocker.story)));
}

function waitForBlocker(blocker: Blocker, needed: StoryState | undefined): Wait {
  const delivered = needed?.condition.kind === "delivered" ? needed.condition.pullRequest : undefined;
  const pullRequest = blocker.kind === "pull-request" ? blocker.number : delivered;
  // One that has ended and still is in the way was undone by a person on the board.
  const isOurs = pullRequest === undefined && needed !== undefined && (isOpen(needed) || isInFlight(needed));
  return { isOurs, pullRequest, story: blocker.story, reason: blocker.reason };
}

/** Conflicts with what is in flight or unmerged, for the stories that have to wait because of them. */
function activeConflicts(state: BatchState, look: Look): ReadonlyMap<StoryKey, readonly Wait[]> {
  const inFlight = new Set(state.stories.filter(isInFlight).map((story) => story.key));
  const waiting = new Set(state.stories.filter(isWaiting).map((story) => story.key));
  const unmerged = unmergedStories(state, look);
  const found = new Map<StoryKey, Wait[]>();
  for (const conflict of look.observation.plan.conflicts) {
    for (const { story, other } of bothWays(conflict)) {
      if (!waiting.has(story)) continue;
      const pullRequest = conflict.strength === "stated" ? unmerged.get(other) : undefined;
      const isActive = inFlight.has(other) || look.foreignClaims.has(other) || pullRequest !== undefined;
      if (!isActive) continue;
      const entry = { isOurs: inFlight.has(other), pullRequest, story: other, reason: conflict.reason };
      found.set(story, appended(found.get(story), entry));
    }
  }
  return found;
}

function bothWays(conflict: Conflict): readonly { readonly story: StoryKey; readonly other: StoryKey }[] {
  const [one, two] = conflict.stories;
  return [
    { story: one, other: two },
    { story: two, other: one },
  ];
}

/** In place: a story may conflict with very many unmerged ones. */
function appended(list: Wait[] | undefined, entry: Wait): Wait[] {
  if (!list) return [entry];
  list.push(entry);
  return list;
}

function wait(story: StoryKey, reason: string): Wait {
  return { isOurs: false, pullRequest: undefined, story, reason };
}
