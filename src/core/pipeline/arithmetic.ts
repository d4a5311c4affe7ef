import type { EvidenceBody } from "../evidence/evidence.ts";
import type { Task } from "../sprint/story.ts";

export type Recommendation = EvidenceBody<"reconciler">["status_recommendation"];

export interface Arithmetic {
  readonly total: number;
  readonly checked: number;
  /** Rounded down to a tenth, so that a threshold is never reached by rounding. */
  readonly percent: number;
  readonly recommendation: Recommendation;
}

/** The share of ticked boxes and the status that follows from it. Subtasks count as tasks do. */
export function reconciliation(tasks: readonly Task[], devRecordFilled: boolean): Arithmetic {
  const total = tasks.length;
  const checked = tasks.filter((task) => task.checked).length;
  const percent = total === 0 ? 0 : Math.floor((checked * 1000) / total) / 10;
  return { total, checked, percent, recommendation: recommend(checked, percent, devRecordFilled) };
}

function recommend(checked: number, percent: number, devRecordFilled: boolean): Recommendation {
  if (checked === 0) return "stop";
  if (percent < 80) return "in-progress";
  return percent >= 95 && devRecordFilled ? "done" : "review";
}

/** Nothing left to do and something done; a story without any box is never already done. */
export function isAlreadyDone(tasks: readonly Task[]): boolean {
  return tasks.length > 0 && tasks.every((task) => task.checked);
}
