/** A sprint with its plan and everything that people ask about it. */
import type { RunFlags } from "../../commands/command.ts";
import { applyFlags } from "../../config/apply-flags.ts";
import type { Config } from "../../config/config.ts";
import type { SprintSnapshot } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { planSprint } from "../plan-sprint.ts";
import type { Plan } from "../plan.ts";
import { selectCluster } from "../select-cluster.ts";

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
  const plan = planSprint(snapshot, { config, filter: flags, own: new Set() });
  const candidates = plan.stories
    .filter(({ disposition }) => disposition.kind === "ready")
    .slice(0, flags.limit)
    .map(({ key }) => key);
  const unmerged = snapshot.pullRequests
    .filter(({ state, isDraft }) => state === "open" && !isDraft)
    .map(({ story }) => story);
  const slots = config.maxWorkers;
  const startsNow = selectCluster({ plan, candidates, inFlight: [], unmerged, slots });
  return { plan, snapshot, config, basis, startsNow };
}
