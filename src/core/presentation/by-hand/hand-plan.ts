/** The plan of a run by hand in words: what runs, what does not, and why. */
import type { BatchState, StoryState } from "../../batch/batch-state.ts";
import { HAND_LIMIT } from "../../batch/names.ts";
import type { Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { escapeProse } from "../markdown/escape.ts";
import { bullets, fitEntries, inWords, type Room } from "../markdown/blocks.ts";
import { planSections, readyTable, storyName, waitingList } from "../plan/plan-text.ts";
import { storyCode } from "../story/story-card.ts";

export interface HandPlan {
  readonly plan: Plan;
  /** Holds the stories that run, or would run. */
  readonly running: BatchState;
  /** Ready as well, but not beside those. */
  readonly later: readonly StoryState[];
}

export const HAND_ROOM: Room = { entries: 60, characters: 30_000 };
const REASON_CHARACTERS = 300;

export function handPlanSections({ plan, running, later }: HandPlan, title: string): string {
  const keys = new Set<StoryKey>(running.stories.map((story) => story.key));
  const now = { ...plan, stories: plan.stories.filter(({ key }) => keys.has(key)) };
  const entries = later.map((story) => {
    return `${storyName(story)} — ${conflictWith(keys, story.key, plan) ?? laterReason(story, running)}`;
  });
  return planSections([
    [title, readyTable(now, HAND_ROOM)],
    ["Ready, but not now", bullets(fitEntries(entries, HAND_ROOM))],
    ["Waiting", waitingList(plan, HAND_ROOM)],
  ]);
}

/** The first conflict with a story that runs: which that is, and why. */
function conflictWith(running: Iterable<StoryKey>, story: StoryKey, plan: Plan): string | undefined {
  for (const other of running) {
    const conflict = plan.conflicts.between(story, other);
    if (conflict) return `not beside ${storyCode(other)}: ${escapeProse(conflict.reason, REASON_CHARACTERS)}`;
  }
  return undefined;
}

function laterReason({ condition }: StoryState, { origin }: BatchState): string {
  if (condition.kind === "waiting") {
    const reasons = condition.for.map((reason) => escapeProse(reason, REASON_CHARACTERS));
    return inWords(reasons, 3);
  }
  const isAsked = origin.kind === "by-hand" && origin.limit < HAND_LIMIT;
  return isAsked
    ? `The limit of ${origin.limit} is reached.`
    : `A run takes at most ${HAND_LIMIT} stories. Run it again for this one.`;
}
