import type { Attempt, BatchState, StoryState } from "../batch-state.ts";
import type { Decision } from "../decision.ts";
import { epochMs } from "../../instant.ts";
import { openAttempt } from "../story-attempts.ts";
import type { Look } from "../steps/look.ts";
import { changeStories, part, type Part } from "../steps/step.ts";

export const MAX_DISPATCHES = 3;

/** The same dispatch again, with the same nonce, where no run has been seen for a while. */
export function resendDispatches(state: BatchState, look: Look): Part {
  if (state.condition.kind !== "running") return part(state);
  const resent = new Map<string, { key: StoryState["key"]; attempt: number }[]>();
  const next = changeStories(state, (story) => {
    const attempt = openAttempt(story);
    if (!attempt || !isOverdue(attempt, look)) return story;
    const entry = { key: story.key, attempt: attempt.number };
    resent.set(attempt.nonce, [...(resent.get(attempt.nonce) ?? []), entry]);
    const again = { ...attempt, dispatches: attempt.dispatches + 1, resentAt: look.now };
    return { ...story, attempts: story.attempts.with(-1, again) };
  });
  const decisions = [...resent].map(([nonce, stories]): Decision => {
    const reason = `no run was seen for dispatch ${nonce} of ${stories.length} stories; it is sent again`;
    return { kind: "dispatch", nonce, stories, reason };
  });
  return part(next, { decisions });
}

/** Sent as often as it may be, and nothing came of it. */
export function isDispatchLost(attempt: Attempt, look: Look): boolean {
  return attempt.dispatches >= MAX_DISPATCHES && isOverdue(attempt, look);
}

/** When somebody has to look whether the attempt's run appeared; NaN-free since timestamps are checked. */
export function graceEndMs(attempt: Attempt, { observation }: Look): number {
  return epochMs(attempt.resentAt ?? attempt.dispatchedAt) + observation.dispatchGraceMs;
}

export function isOverdue(attempt: Attempt, look: Look): boolean {
  return attempt.runId === null && look.nowMs >= graceEndMs(attempt, look);
}
