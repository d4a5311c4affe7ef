import type { StatusFunctions } from "../expressions/scope.ts";
import type { JsonObject } from "../expressions/json.ts";

/** GitHub's words for `needs.<job>.result`. */
export type JobResult = "success" | "failure" | "cancelled" | "skipped";

export interface JobOutcome {
  /** Seen from outside: a failure that `continue-on-error` allows is a success. */
  readonly result: JobResult;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Outcomes of all jobs of one workflow by their ids. */
export type JobOutcomes = ReadonlyMap<string, JobOutcome>;

/** The jobs a job waits for. */
export interface Needs {
  readonly direct: ReadonlyMap<string, JobOutcome>;
  /** Direct and indirect: the status functions look at all of them. */
  readonly ancestors: ReadonlyMap<string, JobOutcome>;
}

export const SKIPPED: JobOutcome = { result: "skipped", outputs: {} };
export const FAILED: JobOutcome = { result: "failure", outputs: {} };

/** One result for many jobs: a matrix, a called workflow, a run. */
export function worstResult(results: readonly JobResult[]): JobResult {
  if (results.includes("failure")) return "failure";
  if (results.includes("cancelled")) return "cancelled";
  return results.includes("success") || results.length === 0 ? "success" : "skipped";
}

/** Of the jobs of a matrix the last one to set an output wins. */
export function mergeOutputs(outcomes: readonly JobOutcome[]): Readonly<Record<string, string>> {
  const merged: Record<string, string> = {};
  for (const { outputs } of outcomes) {
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== "" || merged[name] === undefined) merged[name] = value;
    }
  }
  return merged;
}

export function needsContext(needs: Needs): JsonObject {
  return Object.fromEntries([...needs.direct].map(([id, { result, outputs }]) => [id, { result, outputs }]));
}

/**
 * A skipped ancestor, however far away, makes `success()` false: the well-known reason why a job
 * behind an optional one needs a condition of its own.
 */
export function jobStatusFunctions(needs: Needs, isCancelled: boolean): StatusFunctions {
  function results(ids: readonly string[]): JobResult[] {
    const asked = ids.length === 0 ? [...needs.ancestors.keys()] : ids;
    return asked.map((id) => needs.ancestors.get(id)?.result ?? "skipped");
  }
  return {
    success: (ids) => !isCancelled && results(ids).every((result) => result === "success"),
    failure: (ids) => !isCancelled && results(ids).includes("failure"),
    cancelled: () => isCancelled,
  };
}
