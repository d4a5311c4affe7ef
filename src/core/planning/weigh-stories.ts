import type { ConflictIndex } from "../conflicts/conflict.ts";
import type { StoryFile, StoryKey } from "../sprint/story.ts";
import { conflictLoads } from "./schedule/conflict-loads.ts";
import { heaviestTails } from "./schedule/heaviest-tails.ts";

/**
 * What taking turns counts beside waiting: of 0 to 1 the share with the shortest sprints on average
 * (`npm run bench:schedule`). More starts groups early that end in time anyway.
 */
const LOAD_SHARE = 0.25;

export interface StoryWeights {
  /** Open tasks; at least 1, since nothing is done in no time. */
  readonly weights: ReadonlyMap<StoryKey, number>;
  /** See `PlannedStory.tail`. */
  readonly tails: ReadonlyMap<StoryKey, number>;
  /** Longest chain of those who wait for a story. */
  readonly chains: ReadonlyMap<StoryKey, number>;
}

interface Weighed {
  /** Stories that run or wait, the ones that could run now first. */
  readonly open: readonly StoryKey[];
  readonly files: ReadonlyMap<StoryKey, StoryFile>;
  readonly waiters: ReadonlyMap<StoryKey, readonly StoryKey[]>;
  readonly conflicts: ConflictIndex;
}

export function openTasks(file: StoryFile | undefined): number {
  const open = file?.tasks.filter((task) => !task.checked) ?? [];
  return Math.max(open.length, 1);
}

export function weighStories({ open, files, waiters, conflicts }: Weighed): StoryWeights {
  const weights = new Map(open.map((key) => [key, openTasks(files.get(key))]));
  const loads = conflictLoads(
    open.map((key) => ({ key, weight: weights.get(key) ?? 1 })),
    conflicts,
  );
  const links = heaviestTails({ waiters, weightOf: () => 1 });
  const chains = heaviestTails({ waiters, weightOf: (key) => weights.get(key) ?? 1 });
  return {
    weights,
    tails: new Map([...chains].map(([key, chain]) => [key, chain + LOAD_SHARE * (loads.get(key) ?? 0)])),
    chains: new Map([...links].map(([key, length]) => [key, length - 1])),
  };
}
