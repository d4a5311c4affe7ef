import type { StoryKey } from "../sprint/story.ts";
import type { Conflict, Footprint } from "./conflict.ts";

export type ConflictLine = Conflict["lines"][number];

/** A story that is not finished, as the rules see it. The order of stories is the order of the board. */
export interface ConflictStory {
  readonly key: StoryKey;
  readonly epic: string;
  readonly footprint: Footprint;
  /** Unfinished stories this one needs, each with the line that says so. */
  readonly dependsOn: readonly { readonly key: StoryKey; readonly line: ConflictLine }[];
}

/** One conflict with the places of its stories on the board, for sorting and looking up. */
export interface PlacedConflict {
  readonly first: number;
  readonly second: number;
  readonly conflict: Conflict;
}

export function pairId(pair: { readonly first: number; readonly second: number }): string {
  return `${pair.first} ${pair.second}`;
}

/** Every pair of a list once, in its order. */
export function* pairsWithin<T>(members: readonly T[]): Generator<readonly [T, T]> {
  for (const [index, first] of members.entries()) {
    for (const second of members.slice(index + 1)) yield [first, second];
  }
}

/** Members of a list by a name they share. */
export function groupBy<T>(
  members: Iterable<T>,
  nameOf: (member: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const name = nameOf(member);
    const group = groups.get(name);
    if (group) group.push(member);
    else groups.set(name, [member]);
  }
  return groups;
}
