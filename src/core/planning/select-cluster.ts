import type { Conflict } from "../conflicts/conflict.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { Plan } from "./plan.ts";

export interface ClusterInput {
  readonly plan: Plan;
  /** Stories that could start now, the most urgent first. */
  readonly candidates: readonly StoryKey[];
  readonly inFlight: readonly StoryKey[];
  /** Delivered but not merged: only stated conflicts outlive delivery. */
  readonly unmerged: readonly StoryKey[];
  readonly slots: number;
}

type Neighbours = ReadonlyMap<StoryKey, ReadonlySet<StoryKey>>;

function neighbours(conflicts: readonly Conflict[], candidates: ReadonlySet<StoryKey>): Neighbours {
  const index = new Map<StoryKey, Set<StoryKey>>();
  function add(from: StoryKey, to: StoryKey): void {
    if (!candidates.has(from)) return;
    const others = index.get(from);
    if (others) others.add(to);
    else index.set(from, new Set([to]));
  }
  for (const { stories } of conflicts) {
    add(stories[0], stories[1]);
    add(stories[1], stories[0]);
  }
  return index;
}

function touches(others: ReadonlySet<StoryKey> | undefined, taken: ReadonlySet<StoryKey>): boolean {
  if (!others) return false;
  for (const other of others) if (taken.has(other)) return true;
  return false;
}

/**
 * The next stories to start: in the given order, each that conflicts neither with one chosen before
 * it nor with what is in flight or waits to be merged, as many as there are slots.
 */
export function selectCluster(input: ClusterInput): readonly StoryKey[] {
  const candidates = new Set(input.candidates);
  const conflicts = neighbours(input.plan.conflicts, candidates);
  const stated = neighbours(
    input.plan.conflicts.filter((conflict) => conflict.strength === "stated"),
    candidates,
  );
  const busy = new Set(input.inFlight);
  const unmerged = new Set(input.unmerged);
  const cluster: StoryKey[] = [];
  for (const key of candidates) {
    if (cluster.length >= input.slots) break;
    if (busy.has(key) || touches(conflicts.get(key), busy) || touches(stated.get(key), unmerged)) continue;
    cluster.push(key);
    busy.add(key);
  }
  return cluster;
}
