/**
 * Pairs of stories that must not run together. Stories are paired only when they share a name, an
 * epic or a dependency, so the work grows with the conflicts there are, not with all pairs.
 */
import { assumedConflicts } from "./assumed-conflicts.ts";
import type { Conflict } from "./conflict.ts";
import { CONFLICT_RULES } from "./conflict.ts";
import { dependencyConflicts } from "./dependency-conflicts.ts";
import { sharedConflicts } from "./shared-conflicts.ts";
import { pairId } from "./story-pairs.ts";
import type { ConflictStory, PlacedConflict } from "./story-pairs.ts";

function inOrder(a: PlacedConflict, b: PlacedConflict): number {
  if (a.first !== b.first) return a.first - b.first;
  if (a.second !== b.second) return a.second - b.second;
  return CONFLICT_RULES.indexOf(a.conflict.rule) - CONFLICT_RULES.indexOf(b.conflict.rule);
}

/** Every conflict, in the order of its stories (which is the board's) and then of the rules. */
export function findConflicts(stories: readonly ConflictStory[]): readonly Conflict[] {
  const stated = [...dependencyConflicts(stories), ...sharedConflicts(stories)];
  const assumed = assumedConflicts(stories, new Set(stated.map(pairId)));
  return [...stated, ...assumed].toSorted(inOrder).map(({ conflict }) => conflict);
}
