/**
 * What the run that a person started by hand takes on: of all stories that are ready, as many as go
 * together. It reuses the whole machine, so that claims, briefs and reasons are those of any batch.
 * The first look comes before the first write: a batch started by hand is never seen without the
 * attempts it consists of, and whoever else looks at it has nothing to dispatch.
 */
import type { BatchState, HandOrigin, StoryState } from "../batch-state.ts";
import type { Observation } from "../observation.ts";
import { reconcile, type Reconciliation } from "../reconcile.ts";
import { startBatch, type BatchStart } from "../start-batch.ts";
import { isInFlight } from "../steps/step.ts";

export interface HandStart {
  readonly begun: BatchState;
  /** Ready stories that this run does not take; those that have to wait for something say what. */
  readonly later: readonly StoryState[];
  /** Its state is the one to be written: it holds the stories that run, and no others. */
  readonly result: Reconciliation;
}

export type HandBatch = Omit<BatchStart, "origin" | "filter"> & { readonly origin: HandOrigin };

/** Nobody comes back to try again or to stop what runs: each story has its one attempt in the one run. */
const ONE_TRY = { maxAttempts: 1, maxFaults: 0, maxConsecutiveFailures: 100 } as const;

/** The batch before the first look; the stories that the plan calls ready, in its order. */
export function handBatch(start: HandBatch): BatchState {
  const all = startBatch({ ...start, config: { ...start.config, ...ONE_TRY }, filter: {} });
  return { ...all, stories: all.stories.filter(({ condition }) => condition.kind === "queued") };
}

export function startByHand(begun: BatchState, observation: Observation): HandStart {
  const result = reconcile(begun, observation);
  const running = result.state.stories.filter(isInFlight);
  const later = result.state.stories.filter((story) => !isInFlight(story));
  return { begun, later, result: { ...result, state: { ...result.state, stories: running } } };
}
