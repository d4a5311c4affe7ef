/**
 * The one thing every webhook, timer and command leads to: look at a batch and do what is due.
 * Read state with its version → observe → reconcile → write state if nobody else has → perform.
 * Killed between any two of these, the next look comes to the same end.
 */
import type { BatchId } from "../core/batch/batch-id.ts";
import type { BatchState, CommentOrigin } from "../core/batch/batch-state.ts";
import type { Decision } from "../core/batch/decision.ts";
import { epochMs, timestampOf } from "../core/instant.ts";
import type { Observation, ObservedRun } from "../core/batch/observation.ts";
import { reconcile } from "../core/batch/reconcile.ts";
import { openAttempt } from "../core/batch/story-attempts.ts";
import type { AppContext } from "./app-context.ts";
import { commentMarker } from "./comments/comment-marker.ts";
import type { CommentMarker } from "./comments/comment-marker.ts";
import { batchMemory } from "./memory.ts";
import { observeBatch } from "./observe/observe-batch.ts";
import type { BatchSeen } from "./observe/observe-batch.ts";
import { performDecisions } from "./perform/perform-decisions.ts";
import type { News } from "./perform/perform-decisions.ts";
import type { StoredState } from "./ports.ts";
import { recordReconciliation } from "./perform/record-reconciliation.ts";
import { createTrackingComment, showTrackingComment } from "./comments/show-tracking-comment.ts";

export interface Advance {
  /** undefined: there is no such batch. */
  readonly state: BatchState | undefined;
  /** When to look again even if no webhook comes; undefined: never. */
  readonly lookAgainAt: string | undefined;
  readonly isInFlight: boolean;
}

type Stored = StoredState & { readonly batch: BatchState };

/** Somebody else's write in between means reading again; more often than this is left to the next look. */
const MAX_CONFLICTS = 5;
/** A dispatch and what GitHub answered to it make two rounds. */
const MAX_ROUNDS = 4;
const SOON_MS = 2000;

function soon(context: AppContext): string {
  return timestampOf(epochMs(context.clock.now()) + SOON_MS);
}

/** The same observation with what performing brought to light, instead of asking for everything again. */
function withNews(context: AppContext, seen: BatchSeen, news: News): BatchSeen {
  const { observation } = seen;
  const batch = batchMemory(context.memory, seen.batch);
  const known = new Set(observation.runs.map((run) => run.id));
  const runs = [...batch.runs]
    .filter(([, id]) => !known.has(id))
    .map(([nonce, id]): ObservedRun => {
      const url = `${context.repository.url}/actions/runs/${id}`;
      return { id, nonce, runAttempt: 1, status: "queued", conclusion: null, url };
    });
  const boardStatuses = new Map(observation.boardStatuses);
  for (const [key, status] of news.boardStatuses) {
    if (status === undefined) boardStatuses.delete(key);
    else boardStatuses.set(key, status);
  }
  const next: Observation = {
    ...observation,
    now: context.clock.now(),
    nonces: context.crypto.nonces(2),
    runs: [...observation.runs, ...runs],
    refusals: [...batch.refusals].map(([nonce, reason]) => ({ nonce, reason })),
    boardStatuses,
  };
  return { ...seen, observation: next };
}

interface Outcome {
  readonly state: BatchState;
  readonly seen: BatchSeen;
  readonly lookAgainAt: string | undefined;
}

/** Rounds of reconcile → write → perform on one look. undefined: somebody else wrote, start over. */
async function decideAndAct(
  context: AppContext,
  stored: Stored,
  first: BatchSeen,
): Promise<Outcome | undefined> {
  const done = new Set<string>();
  let current = stored;
  let seen = first;
  let isBoardStale = false;
  let isBoardTouched = false;
  for (let round = 1; ; round += 1) {
    const result = reconcile(current.batch, seen.observation);
    const version = await recordReconciliation(context, current, { result, seen });
    if (version === undefined) return undefined;
    const due = result.decisions.filter((decision) => !done.has(JSON.stringify(decision)));
    for (const decision of due) done.add(JSON.stringify(decision));
    const { state } = result;
    // Whoever wrote the board once has to look before writing it again.
    const sprint = isBoardTouched ? undefined : seen.sprint;
    const news = await performDecisions(context, { state, version, sprint }, due);
    isBoardStale ||= news.isBoardStale;
    isBoardTouched ||= news.boardStatuses.size > 0;
    if (!news.hasDispatchAnswer || round === MAX_ROUNDS) {
      const lookAgainAt = isBoardStale ? soon(context) : lookAgainOf(result.decisions);
      return { state, seen, lookAgainAt };
    }
    current = { version, batch: state, claims: { schemaVersion: 1, claims: [...result.claims] } };
    seen = withNews(context, seen, news);
  }
}

function lookAgainOf(decisions: readonly Decision[]): string | undefined {
  return decisions.find((decision) => decision.kind === "lookAgain")?.atLatest;
}

/** Where the batch is shown. */
interface Tracking {
  readonly origin: CommentOrigin;
  readonly marker: CommentMarker;
}

/** undefined: it was started by hand, and the page of its run shows it. */
function trackingOf(context: AppContext, { origin, id }: BatchState): Tracking | undefined {
  if (origin.kind !== "comment") return undefined;
  return { origin, marker: commentMarker(context, { issue: origin.issue, subject: id }) };
}

/** The plan stands in the tracking comment before the first story starts; then the command took effect. */
async function withTrackingComment(
  context: AppContext,
  state: BatchState,
  { seen, tracking }: { readonly seen: BatchSeen; readonly tracking: Tracking },
): Promise<BatchSeen> {
  const { issue, commentId } = tracking.origin;
  const { observation, problems } = seen;
  const memory = batchMemory(context.memory, state.id);
  const isThere = state.trackingCommentId !== null || observation.trackingComments.length > 0;
  const { attempts, plan } = observation;
  const facts = { issue, state, attempts, plan, problems, marker: tracking.marker.text };
  const created = isThere ? [] : [await createTrackingComment(context, facts)];
  if (!memory.hasShownPlan) await context.comments.react(commentId, "rocket");
  memory.hasShownPlan = true;
  const trackingComments = [...observation.trackingComments, ...created];
  return { ...seen, observation: { ...observation, trackingComments } };
}

function earliest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted((one, other) => epochMs(one) - epochMs(other))
    .at(0);
}

/** Returns when a postponed edit is due. */
async function show(
  context: AppContext,
  { state, seen }: Outcome,
  { origin, marker }: Tracking,
): Promise<string | undefined> {
  const { observation, problems } = seen;
  const { attempts } = observation;
  const plan = observation.plan.stories.length > 0 ? observation.plan : undefined;
  return await showTrackingComment(context, {
    issue: origin.issue,
    state,
    attempts,
    problems,
    marker: marker.text,
    plan,
  });
}

async function advanceOnce(context: AppContext, stored: Stored): Promise<Advance | undefined> {
  const { batch: state, claims } = stored;
  const tracking = trackingOf(context, state);
  const look = await observeBatch(context, { state, claims: claims.claims, marker: tracking?.marker });
  const seen = tracking ? await withTrackingComment(context, state, { seen: look, tracking }) : look;
  const outcome = await decideAndAct(context, stored, seen);
  if (!outcome) return undefined;
  const editDueAt = tracking && (await show(context, outcome, tracking));
  return {
    state: outcome.state,
    lookAgainAt: earliest(outcome.lookAgainAt, editDueAt),
    isInFlight: outcome.state.stories.some((story) => openAttempt(story) !== undefined),
  };
}

export async function advanceBatch(context: AppContext, id: BatchId): Promise<Advance> {
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    const stored = await context.store.read(id);
    const { batch } = stored;
    if (!batch) return { state: undefined, lookAgainAt: undefined, isInFlight: false };
    const advance = await advanceOnce(context, { ...stored, batch });
    if (advance) return advance;
    context.log.info("somebody else wrote the state; reading again", { batch: id });
  }
  return { state: undefined, lookAgainAt: soon(context), isInFlight: false };
}
