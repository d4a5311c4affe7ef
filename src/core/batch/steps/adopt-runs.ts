import type { StoryState } from "../batch-state.ts";
import type { BatchState } from "../batch-state.ts";
import { openAttempt } from "../story-attempts.ts";
import type { Look } from "./look.ts";
import { changeStories, part, type Part } from "./step.ts";

/**
 * The fence: the first run seen with an attempt's nonce becomes the one that may deliver it, and
 * stays it. Of several, the lowest id wins, so that all app instances choose the same.
 */
export function adoptRuns(state: BatchState, look: Look): Part {
  const adopted = runsOfNonces(state);
  return part(changeStories(state, (story) => adoptRun(story, look, adopted)));
}

/** Attempts of one dispatch share its run, also those that did not see it at the same look. */
export function runsOfNonces(state: BatchState): ReadonlyMap<string, number> {
  const runs = new Map<string, number>();
  for (const story of state.stories) {
    for (const attempt of story.attempts) {
      if (attempt.runId !== null && !runs.has(attempt.nonce)) runs.set(attempt.nonce, attempt.runId);
    }
  }
  return runs;
}

function adoptRun(story: StoryState, look: Look, adopted: ReadonlyMap<string, number>): StoryState {
  const attempt = openAttempt(story);
  if (!attempt || attempt.runId !== null) return story;
  const runId = adopted.get(attempt.nonce) ?? look.runsByNonce.get(attempt.nonce)?.[0]?.id;
  if (runId === undefined) return story;
  return { ...story, attempts: story.attempts.with(-1, { ...attempt, runId }) };
}
