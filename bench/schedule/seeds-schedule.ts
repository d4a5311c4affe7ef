/**
 * The rule this project began with: clusters are formed in the order of the board, the largest comes first, at most so
 * many of it run at one time, and nothing else starts until all of it has ended. Taken literally it
 * also starts stories whose dependencies are unfinished, and hangs; here those wait, as its loop says.
 */
import type { ConflictIndex } from "../../src/core/conflicts/conflict.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";
import { formIndependentClusters } from "../seeds/form-independent-clusters.ts";
import type { BenchStory } from "./random-sprint.ts";

/** Length of one cluster: each worker takes the next story of the queue when it is free. */
function clusterLength(cluster: readonly BenchStory[], maxWorkers: number): number {
  const free = Array.from({ length: maxWorkers }, () => 0);
  for (const { minutes } of cluster) {
    const worker = free.indexOf(Math.min(...free));
    free[worker] = (free[worker] ?? 0) + minutes;
  }
  return Math.max(...free);
}

export function seedsMakespan(
  stories: readonly BenchStory[],
  conflicts: ConflictIndex,
  maxWorkers: number,
): number {
  const done = new Set<StoryKey>();
  let minutes = 0;
  while (done.size < stories.length) {
    const candidates = stories.filter(
      ({ key, needs }) => !done.has(key) && needs.every((needed) => done.has(needed)),
    );
    const [cluster = []] = formIndependentClusters(
      candidates,
      (a, b) => conflicts.between(a.key, b.key) !== undefined,
    );
    minutes += clusterLength(cluster, maxWorkers);
    for (const { key } of cluster) done.add(key);
  }
  return minutes;
}
