/**
 * The decision core. It compares what was decided so far with what is seen outside, and says what
 * to do next. Pure and level-triggered: nothing here knows which event woke us, so events may be
 * lost, doubled or late. Whoever calls it writes state, claims and briefs by compare and swap
 * before performing any decision, and where nothing changed makes sure that the state still is the
 * one it read: a decision about an old state may be wrong by now. What was decided but not
 * performed is seen to be missing at the next look and decided again.
 */
import type { BatchState } from "./batch-state.ts";
import type { Claim } from "./brief.ts";
import { claimsAfter } from "./attempts/claims.ts";
import type { BriefOrder, Decision } from "./decision.ts";
import type { Observation } from "./observation.ts";
import { adoptRuns } from "./attempts/adopt-runs.ts";
import { cancelStrays } from "./attempts/cancel-strays.ts";
import { dispatchStories } from "./stories/dispatch-stories.ts";
import { draftRejected } from "./steps/draft-rejected.ts";
import { explainWaiting } from "./stories/explain-waiting.ts";
import { followPlan } from "./stories/follow-plan.ts";
import { followPullRequests } from "./stories/follow-pull-requests.ts";
import { judgeBatch } from "./steps/judge-batch.ts";
import { indexLook } from "./steps/look.ts";
import { lookAgain } from "./steps/look-again.ts";
import { recordHistory } from "./steps/record-history.ts";
import { resendDispatches } from "./attempts/resend-dispatches.ts";
import { settleAttempts } from "./attempts/settle-attempts.ts";
import { skipDependents } from "./stories/skip-dependents.ts";
import type { Note, Step } from "./steps/step.ts";
import { tidyTrackingComment } from "./steps/tidy-tracking-comment.ts";
import { writeBoard } from "./steps/write-board.ts";

export interface Reconciliation {
  readonly state: BatchState;
  /** Claims of every batch of the repository, as they stand after this look. */
  readonly claims: readonly Claim[];
  readonly briefs: readonly BriefOrder[];
  readonly decisions: readonly Decision[];
  /** Whether state or claims differ from what was read and have to be written. */
  readonly changed: boolean;
}

/** Each step sees what the ones before it settled: a slot that becomes free is filled at the same look. */
const STEPS: readonly Step[] = [
  tidyTrackingComment,
  adoptRuns,
  settleAttempts,
  followPullRequests,
  cancelStrays,
  draftRejected,
  whileGoing(followPlan),
  whileGoing(skipDependents),
  whileGoing(resendDispatches),
  whileGoing(dispatchStories),
  whileGoing(explainWaiting),
  judgeBatch,
  writeBoard,
];

export function reconcile(state: BatchState, observation: Observation): Reconciliation {
  const look = indexLook(observation, state.id);
  const notes: Note[] = [];
  const decisions: Decision[] = [];
  const briefs: BriefOrder[] = [];
  let current = state;
  for (const step of STEPS) {
    const done = step(current, look);
    current = done.state;
    notes.push(...done.notes);
    decisions.push(...done.decisions);
    briefs.push(...done.briefs);
  }
  const next = recordHistory(current, { at: look.now, notes, decisions });
  const claims = claimsAfter(next, observation.claims);
  decisions.push(...lookAgain(next, look, decisions));
  return { state: next, claims, briefs, decisions, changed: next !== state || claims !== observation.claims };
}

/** A batch that is over starts, skips and explains nothing any more; what it left behind is still tidied. */
function whileGoing(step: Step): Step {
  return (state, look) =>
    state.condition.kind === "running" || state.condition.kind === "parked"
      ? step(state, look)
      : { state, notes: [], decisions: [], briefs: [] };
}
