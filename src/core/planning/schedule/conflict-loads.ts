import type { ConflictIndex } from "../../conflicts/conflict.ts";
import type { StoryKey } from "../../sprint/story.ts";

/** Stories that are compared pair by pair: as many as most sprints have open, and 2,016 questions. */
const MOST_COMPARED = 64;

interface Weighed {
  readonly key: StoryKey;
  readonly weight: number;
}

/** Heaviest neighbours first. */
type Neighbours = ReadonlyMap<StoryKey, ReadonlyMap<StoryKey, Weighed>>;

/** The heaviest group around one story that is found by taking its heaviest neighbours first. */
function groupAround(story: Weighed, neighbours: Neighbours): number {
  const group: Weighed[] = [];
  let weight = story.weight;
  for (const other of neighbours.get(story.key)?.values() ?? []) {
    const others = neighbours.get(other.key);
    if (!group.every((member) => others?.has(member.key))) continue;
    group.push(other);
    weight += other.weight;
  }
  return weight;
}

/**
 * For each story the work of a group of stories, itself included, of which no two may run at one
 * time: however many workers there are, this takes so long. Of more than 64 stories the first 64
 * are compared; the others count for themselves.
 */
export function conflictLoads(
  stories: readonly Weighed[],
  conflicts: ConflictIndex,
): ReadonlyMap<StoryKey, number> {
  const compared = stories.slice(0, MOST_COMPARED).toSorted((a, b) => b.weight - a.weight);
  const neighbours = new Map(compared.map(({ key }) => [key, new Map<StoryKey, Weighed>()]));
  for (const [index, one] of compared.entries()) {
    for (const other of compared.slice(index + 1)) {
      if (!conflicts.between(one.key, other.key)) continue;
      neighbours.get(one.key)?.set(other.key, other);
      neighbours.get(other.key)?.set(one.key, one);
    }
  }
  const loads = new Map(stories.map(({ key, weight }) => [key, weight]));
  for (const story of compared) loads.set(story.key, groupAround(story, neighbours));
  return loads;
}
