import type { Conflict, ConflictIndex } from "../../src/core/conflicts/conflict.ts";
import type { Plan } from "../../src/core/planning/plan.ts";
import type { StoryKey } from "../../src/core/sprint/story.ts";

/** Answers from a list; of several conflicts of one pair the first counts. */
export function conflictsFrom(conflicts: readonly Conflict[]): ConflictIndex {
  const byStory = new Map<StoryKey, Map<StoryKey, Conflict>>();
  function add(one: StoryKey, other: StoryKey, conflict: Conflict): void {
    const others = byStory.get(one) ?? new Map<StoryKey, Conflict>();
    byStory.set(one, others);
    if (!others.has(other)) others.set(other, conflict);
  }
  for (const conflict of conflicts) {
    const [one, other] = conflict.stories;
    add(one, other, conflict);
    add(other, one, conflict);
  }
  return { between: (one, other) => byStory.get(one)?.get(other) };
}

/** All conflicts of a plan: by asking for every pair, which only small plans can bear. */
export function conflictsIn(plan: Plan): readonly Conflict[] {
  const keys = plan.stories.map((story) => story.key).sort();
  return keys.flatMap((one, index) =>
    keys.slice(index + 1).flatMap((other) => plan.conflicts.between(one, other) ?? []),
  );
}
