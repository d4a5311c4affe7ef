import type { StoryKey } from "../../sprint/story.ts";

export interface TailInput {
  /** Who waits directly for whom, without cycles; holds every story that counts. */
  readonly waiters: ReadonlyMap<StoryKey, readonly StoryKey[]>;
  /** Work in the story itself. */
  readonly weightOf: (key: StoryKey) => number;
  /** Work that cannot be done at one time with the story, itself included; at least its weight. */
  readonly loadOf: (key: StoryKey) => number;
}

/**
 * For each story the least work that is done one thing after the other from its start to the end of
 * the sprint: down the heaviest chain of those who wait for it, or through the heaviest group that it
 * has to take turns with. Linear: a story is counted when all its waiters are.
 */
export function heaviestTails({ waiters, weightOf, loadOf }: TailInput): ReadonlyMap<StoryKey, number> {
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
    const tail = Math.max(loadOf(key), weightOf(key) + (behind.get(key) ?? 0));
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
