import type { Attempt, AttemptOutcome, Halting, StoryState } from "../batch-state.ts";
import { boundedReason, boundedReasons, boundedText } from "../../bounded-text.ts";
import { epochMs } from "../../instant.ts";
import { attemptId, type Look } from "../steps/look.ts";
import { isDispatchLost, isOverdue } from "./resend-dispatches.ts";

/** Why an attempt is over. */
export interface AttemptEnding {
  readonly outcome: AttemptOutcome;
  readonly startedAt: string | null;
  readonly endedAt?: string | undefined;
  readonly learnings: readonly string[];
  /** The story goes back into the queue although nothing is wrong with it. */
  readonly isRequeued: boolean;
  readonly halt?: Halting;
}

/**
 * A run lives 35 days at most, its jobs six hours each; one that is no longer listed after a day
 * was deleted by somebody, and no report about it will ever come.
 */
export const VANISHED_RUN_MS = 24 * 3_600_000;

const LEARNINGS_LIMIT = 20;
const LEARNING_LIMIT = 1000;

export interface OpenAttempt {
  readonly story: StoryState;
  readonly attempt: Attempt;
  /** The batch is stopping: a dispatch that was lost is not sent again. */
  readonly isStopping: boolean;
}

export function attemptEnding(open: OpenAttempt, look: Look): AttemptEnding | undefined {
  const { story, attempt } = open;
  const report = look.reports.get(
    attemptId({ story: story.key, attempt: attempt.number, nonce: attempt.nonce }),
  );
  if (report) {
    const learnings = report.learnings.slice(0, LEARNINGS_LIMIT);
    return {
      outcome: boundedOutcome(report.outcome),
      startedAt: report.startedAt,
      endedAt: report.endedAt,
      learnings: learnings.map((learning) => boundedText(learning, LEARNING_LIMIT)),
      isRequeued: false,
    };
  }
  return refusedEnding(attempt, look) ?? fencedEnding(story, look) ?? lostEnding(open, look);
}

function refusedEnding(attempt: Attempt, look: Look): AttemptEnding | undefined {
  const refusal = look.refusals.get(attempt.nonce);
  // A run that exists was not refused, whatever the answer to a second sending was.
  if (refusal === undefined || attempt.runId !== null) return undefined;
  const reason = boundedReason(`GitHub refused to start the run: ${refusal}`);
  return { ...unstarted({ kind: "cancelled", reason }), halt: { cause: "refused", reason } };
}

function fencedEnding(story: StoryState, look: Look): AttemptEnding | undefined {
  const claim = look.foreignClaims.get(story.key);
  if (!claim) return undefined;
  return unstarted({ kind: "cancelled", reason: `batch ${claim.batch} holds the claim of this story` });
}

function lostEnding({ attempt, isStopping }: OpenAttempt, look: Look): AttemptEnding | undefined {
  if (isStopping && isOverdue(attempt, look)) {
    return unstarted({ kind: "cancelled", reason: "the batch stopped before a run appeared" });
  }
  if (isDispatchLost(attempt, look)) {
    const reason = `no run appeared although the dispatch was sent ${attempt.dispatches} times`;
    return faulty(reason);
  }
  const isListed = attempt.runId === null || look.runs.has(attempt.runId);
  if (isListed || look.nowMs - epochMs(attempt.dispatchedAt) < VANISHED_RUN_MS) return undefined;
  return faulty(`run ${attempt.runId} is no longer there`);
}

function unstarted(outcome: AttemptOutcome): AttemptEnding {
  return { outcome, startedAt: null, learnings: [], isRequeued: true };
}

function faulty(reason: string): AttemptEnding {
  return { outcome: { kind: "fault", reason }, startedAt: null, learnings: [], isRequeued: false };
}

function boundedOutcome(outcome: AttemptOutcome): AttemptOutcome {
  switch (outcome.kind) {
    case "rejected":
    case "failed":
    case "blocked":
      return { ...outcome, reasons: boundedReasons(outcome.reasons) };
    case "fault":
    case "cancelled":
      return { ...outcome, reason: boundedReason(outcome.reason) };
    case "delivered":
    case "alreadyDone":
      return outcome;
  }
}
