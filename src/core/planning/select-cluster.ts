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

/** Whether a story has to wait for one of `others`, under the conflicts that still count for those. */
function isKeptBack(
  key: StoryKey,
  others: Iterable<StoryKey>,
  counts: (key: StoryKey, other: StoryKey) => boolean,
): boolean {
  for (const other of others) if (counts(key, other)) return true;
  return false;
}

/**
 * The next stories to start: in the given order, each that conflicts neither with one chosen before
 * it nor with what is in flight or waits to be merged, as many as there are slots.
 */
export function selectCluster(input: ClusterInput): readonly StoryKey[] {
  const { conflicts } = input.plan;
  const busy = new Set(input.inFlight);
  const cluster: StoryKey[] = [];
  function conflict(key: StoryKey, other: StoryKey): boolean {
    return conflicts.between(key, other) !== undefined;
  }
  function statedConflict(key: StoryKey, other: StoryKey): boolean {
    return conflicts.between(key, other)?.strength === "stated";
  }
  for (const key of input.candidates) {
    if (cluster.length >= input.slots) break;
    if (busy.has(key) || isKeptBack(key, busy, conflict)) continue;
    if (isKeptBack(key, input.unmerged, statedConflict)) continue;
    cluster.push(key);
    busy.add(key);
  }
  return cluster;
}
