import type { StoryKey } from "../../sprint/story.ts";

export interface TailInput {
  /** Who waits directly for whom, without cycles; holds every story that counts. */
  readonly waiters: ReadonlyMap<StoryKey, readonly StoryKey[]>;
  /** Work in the story itself. */
  readonly weightOf: (key: StoryKey) => number;
}

/**
 * For each story the work down the heaviest chain of those who wait for it, itself included: done one
 * after the other, however many workers there are. Linear: a story is counted when all its waiters are.
 */
export function heaviestTails({ waiters, weightOf }: TailInput): ReadonlyMap<StoryKey, number> {
  const behind = new Map<StoryKey, number>();
  const tails = new Map<StoryKey, number>();
  const open = new Map<StoryKey, number>();
  const needed = new Map<StoryKey, StoryKey[]>();
  for (const [key, others] of waiters) {
    open.set(key, others.length);
    for (const other of others) {
      const group = needed.get(other);
      if (group) group.push(key);
      else needed.set(other, [key]);
    }
  }
  const counted = [...waiters.keys()].filter((key) => open.get(key) === 0);
  // Grows while it is walked.
  for (const key of counted) {
    const tail = weightOf(key) + (behind.get(key) ?? 0);
    tails.set(key, tail);
    for (const before of needed.get(key) ?? []) {
      behind.set(before, Math.max(behind.get(before) ?? 0, tail));
      const left = (open.get(before) ?? 0) - 1;
      open.set(before, left);
      if (left === 0) counted.push(before);
    }
  }
  return tails;
}
