import type { EvidenceBody } from "../../../core/evidence/evidence.ts";
import type { Phase } from "../../../core/pipeline/phase.ts";
import { addSpend } from "../../../core/spend.ts";

type Progress = EvidenceBody<"progress">;
type Checkpoint = keyof Progress["checkpoints"];

const REASON_LIMIT = 50;
const TEXT_LIMIT = 2000;

export function startPhase(progress: Progress, phase: Phase, now: string): Progress {
  return {
    ...progress,
    current_phase: phase,
    phases: { ...progress.phases, [phase]: { status: "in_progress", started_at: now } },
  };
}

export function endPhase(
  progress: Progress,
  phase: Phase,
  end: { readonly status: "complete" | "skipped" | "failed"; readonly details: string; readonly now: string },
): Progress {
  const before = progress.phases[phase];
  const entry = {
    ...before,
    status: end.status,
    details: end.details.slice(0, TEXT_LIMIT),
    completed_at: end.now,
  };
  return { ...progress, phases: { ...progress.phases, [phase]: entry } };
}

/** The pipeline does not get through: where, why, and whether no agent could have helped it. */
export function stopProgress(
  progress: Progress,
  stop: {
    readonly status: "FAILED" | "BLOCKED";
    readonly phase: Phase;
    readonly reasons: readonly string[];
    readonly critical: boolean;
    readonly now: string;
  },
): Progress {
  const reasons = stop.reasons.slice(0, REASON_LIMIT).map((reason) => reason.slice(0, TEXT_LIMIT));
  const failed = endPhase(progress, stop.phase, {
    status: "failed",
    details: reasons[0] ?? "no reason given",
    now: stop.now,
  });
  return {
    ...failed,
    status: stop.status,
    completed_at: stop.now,
    failure: { phase: stop.phase, reasons, critical: stop.critical },
  };
}

export function finishProgress(
  progress: Progress,
  status: "SUCCESS" | "ALREADY_DONE",
  now: string,
): Progress {
  return { ...progress, status, current_phase: "COMPLETE", completed_at: now };
}

export function reach(progress: Progress, ...checkpoints: readonly Checkpoint[]): Progress {
  const reached = Object.fromEntries(checkpoints.map((checkpoint) => [checkpoint, true]));
  return { ...progress, checkpoints: { ...progress.checkpoints, ...reached } };
}

export function measure(progress: Progress, metrics: Partial<Progress["metrics"]>): Progress {
  return { ...progress, metrics: { ...progress.metrics, ...metrics } };
}

export function spend(
  progress: Progress,
  spent: { readonly costUsd: number; readonly tokens: number },
): Progress {
  const { cost_usd, tokens } = progress.metrics;
  const sum = addSpend(
    { costUsd: cost_usd, tokens },
    { costUsd: Math.max(0, spent.costUsd), tokens: Math.max(0, Math.trunc(spent.tokens)) },
  );
  return measure(progress, { cost_usd: sum.costUsd, tokens: sum.tokens });
}
