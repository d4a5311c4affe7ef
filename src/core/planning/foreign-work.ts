/** What others have under way: nobody starts a story beside it that is said to touch the same. */
import type { Conflict } from "../conflicts/conflict.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { Blocker, ExclusionReason, Plan, PlannedStory } from "./plan.ts";

/** More than so many stories nobody has under way at one time; each is compared with all that could start. */
const MOST_FOREIGN = 200;

const STATES: ReadonlyMap<ExclusionReason, string> = new Map([
  ["in-progress-elsewhere", "somebody works on"],
  ["open-pull-request", "has an open pull request"],
] as const);

export interface ForeignStory {
  readonly key: StoryKey;
  /** Behind its key and "which". */
  readonly state: string;
}

/**
 * Stories that a person, or a run outside the asking batch, has begun and that are not merged. One in review
 * without a pull request has nothing left to collide with: many boards leave finished stories there.
 */
export function foreignWork({ stories }: Pick<Plan, "stories">): readonly ForeignStory[] {
  const foreign = stories.flatMap(({ key, disposition }): ForeignStory[] => {
    const state = disposition.kind === "excluded" ? STATES.get(disposition.because) : undefined;
    return state === undefined ? [] : [{ key, state }];
  });
  return foreign.slice(0, MOST_FOREIGN);
}

/**
 * Whether a conflict with work of others holds a story. An assumption would hold it for ever, since nobody
 * knows when such work ends; and what the other one needs must run, whoever works on that.
 */
export function holdsBesideForeign(conflict: Conflict | undefined): conflict is Conflict {
  return conflict?.strength === "stated" && conflict.rule !== "dependency";
}

export function besideForeign({ key, state }: ForeignStory, { reason }: Conflict): string {
  return `Not beside \`${key}\`, which ${state}: ${reason}`;
}

/** Work of others beside which a story must not start, each with what it shares. */
function blockersOf(key: StoryKey, plan: Plan, foreign: readonly ForeignStory[]): readonly Blocker[] {
  return foreign.flatMap((other): Blocker[] => {
    const conflict = other.key === key ? undefined : plan.conflicts.between(key, other.key);
    if (!holdsBesideForeign(conflict)) return [];
    return [{ kind: "foreign-work", story: other.key, reason: besideForeign(other, conflict) }];
  });
}

/** The plan with stories that could start but for the work of others among those that wait. */
export function holdBesideForeign(plan: Plan): Plan {
  const foreign = foreignWork(plan);
  if (foreign.length === 0) return plan;
  const ready: PlannedStory[] = [];
  const rest: PlannedStory[] = [];
  for (const story of plan.stories) {
    const isReady = story.disposition.kind === "ready";
    const blockers = isReady ? blockersOf(story.key, plan, foreign) : [];
    if (isReady && blockers.length === 0) ready.push(story);
    else rest.push(isReady ? { ...story, disposition: { kind: "waits", for: blockers } } : story);
  }
  // Those that are held come first of those that wait: the plan begins with what could start.
  return { ...plan, stories: [...ready, ...rest] };
}
