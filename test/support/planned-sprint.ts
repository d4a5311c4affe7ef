import type { RunFlags } from "../../src/core/commands/command.ts";
import { DEFAULT_CONFIG } from "../../src/core/config/config.ts";
import { footprintContext, readFootprint } from "../../src/core/conflicts/find-footprint.ts";
import { explainPair } from "../../src/core/planning/explain/explain-pair.ts";
import { explainStory } from "../../src/core/planning/explain/explain-story.ts";
import type { PairExplanation, StoryExplanation } from "../../src/core/planning/explain/explanation.ts";
import { planWithFlags } from "../../src/core/planning/explain/planned-sprint.ts";
import type { Basis, PlannedSprint } from "../../src/core/planning/explain/planned-sprint.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import { snapshotOf } from "./planning-sprint.ts";
import type { WrittenSprint } from "./planning-sprint.ts";

const BASIS: Basis = { isGit: true, branch: "main", commit: "c0ffee0".padEnd(40, "0"), uncommitted: [] };

export function plannedSprint(
  sprint: WrittenSprint,
  options: { readonly flags?: RunFlags; readonly basis?: Partial<Basis> } = {},
): PlannedSprint {
  return planWithFlags({
    snapshot: snapshotOf(sprint),
    config: DEFAULT_CONFIG,
    flags: options.flags ?? {},
    basis: { ...BASIS, ...options.basis },
  });
}

export function whyStory(sprint: PlannedSprint, key: string): StoryExplanation {
  const { plan, snapshot, startsNow, config } = sprint;
  const facts = { plan, snapshot, startsNow, maxWorkers: config.maxWorkers };
  const explanation = explainStory(StoryKey.parse(key), facts);
  if (!explanation) throw new Error(`${key} is not on the board.`);
  return explanation;
}

export function whyPair(sprint: PlannedSprint, one: string, other: string): PairExplanation {
  const { plan, snapshot, config } = sprint;
  const context = footprintContext(snapshot.tree, config);
  const explanation = explainPair([StoryKey.parse(one), StoryKey.parse(other)], {
    plan,
    footprintOf: (key) => {
      const file = snapshot.files.get(key);
      return file && readFootprint(file, key, context);
    },
  });
  if (!explanation) throw new Error(`${one} or ${other} is not on the board.`);
  return explanation;
}
