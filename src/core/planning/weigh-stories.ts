import type { ConflictIndex } from "../conflicts/conflict.ts";
import type { StoryFile, StoryKey } from "../sprint/story.ts";
import { conflictLoads } from "./schedule/conflict-loads.ts";
import { heaviestTails } from "./schedule/heaviest-tails.ts";

export interface StoryWeights {
  /** Open tasks; at least 1, since nothing is done in no time. */
  readonly weights: ReadonlyMap<StoryKey, number>;
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
  const links = heaviestTails({ waiters, weightOf: () => 1, loadOf: () => 1 });
  return {
    weights,
    tails: heaviestTails({
      waiters,
      weightOf: (key) => weights.get(key) ?? 1,
      loadOf: (key) => loads.get(key) ?? 1,
    }),
    chains: new Map([...links].map(([key, length]) => [key, length - 1])),
  };
}
