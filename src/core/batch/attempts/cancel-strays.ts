import type { Attempt, BatchState } from "../batch-state.ts";
import type { Decision } from "../decision.ts";
import { epochMs } from "../../instant.ts";
import type { ObservedRun } from "../observation.ts";
import type { Look } from "../steps/look.ts";
import { part, type Part } from "../steps/step.ts";

/**
 * A run whose attempts are settled still has its last jobs to end by itself; one that is alive
 * after this time was started again by hand or hangs, and can deliver nothing any more.
 */
export const STRAY_GRACE_MS = 5 * 60_000;

/** Runs of this batch that may not deliver: of an unknown nonce, beside the adopted one, or left over. */
export function cancelStrays(state: BatchState, look: Look): Part {
  // A run that a person started is theirs: its last job still has to report when all else is settled.
  if (state.origin.kind === "by-hand") return part(state);
  const attempts = attemptsByNonce(state);
  const decisions: Decision[] = [];
  for (const run of look.runs.values()) {
    if (run.status === "completed") continue;
    const reason = strayReason(run, attempts.get(run.nonce), look);
    if (reason) decisions.push({ kind: "cancelRun", runId: run.id, reason: `run ${run.id} ${reason}` });
  }
  return part(state, { decisions });
}

function strayReason(
  run: ObservedRun,
  attempts: readonly Attempt[] | undefined,
  look: Look,
): string | undefined {
  if (!attempts) return `carries ${run.nonce}, which this batch does not know`;
  const adopted = attempts.find((attempt) => attempt.runId !== null)?.runId ?? run.id;
  if (adopted !== run.id) return `carries the same nonce as run ${adopted}, which was seen first`;
  if (attempts.some((attempt) => attempt.settledAt === null)) return undefined;
  const isGivenUp = attempts.every((attempt) => attempt.outcome?.kind === "cancelled");
  if (isGivenUp) return "works for attempts that were cancelled";
  const settledMs = Math.max(...attempts.map((attempt) => epochMs(attempt.settledAt ?? look.now)));
  if (look.nowMs - settledMs < STRAY_GRACE_MS) return undefined;
  return "works for attempts that are settled";
}

function attemptsByNonce(state: BatchState): ReadonlyMap<string, readonly Attempt[]> {
  const attempts = new Map<string, Attempt[]>();
  for (const attempt of state.stories.flatMap((story) => story.attempts)) {
    const group = attempts.get(attempt.nonce);
    if (group) group.push(attempt);
    else attempts.set(attempt.nonce, [attempt]);
  }
  return attempts;
}
