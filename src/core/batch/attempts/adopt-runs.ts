import type { BatchState, StoryState } from "../batch-state.ts";
import { openAttempt } from "../story-attempts.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, part, type Part } from "../steps/step.ts";

/**
 * The fence: the first run seen with an attempt's nonce becomes the one that may deliver it, and
 * stays it. Of several, the lowest id wins, so that all app instances choose the same. Attempts of
 * one dispatch share the nonce, so they adopt its run at the same look.
 */
export function adoptRuns(state: BatchState, look: Look): Part {
  return part(changeStories(state, (story) => adoptRun(story, look)));
}

function adoptRun(story: StoryState, look: Look): StoryState {
  const attempt = openAttempt(story);
  if (!attempt || attempt.runId !== null) return story;
  const runId = look.runsByNonce.get(attempt.nonce)?.[0]?.id;
  if (runId === undefined) return story;
  return { ...story, attempts: story.attempts.with(-1, { ...attempt, runId }) };
}
