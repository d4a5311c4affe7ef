import type { RunFlags } from "../../src/core/commands/command.ts";
import { DEFAULT_CONFIG } from "../../src/core/config/config.ts";
import type { Conflict } from "../../src/core/conflicts/conflict.ts";
import { footprintContext, readFootprint } from "../../src/core/conflicts/find-footprint.ts";
import { explainPair } from "../../src/core/planning/explain/explain-pair.ts";
import { explainStory } from "../../src/core/planning/explain/explain-story.ts";
import type { PairExplanation, StoryExplanation } from "../../src/core/planning/explain/explanation.ts";
import { planWithFlags, startingStories } from "../../src/core/planning/explain/planned-sprint.ts";
import type { Basis, PlannedSprint } from "../../src/core/planning/explain/planned-sprint.ts";
import { holdBesideForeign } from "../../src/core/planning/foreign-work.ts";
import { forecast } from "../../src/core/planning/schedule/forecast.ts";
import { StoryKey } from "../../src/core/sprint/story.ts";
import { snapshotOf } from "./planning-sprint.ts";
import type { WrittenSprint } from "./planning-sprint.ts";

const BASIS: Basis = { isGit: true, branch: "main", commit: "c0ffee0".padEnd(40, "0"), uncommitted: [] };

/** One conflict of a test's own; each story says so in its sixth line. */
export function sharing(one: string, other: string, path: string): Conflict {
  const stories = [StoryKey.parse(one), StoryKey.parse(other)] as const;
  const excerpt = `- [ ] Change \`${path}\``;
  const lines = stories.map((key) => ({ file: `docs/sprint-artifacts/${key}.md`, line: 6, excerpt }));
  return { stories, rule: "shared-file", strength: "stated", reason: `Both change \`${path}\`.`, lines };
}

/** What conflicts is given: how conflicts are found is another matter, with tests of its own. */
export function plannedSprint(
  sprint: WrittenSprint,
  options: {
    readonly flags?: RunFlags;
    readonly basis?: Partial<Basis>;
    readonly conflicts?: readonly Conflict[];
  } = {},
): PlannedSprint {
  const planned = planWithFlags({
    snapshot: snapshotOf(sprint),
    config: DEFAULT_CONFIG,
    flags: options.flags ?? {},
    basis: { ...BASIS, ...options.basis },
  });
  const { conflicts = [] } = options;
  function between(one: StoryKey, other: StoryKey): Conflict | undefined {
    return conflicts.find(({ stories }) => stories.includes(one) && stories.includes(other));
  }
  const plan = holdBesideForeign({ ...planned.plan, conflicts: { between } });
  const { maxWorkers, schedule } = planned.config;
  const startsNow = startingStories(plan, planned.config);
  return { ...planned, plan, forecast: forecast(plan, { maxWorkers, schedule }), startsNow };
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
      return file && readFootprint({ ...file, description: snapshot.epicTexts.get(key) }, key, context);
    },
  });
  if (!explanation) throw new Error(`${one} or ${other} is not on the board.`);
  return explanation;
}
