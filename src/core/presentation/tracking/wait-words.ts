/** What a story waits for, in the words of one cell. */
import type { BatchState, StoryState } from "../../batch/batch-state.ts";
import type { Conflict } from "../../conflicts/conflict.ts";
import type { Blocker, Plan } from "../../planning/plan.ts";
import type { StoryKey } from "../../sprint/story.ts";
import { inWords } from "../markdown/blocks.ts";
import { escapeProse } from "../markdown/escape.ts";
import { pullRequestLink, type Links } from "../markdown/links.ts";
import { storyCode } from "../story/story-card.ts";

const REASON_CHARACTERS = 120;
const NAMED_STORIES = 3;

interface Waiting {
  readonly state: BatchState;
  readonly plan: Plan | undefined;
  readonly links: Links;
}

/** Words for any story of the batch; none for one that waits for nothing. */
export function waitWords({ state, plan, links }: Waiting): (story: StoryState) => string {
  const blockers = blockersOf(plan);
  const others = state.stories.filter(isUnderWay);
  return (story) => {
    const { condition, key } = story;
    if (condition.kind === "skipped") return `needs ${storyCode(condition.dependency)}`;
    if (condition.kind !== "waiting") return "";
    const needed = [...new Set((blockers.get(key) ?? []).map((each) => blockerWords(each, links)))];
    if (needed.length > 0) return inWords(needed, NAMED_STORIES);
    return conflictWords(key, others, { plan, links }) ?? reasonWords(condition.for[0] ?? "");
  };
}

function blockersOf(plan: Plan | undefined): ReadonlyMap<StoryKey, readonly Blocker[]> {
  const blockers = new Map<StoryKey, readonly Blocker[]>();
  for (const { key, disposition } of plan?.stories ?? []) {
    if (disposition.kind === "waits") blockers.set(key, disposition.for);
  }
  return blockers;
}

function blockerWords(blocker: Blocker, links: Links): string {
  const key = storyCode(blocker.story);
  return blocker.kind === "pull-request" ? `${key} (${pullRequestLink(blocker.number, links)})` : key;
}

/**
 * The batch's state keeps why a story waits, not for which: that is the first story under way or not
 * yet merged with which the plan sees a conflict.
 */
function conflictWords(
  story: StoryKey,
  others: readonly StoryState[],
  { plan, links }: Pick<Waiting, "plan" | "links">,
): string | undefined {
  for (const other of others) {
    const conflict = plan?.conflicts.between(story, other.key);
    if (!conflict || !isInTheWay(other, conflict)) continue;
    const link = other.pullRequest === null ? "" : ` (${pullRequestLink(other.pullRequest, links)})`;
    return `${storyCode(other.key)}${link} — ${reasonWords(conflict.reason)}`;
  }
  return undefined;
}

function isUnderWay({ condition }: StoryState): boolean {
  return condition.kind === "dispatched" || condition.kind === "delivered";
}

/** What is only assumed ends with the attempt; what lines say lasts until the merge. */
function isInTheWay({ condition }: StoryState, conflict: Conflict): boolean {
  return condition.kind === "dispatched" || conflict.strength === "stated";
}

function reasonWords(reason: string): string {
  return escapeProse(reason, REASON_CHARACTERS).replace(/\.$/u, "");
}
