import type { StoryKey } from "../sprint/story.ts";
import { pairId } from "./story-pairs.ts";
import type { ConflictLine, ConflictStory, PlacedConflict } from "./story-pairs.ts";

/** Beyond this many stories up the chain a dependency is left to the stories in between. */
const MOST_ANCESTORS = 50;

type Chains = ReadonlyMap<StoryKey, readonly ConflictLine[]>;

/** Stories that one needs, nearest first, each with the lines that lead to it. */
function chainsOf(story: ConflictStory, byKey: ReadonlyMap<StoryKey, ConflictStory>): Chains {
  const chains = new Map<StoryKey, readonly ConflictLine[]>([[story.key, []]]);
  // The map grows while it is walked; each story enters once.
  for (const [key, lines] of chains) {
    for (const { key: needed, line } of byKey.get(key)?.dependsOn ?? []) {
      const isNew = byKey.has(needed) && !chains.has(needed) && chains.size <= MOST_ANCESTORS;
      if (isNew) chains.set(needed, [...lines, line]);
    }
  }
  chains.delete(story.key);
  return chains;
}

/** Direct dependencies and those by other stories; in a circle a pair is named once. */
export function dependencyConflicts(stories: readonly ConflictStory[]): readonly PlacedConflict[] {
  const byPair = new Map<string, PlacedConflict>();
  for (const found of allDependencies(stories)) {
    if (!byPair.has(pairId(found))) byPair.set(pairId(found), found);
  }
  return [...byPair.values()];
}

function allDependencies(stories: readonly ConflictStory[]): readonly PlacedConflict[] {
  const byKey = new Map(stories.map((story) => [story.key, story]));
  const places = new Map(stories.map((story, place) => [story.key, place]));
  return stories.flatMap((story, place) =>
    [...chainsOf(story, byKey)].map(([needed, lines]): PlacedConflict => {
      const other = places.get(needed) ?? place;
      const [first, second] = place < other ? [story.key, needed] : [needed, story.key];
      const how = lines.length === 1 ? "depends on" : "depends, by other stories, on";
      const reason = `${story.key} ${how} ${needed}.`;
      return {
        first: Math.min(place, other),
        second: Math.max(place, other),
        conflict: { stories: [first, second], rule: "dependency", strength: "stated", reason, lines },
      };
    }),
  );
}
