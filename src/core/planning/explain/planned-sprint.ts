/** A sprint with its plan and everything that people ask about it. */
import type { RunFlags } from "../../commands/command.ts";
import { applyFlags } from "../../config/apply-flags.ts";
import type { Config } from "../../config/config.ts";
import type { SprintSnapshot } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { holdBesideForeign } from "../foreign-work.ts";
import { planSprint } from "../plan-sprint.ts";
import type { Plan } from "../plan.ts";
import { forecast } from "../schedule/forecast.ts";
import type { Forecast } from "../schedule/forecast.ts";

/** What was read, so that people know what the plan rests on. */
export interface Basis {
  readonly isGit: boolean;
  /** Empty where there is none. */
  readonly branch: string;
  readonly commit: string;
  /** Files of the sprint that the commit has differently, or not at all. */
  readonly uncommitted: readonly string[];
}

export interface PlannedSprint {
  readonly plan: Plan;
  readonly snapshot: SprintSnapshot;
  /** The repository's file, and the flags over it. */
  readonly config: Config;
  readonly basis: Basis;
  /** The rest of the sprint, if every story takes as long as it has open tasks. */
  readonly forecast: Forecast;
  /** What free workers would take now, in this order. */
  readonly startsNow: readonly StoryKey[];
}

export function planWithFlags(input: {
  readonly snapshot: SprintSnapshot;
  readonly config: Config;
  readonly flags: RunFlags;
  readonly basis: Basis;
}): PlannedSprint {
  const { snapshot, flags, basis } = input;
  const config = applyFlags(input.config, flags);
  const plan = holdBesideForeign(planSprint(snapshot, { config, filter: flags, own: new Set() }));
  const { maxWorkers, schedule } = config;
  const course = forecast(plan, { maxWorkers, schedule });
  const startsNow = startOf(course);
  return { plan, snapshot, config, basis, forecast: course, startsNow };
}

function startOf({ stories }: Forecast): readonly StoryKey[] {
  return stories.filter(({ step }) => step === 1).map(({ key }) => key);
}

/** What free workers would take now, in this order. */
export function startingStories(plan: Plan, { maxWorkers, schedule }: Config): readonly StoryKey[] {
  return startOf(forecast(plan, { maxWorkers, schedule }));
}
