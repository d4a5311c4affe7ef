import type { BatchState, StoryState } from "../batch-state.ts";
import type { ConflictIndex } from "../../conflicts/conflict.ts";
import { besideForeign, holdsBesideForeign, type ForeignStory } from "../../planning/foreign-work.ts";
import type { Blocker } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { Look } from "../steps/look.ts";
import { isInFlight, isOpen, isWaiting } from "../steps/step.ts";
import { foreignStories } from "./foreign-stories.ts";
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

/** A story that others must not run beside. */
interface Obstacle {
  readonly story: StoryKey;
  readonly isOurs: boolean;
  /** Someone is at it; else it only waits to be merged. */
  readonly isAtWork: boolean;
  readonly pullRequest: number | undefined;
  /** Someone outside this batch and all others has it under way: only what lines state counts. */
  readonly foreign?: ForeignStory;
}

const MOST_ASKED = 100;

/** What every story that has not started waits for; a story that is absent only waits for a free worker. */
export function findWaits(state: BatchState, look: Look): ReadonlyMap<StoryKey, readonly Wait[]> {
  const conditions = new Map(state.stories.map((story) => [story.key, story]));
  const obstacles = obstaclesOf(state, look);
  const { conflicts } = look.observation.plan;
  const waits = new Map<StoryKey, readonly Wait[]>();
  let next = 0;
  for (const story of state.stories) {
    if (!isWaiting(story)) continue;
    const found = [...plannedWaits(story, conditions, look)];
    // There may be thousands of both: only the first that wait for nothing else are asked about all.
    const isNext = found.length === 0 && next < MOST_ASKED;
    if (isNext) next += 1;
    const asked = isNext ? obstacles : obstacles.slice(0, MOST_ASKED);
    found.push(...activeConflicts(story.key, conflicts, asked));
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

/** What keeps others from starting while it lasts: in flight, not merged, or in the hands of others. */
function obstaclesOf(state: BatchState, look: Look): readonly Obstacle[] {
  const obstacles = new Map<StoryKey, Obstacle>();
  for (const { key } of state.stories.filter(isInFlight)) {
    obstacles.set(key, { story: key, isOurs: true, isAtWork: true, pullRequest: undefined });
  }
  const unmerged = unmergedStories(state, look);
  for (const key of [...look.foreignClaims.keys(), ...unmerged.keys()]) {
    const known = obstacles.get(key);
    const isAtWork = known !== undefined || look.foreignClaims.has(key);
    const isOurs = known?.isOurs ?? false;
    obstacles.set(key, { story: key, isOurs, isAtWork, pullRequest: unmerged.get(key) });
  }
  for (const foreign of foreignStories(state, look)) {
    if (obstacles.has(foreign.key)) continue;
    const { key: story } = foreign;
    obstacles.set(story, { story, isOurs: false, isAtWork: false, pullRequest: undefined, foreign });
  }
  return [...obstacles.values()];
}

/** Conflicts with what is in flight, unmerged or under way elsewhere. */
function activeConflicts(
  story: StoryKey,
  conflicts: ConflictIndex,
  obstacles: readonly Obstacle[],
): readonly Wait[] {
  return obstacles.flatMap(({ story: other, isOurs, isAtWork, pullRequest, foreign }): Wait[] => {
    const conflict = other === story ? undefined : conflicts.between(story, other);
    if (!conflict) return [];
    // Only what lines say outlives delivery.
    if (foreign) return holdsBesideForeign(conflict) ? [wait(other, besideForeign(foreign, conflict))] : [];
    const toMerge = conflict.strength === "stated" ? pullRequest : undefined;
    if (!isAtWork && toMerge === undefined) return [];
    return [{ isOurs, pullRequest: toMerge, story: other, reason: conflict.reason }];
  });
}

function wait(story: StoryKey, reason: string): Wait {
  return { isOurs: false, pullRequest: undefined, story, reason };
}
