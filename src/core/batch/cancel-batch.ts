import type { BatchState, StoryState } from "./batch-state.ts";
import { boundedText } from "../bounded-text.ts";
import { openAttempt } from "./story-attempts.ts";
import { recordHistory } from "./steps/record-history.ts";

/**
 * Gives a batch up. Its attempts are settled as cancelled, which takes their claims away, so that
 * nothing can be delivered any more; the next look cancels the runs and restores the board.
 */
export function cancelBatch(state: BatchState, by: string, now: string): BatchState {
  if (state.condition.kind === "finished" || state.condition.kind === "cancelled") return state;
  const person = boundedText(by, 100);
  const reason = `the batch was cancelled by ${person}`;
  const { halting: _, ...kept } = state;
  const stories = state.stories.map((story) => cancelStory(story, reason, now));
  const cancelled: BatchState = {
    ...kept,
    stories,
    condition: { kind: "cancelled", at: now, by: person },
  };
  return recordHistory(cancelled, {
    at: now,
    notes: [{ kind: "cancelled", story: null, reason }],
    decisions: [],
  });
}

function cancelStory(story: StoryState, reason: string, now: string): StoryState {
  const attempt = openAttempt(story);
  if (attempt) {
    const over = { ...attempt, settledAt: now, outcome: { kind: "cancelled" as const, reason } };
    return { ...story, attempts: story.attempts.with(-1, over), condition: { kind: "cancelled", reason } };
  }
  const { kind } = story.condition;
  const isUndecided = kind === "queued" || kind === "waiting" || kind === "held";
  return isUndecided ? { ...story, condition: { kind: "cancelled", reason } } : story;
}
