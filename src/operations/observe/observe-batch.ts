/** Everything seen outside at one moment, in as few requests as can be. */
import type { BatchId } from "../../core/batch/batch-id.ts";
import type { BatchState, StoryState } from "../../core/batch/batch-state.ts";
import type { Claim } from "../../core/batch/brief.ts";
import type { Observation, ObservedTrackingComment } from "../../core/batch/observation.ts";
import { NO_CONFLICTS } from "../../core/conflicts/conflict.ts";
import type { Plan } from "../../core/planning/plan.ts";
import { planSprint } from "../../core/planning/plan-sprint.ts";
import type { Problem } from "../../core/problem.ts";
import type { Board, SprintSnapshot } from "../../core/sprint/sprint.ts";
import type { AppContext } from "../app-context.ts";
import { findMarked } from "../comments/comment-marker.ts";
import type { CommentMarker } from "../comments/comment-marker.ts";
import { batchMemory } from "../memory.ts";
import { observeRuns } from "./observe-runs.ts";
import { readSprint } from "./read-sprint.ts";
import type { Sprint } from "./read-sprint.ts";

export interface BatchSeen {
  readonly batch: BatchId;
  readonly observation: Observation;
  /** undefined while the board or the configuration cannot be read. */
  readonly sprint: Sprint | undefined;
  readonly problems: readonly Problem[];
}

/** Stories whose pull requests can still tell something. */
function isFollowed({ attempts, condition }: StoryState): boolean {
  return attempts.length > 0 && condition.kind !== "merged" && condition.kind !== "alreadyDone";
}

function planFor(context: AppContext, state: BatchState, snapshot: SprintSnapshot): Plan {
  const memory = batchMemory(context.memory, state.id);
  const own = new Set(state.stories.filter(({ attempts }) => attempts.length > 0).map(({ key }) => key));
  const ownText = [...own].join(" ");
  if (memory.plan?.snapshot === snapshot && memory.plan.own === ownText) return memory.plan.plan;
  // The batch's stories are fixed when it starts; from then on the plan only says what they wait for.
  const plan = planSprint(snapshot, { config: state.config, filter: {}, own });
  memory.plan = { snapshot, own: ownText, plan };
  return plan;
}

/** Tells `reconcile` that nothing is known about the sprint just now; attempts are settled all the same. */
/** Statuses that stand in stories themselves come and go with their pull requests: nobody writes them here. */
function statusesOnBoard(board: Board | undefined): Observation["boardStatuses"] {
  if (!board || board.statusesIn === "stories") return new Map();
  return new Map(board.stories.map(({ key, rawStatus }) => [key, rawStatus]));
}

function unknownPlan(commit: string, problems: readonly Problem[]): Plan {
  return { commit, stories: [], conflicts: NO_CONFLICTS, problems };
}

/** A comment of ours that the state does not name (yet), beside the one it names. */
function unrecordedComment(context: AppContext, state: BatchState): readonly ObservedTrackingComment[] {
  const own = batchMemory(context.memory, state.id).comment;
  if (!own || own.id === state.trackingCommentId) return [];
  return state.trackingCommentId === null ? [own] : [{ id: state.trackingCommentId, body: "" }, own];
}

/** The first look of a process searches, since a lost answer or another instance may have made two. */
async function trackingComments(
  context: AppContext,
  state: BatchState,
  marker: CommentMarker | undefined,
): Promise<readonly ObservedTrackingComment[]> {
  if (state.origin.kind !== "comment" || !marker) return [];
  const memory = batchMemory(context.memory, state.id);
  if (memory.hasSearchedComments) return unrecordedComment(context, state);
  const { issue } = state.origin;
  const found = await findMarked(context.comments, marker, { issue, since: state.createdAt });
  memory.hasSearchedComments = true;
  const shown = found.find(({ id }) => id === state.trackingCommentId) ?? found[0];
  memory.comment = shown && { ...shown, editedAt: state.createdAt };
  return found;
}

export async function observeBatch(
  context: AppContext,
  seen: {
    readonly state: BatchState;
    readonly claims: readonly Claim[];
    /** Of the tracking comment; undefined for a batch that has none. */
    readonly marker: CommentMarker | undefined;
  },
): Promise<BatchSeen> {
  const { state, claims } = seen;
  const stories = state.stories.filter(isFollowed).map(({ key }) => key);
  const look = await context.reader.look({ branch: state.base.branch, stories });
  const reading = await readSprint(context, look);
  const sprint = reading.kind === "read" ? reading.sprint : undefined;
  const snapshot = sprint?.snapshot;
  const problems = reading.kind === "read" ? [] : reading.problems;
  const { pullRequests } = look;
  const runs = await observeRuns(context, state, { pullRequests, snapshot });
  const { refusals } = batchMemory(context.memory, state.id);
  const observation: Observation = {
    ...runs,
    now: context.clock.now(),
    dispatchGraceMs: context.dispatchGraceMs,
    nonces: context.crypto.nonces(2),
    base: { branch: look.branch, sha: look.commit },
    plan: snapshot ? planFor(context, state, snapshot) : unknownPlan(look.commit, problems),
    boardStatuses: statusesOnBoard(snapshot?.board),
    claims,
    refusals: [...refusals].map(([nonce, reason]) => ({ nonce, reason })),
    pullRequests,
    trackingComments: await trackingComments(context, state, seen.marker),
  };
  return { batch: state.id, observation, sprint, problems };
}
