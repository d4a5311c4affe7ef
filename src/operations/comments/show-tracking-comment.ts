/** Keeps the one tracking comment of a batch up to date, with as few edits as people notice. */
import type { BatchState } from "../../core/batch/batch-state.ts";
import { epochMs, timestampOf } from "../../core/instant.ts";
import type { ObservedAttempt } from "../../core/batch/observation.ts";
import type { Plan } from "../../core/planning/plan.ts";
import { renderTrackingComment } from "../../core/presentation/tracking-comment.ts";
import type { Problem } from "../../core/problem.ts";
import type { AppContext } from "../app-context.ts";
import { batchMemory } from "../memory.ts";

export interface TrackingFacts {
  readonly issue: number;
  readonly state: BatchState;
  readonly attempts: readonly ObservedAttempt[];
  readonly plan: Plan | undefined;
  readonly problems: readonly Problem[];
  readonly marker: string;
}

const MINUTE_MS = 60_000;

function isMoving(state: BatchState): boolean {
  return state.condition.kind === "running" || state.condition.kind === "parked";
}

/** Running times advance by the minute, or every look would be an edit. */
function shownTime(state: BatchState, now: string): string {
  if (!isMoving(state)) return now;
  const minute = Math.floor(epochMs(now) / MINUTE_MS) * MINUTE_MS;
  return timestampOf(Math.max(minute, epochMs(state.createdAt)));
}

export function noticesOf(context: AppContext, state: BatchState): readonly string[] {
  const { boardRefusal } = batchMemory(context.memory, state.id);
  if (!boardRefusal) return [];
  const writer = state.origin.kind === "comment" ? "the app" : "the workflow";
  return [
    `The sprint board could not be updated: GitHub refused the commit to \`${state.base.branch}\` ` +
      `(${boardRefusal.reason}). Let ${writer} write to that branch, or move the stories by hand.`,
  ];
}

function render(context: AppContext, facts: TrackingFacts): string {
  const { state } = facts;
  return renderTrackingComment({
    ...facts,
    now: shownTime(state, context.clock.now()),
    feed: batchMemory(context.memory, state.id).feed,
    notices: noticesOf(context, state),
    links: { repositoryUrl: context.repository.url },
  });
}

/** Creates the comment and returns what is then to be seen of it. */
export async function createTrackingComment(
  context: AppContext,
  facts: TrackingFacts,
): Promise<{ readonly id: number; readonly body: string }> {
  const body = render(context, facts);
  const memory = batchMemory(context.memory, facts.state.id);
  // Should the answer be lost, only another search can tell whether the comment is there.
  memory.hasSearchedComments = false;
  const id = await context.comments.create(facts.issue, body);
  memory.hasSearchedComments = true;
  memory.comment = { id, body, editedAt: context.clock.now() };
  return { id, body };
}

async function writtenBody(context: AppContext, state: BatchState, id: number): Promise<string | undefined> {
  const memory = batchMemory(context.memory, state.id);
  if (memory.comment?.id === id) return memory.comment.body;
  const read = await context.comments.read(id);
  memory.comment = read && { ...read, editedAt: state.createdAt };
  return read?.body;
}

/**
 * Edits the comment when its text has changed and the last edit is long enough ago; a batch that
 * has stopped moving is shown at once. Returns when a postponed edit is due.
 */
export async function showTrackingComment(
  context: AppContext,
  facts: TrackingFacts,
): Promise<string | undefined> {
  const { state } = facts;
  const id = state.trackingCommentId;
  if (id === null) return undefined;
  const body = render(context, facts);
  const before = await writtenBody(context, state, id);
  if (before === body) return undefined;
  const memory = batchMemory(context.memory, state.id);
  const now = context.clock.now();
  const dueMs = memory.comment ? epochMs(memory.comment.editedAt) + context.editIntervalMs : 0;
  if (isMoving(state) && before !== undefined && epochMs(now) < dueMs) return timestampOf(dueMs);
  const outcome = before === undefined ? "gone" : await context.comments.edit(id, body);
  if (outcome === "edited") {
    memory.comment = { id, body, editedAt: now };
    return undefined;
  }
  // Somebody deleted it: write it anew; the next look finds it by its marker and records it.
  await createTrackingComment(context, facts);
  memory.hasSearchedComments = false;
  return now;
}
