import type { Attempt, AttemptOutcome, StoryState } from "./batch-state.ts";

/** The attempt that is under way: dispatched, not settled. There is at most one, and it is the last. */
export function openAttempt(story: StoryState): Attempt | undefined {
  const last = story.attempts.at(-1);
  return last && last.settledAt === null ? last : undefined;
}

export function lastSettledAttempt(story: StoryState): Attempt | undefined {
  return story.attempts.findLast((attempt) => attempt.settledAt !== null);
}

/** Faults and cancelled attempts are nobody's failure, so they do not use up the story's tries. */
export function countsAsTry(outcome: AttemptOutcome | null): boolean {
  return outcome !== null && outcome.kind !== "fault" && outcome.kind !== "cancelled";
}

export function countTries(story: StoryState): number {
  return story.attempts.filter((attempt) => countsAsTry(attempt.outcome)).length;
}

export function countFaults(story: StoryState): number {
  return story.attempts.filter((attempt) => attempt.outcome?.kind === "fault").length;
}
