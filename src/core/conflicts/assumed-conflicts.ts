import { NO_EPIC } from "../sprint/parse-board.ts";
import { isClearlyIndependent } from "./clearly-independent.ts";
import type { Conflict } from "./conflict.ts";
import { groupBy, pairId, pairsWithin } from "./story-pairs.ts";
import type { ConflictStory, PlacedConflict } from "./story-pairs.ts";

function assume(a: ConflictStory, b: ConflictStory): Pick<Conflict, "rule" | "reason"> | undefined {
  const unknown = [a, b].filter((story) => story.footprint.isUnknown).map((story) => story.key);
  const both = `both stand under ${a.epic}`;
  if (unknown.length > 0) {
    const reason = `Nothing in ${unknown.join(" and ")} says what it will change, and ${both}.`;
    return { rule: "unknown-footprint", reason };
  }
  if (isClearlyIndependent(a.footprint, b.footprint)) return undefined;
  return {
    rule: "same-epic",
    reason: `Nothing shows that ${a.key} and ${b.key} work in different places, and ${both}.`,
  };
}

/**
 * Conflicts that rest on the epic alone. A pair of `stated` (by `pairId`) needs no assumption, and
 * stories that stand under no epic have none in common.
 */
export function assumedConflicts(
  stories: readonly ConflictStory[],
  stated: ReadonlySet<string>,
): readonly PlacedConflict[] {
  const placed = stories.map((story, place) => ({ story, place }));
  const inEpics = placed.filter(({ story }) => story.epic !== NO_EPIC);
  const found: PlacedConflict[] = [];
  for (const members of groupBy(inEpics, ({ story }) => story.epic).values()) {
    for (const [a, b] of pairsWithin(members)) {
      const pair = { first: a.place, second: b.place };
      const assumed = stated.has(pairId(pair)) ? undefined : assume(a.story, b.story);
      if (!assumed) continue;
      const conflict: Conflict = {
        ...assumed,
        stories: [a.story.key, b.story.key],
        strength: "assumed",
        lines: [],
      };
      found.push({ ...pair, conflict });
    }
  }
  return found;
}
