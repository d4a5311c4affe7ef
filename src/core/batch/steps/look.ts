import type { PlannedStory } from "../../planning/plan.ts";
import type { StoryPullRequest } from "../../sprint/sprint.ts";
import type { StoryKey } from "../../sprint/story.ts";
import type { BatchId } from "../batch-id.ts";
import type { Claim } from "../brief.ts";
import { epochMs } from "../../instant.ts";
import type { AttemptReport, Observation, ObservedRun } from "../observation.ts";

/** One observation, indexed once, so that every step stays linear in the number of stories. */
export interface Look {
  readonly observation: Observation;
  readonly now: string;
  readonly nowMs: number;
  readonly planned: ReadonlyMap<StoryKey, PlannedStory>;
  /** Each run once, by id. */
  readonly runs: ReadonlyMap<number, ObservedRun>;
  /** Runs that carry one nonce, lowest id first. */
  readonly runsByNonce: ReadonlyMap<string, readonly ObservedRun[]>;
  /** By `attemptId`. */
  readonly reports: ReadonlyMap<string, AttemptReport>;
  readonly refusals: ReadonlyMap<string, string>;
  readonly pullRequests: ReadonlyMap<StoryKey, readonly StoryPullRequest[]>;
  /** Claims of other batches of the repository. */
  readonly foreignClaims: ReadonlyMap<StoryKey, Claim>;
}

export function indexLook(observation: Observation, batch: BatchId): Look {
  const runs = newestOfEachRun(observation.runs);
  const foreign = observation.claims.filter((claim) => claim.batch !== batch);
  return {
    observation,
    now: observation.now,
    nowMs: epochMs(observation.now),
    planned: new Map(observation.plan.stories.map((story) => [story.key, story])),
    runs,
    runsByNonce: grouped([...runs.values()].toSorted(byId), (run) => run.nonce),
    reports: new Map(observation.reports.map((report) => [attemptId(report), report])),
    refusals: new Map(observation.refusals.map((refusal) => [refusal.nonce, refusal.reason])),
    pullRequests: grouped(observation.pullRequests, (pullRequest) => pullRequest.story),
    foreignClaims: new Map(foreign.map((claim) => [claim.story, claim])),
  };
}

/** The nonce belongs to it: a report about an attempt of the same number of another dispatch is not ours. */
export function attemptId(name: {
  readonly story: string;
  readonly attempt: number;
  readonly nonce: string;
}): string {
  return `${name.story} ${name.attempt} ${name.nonce}`;
}

/** A page that was read twice may hold a run twice, once as it was and once as it is. */
function newestOfEachRun(runs: readonly ObservedRun[]): ReadonlyMap<number, ObservedRun> {
  const newest = new Map<number, ObservedRun>();
  for (const run of runs) {
    const known = newest.get(run.id);
    if (!known || isNewer(run, known)) newest.set(run.id, run);
  }
  return newest;
}

function isNewer(run: ObservedRun, known: ObservedRun): boolean {
  if (run.runAttempt !== known.runAttempt) return run.runAttempt > known.runAttempt;
  return run.status === "completed" && known.status !== "completed";
}

function byId(one: ObservedRun, other: ObservedRun): number {
  return one.id - other.id;
}

function grouped<Key, Value>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
