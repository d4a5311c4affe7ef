import type { Runs } from "../ports.ts";

/** The run that a person started, as its own jobs know it. */
export interface OwnRun {
  readonly id: number;
  /** From 1; goes up when the run is started again. */
  readonly attempt: number;
  readonly url: string;
}

/**
 * A job knows better than GitHub's API what has become of the jobs before it: they are over, while
 * the run itself goes on for as long as somebody in it asks.
 */
export function asIfOver(runs: Runs, own: OwnRun & { readonly conclusion: string | null }): Runs {
  const { id, attempt, url, conclusion } = own;
  return {
    ...runs,
    async read(runId) {
      if (runId !== id) return await runs.read(runId);
      return { id, runAttempt: attempt, displayTitle: "", status: "completed", conclusion, url };
    },
    jobs: (runId, upToAttempt) => runs.jobs(runId, runId === id ? attempt : upToAttempt),
  };
}
