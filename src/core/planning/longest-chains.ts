import type { StoryKey } from "../sprint/story.ts";

/**
 * For each story the longest chain of stories that wait for it, one after the other. `waiters` holds
 * who waits directly and has no cycles. Linear: a story is counted when all its waiters are.
 */
export function longestChains(
  waiters: ReadonlyMap<StoryKey, readonly StoryKey[]>,
): ReadonlyMap<StoryKey, number> {
  const chains = new Map<StoryKey, number>();
  const open = new Map<StoryKey, number>();
  const needed = new Map<StoryKey, StoryKey[]>();
  for (const [key, others] of waiters) {
    open.set(key, others.length);
    for (const other of others) needed.set(other, [...(needed.get(other) ?? []), key]);
  }
  const counted = [...waiters.keys()].filter((key) => open.get(key) === 0);
  for (const key of counted) chains.set(key, 0);
  // Grows while it is walked.
  for (const key of counted) {
    for (const before of needed.get(key) ?? []) {
      chains.set(before, Math.max(chains.get(before) ?? 0, (chains.get(key) ?? 0) + 1));
      const left = (open.get(before) ?? 0) - 1;
      open.set(before, left);
      if (left === 0) counted.push(before);
    }
  }
  return chains;
}
