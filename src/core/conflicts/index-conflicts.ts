import type { SprintHistory } from "../sprint/sprint.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { Conflict, ConflictIndex } from "./conflict.ts";
import { findConflicts } from "./find-conflicts.ts";
import type { ConflictStory } from "./story-pairs.ts";

function pairOf(one: StoryKey, other: StoryKey): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** `stories` are the unfinished ones in board order; `history` is what finished ones really changed. */
export function indexConflicts(stories: readonly ConflictStory[], _history: SprintHistory): ConflictIndex {
  const byPair = new Map<string, Conflict>();
  for (const conflict of findConflicts(stories)) {
    const pair = pairOf(...conflict.stories);
    if (!byPair.has(pair)) byPair.set(pair, conflict);
  }
  return { between: (one, other) => byPair.get(pairOf(one, other)) };
}
