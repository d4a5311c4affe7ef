import type { BatchState, StoryState } from "../batch-state.ts";
import { boundedReason } from "../../bounded-text.ts";
import type { BriefOrder } from "../decision.ts";
import { openPullRequest } from "./follow-pull-requests.ts";
import type { Look } from "../steps/look.ts";

/** Bounds of `Brief`. */
const LEARNINGS_LIMIT = 50;
const ACTION_ITEMS_LIMIT = 100;

/** What the next attempt of a story has to know, beyond what the story file says. */
export function orderBrief(story: StoryState, learnings: readonly string[], look: Look): BriefOrder {
  const attempt = story.attempts.at(-1);
  return {
    story: story.key,
    attempt: attempt?.number ?? 1,
    nonce: attempt?.nonce ?? "",
    startSha: openPullRequest(story, look)?.headSha ?? null,
    actionItems: actionItems(story),
    learnings,
  };
}

/** Why the last try that counted did not hold; a fault in between changes nothing about it. */
function actionItems(story: StoryState): readonly string[] {
  const turnedDown = story.attempts.findLast(
    ({ outcome }) => outcome?.kind === "rejected" || outcome?.kind === "failed",
  );
  const outcome = turnedDown?.outcome;
  if (outcome?.kind !== "rejected" && outcome?.kind !== "failed") return [];
  return outcome.reasons.slice(0, ACTION_ITEMS_LIMIT).map(boundedReason);
}

/** What the stories of the batch have taught so far, the newest that fit, each once. */
export function teachings(state: BatchState): readonly string[] {
  const all = state.stories
    .flatMap((story) => story.attempts)
    .filter((attempt) => attempt.settledAt !== null);
  const inTime = all.toSorted((one, other) => compareText(one.settledAt ?? "", other.settledAt ?? ""));
  return [...new Set(inTime.flatMap((attempt) => attempt.learnings))].slice(-LEARNINGS_LIMIT);
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
