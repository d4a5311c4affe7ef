import type { NarrativeLine } from "../evidence/narrative-line.ts";
import type { Phase } from "../pipeline/phase.ts";
import type { Plan } from "../planning/plan.ts";
import type { StoryKey } from "../sprint/story.ts";
import type { StoryPullRequest } from "../sprint/sprint.ts";
import type { AttemptOutcome } from "./batch-state.ts";
import type { Claim } from "./brief.ts";

/** One run of the caller workflow that carries a nonce of the batch. */
export interface ObservedRun {
  readonly id: number;
  readonly runAttempt: number;
  readonly nonce: string;
  readonly status: "queued" | "in_progress" | "completed";
  /** GitHub's words; null while not completed. */
  readonly conclusion: string | null;
  readonly url: string;
}

/** What is seen of one attempt inside its run while it is under way. */
export interface ObservedAttempt {
  readonly story: StoryKey;
  readonly attempt: number;
  readonly runId: number;
  readonly startedAt: string | null;
  readonly phase: Phase | "STARTING" | "PROVING" | "DELIVERING" | "COLLECTING";
  readonly feed: readonly NarrativeLine[];
}

/** An attempt whose jobs ended, judged from evidence and pull request. */
export interface AttemptReport {
  readonly story: StoryKey;
  readonly attempt: number;
  readonly nonce: string;
  readonly startedAt: string | null;
  /** When the last of its jobs ended, where that is known. */
  readonly endedAt?: string | undefined;
  readonly outcome: AttemptOutcome;
  readonly learnings: readonly string[];
  readonly feed: readonly NarrativeLine[];
}

/** A dispatch that GitHub refused for good (not found, forbidden, invalid, disabled). */
export interface RefusedDispatch {
  readonly nonce: string;
  readonly reason: string;
}

export interface ObservedTrackingComment {
  readonly id: number;
  readonly body: string;
}

/** Everything seen outside at one moment. `reconcile` gets no other input than state and this. */
export interface Observation {
  /** ISO 8601, UTC. The only clock `reconcile` has. */
  readonly now: string;
  /** How long a dispatched run may stay unseen before its dispatch is sent again. */
  readonly dispatchGraceMs: number;
  /** Fresh random nonces, one is used for each dispatched run. */
  readonly nonces: readonly string[];
  readonly base: { readonly branch: string; readonly sha: string };
  readonly plan: Plan;
  /** Raw status words on the board of the base branch. */
  readonly boardStatuses: ReadonlyMap<StoryKey, string>;
  /** Claims of every batch of the repository. */
  readonly claims: readonly Claim[];
  readonly runs: readonly ObservedRun[];
  readonly attempts: readonly ObservedAttempt[];
  readonly reports: readonly AttemptReport[];
  readonly refusals: readonly RefusedDispatch[];
  readonly pullRequests: readonly StoryPullRequest[];
  /** Our tracking comments of this batch, oldest first: more than one after a lost answer. */
  readonly trackingComments: readonly ObservedTrackingComment[];
}
