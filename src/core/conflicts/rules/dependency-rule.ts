import type { StoryKey } from "../../sprint/story.ts";
import type { Conflict } from "../conflict.ts";
import type { ConflictLine, ConflictStory } from "../story-pairs.ts";

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

export type PairRule = (one: ConflictStory, other: ConflictStory) => Conflict | undefined;

/** Direct dependencies and those by other stories; in a circle the first story of the pair is named. */
export function createDependencyRule(byKey: ReadonlyMap<StoryKey, ConflictStory>): PairRule {
  const known = new Map<StoryKey, Chains>();
  function chains(story: ConflictStory): Chains {
    const found = known.get(story.key) ?? chainsOf(story, byKey);
    known.set(story.key, found);
    return found;
  }
  return (one, other) => {
    for (const [story, needed] of [
      [one, other],
      [other, one],
    ] as const) {
      const lines = chains(story).get(needed.key);
      if (!lines) continue;
      const how = lines.length === 1 ? "depends on" : "depends, by other stories, on";
      const reason = `${story.key} ${how} ${needed.key}.`;
      return { stories: [one.key, other.key], rule: "dependency", strength: "stated", reason, lines };
    }
    return undefined;
  };
}
