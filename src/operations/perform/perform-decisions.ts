/**
 * Turns decisions into effects. Each is written down before it gets here, so whatever is lost on
 * the way is decided again at a later look.
 */
import { assertNever } from "../../core/assert-never.ts";
import type { BatchState } from "../../core/batch/batch-state.ts";
import type { Decision } from "../../core/batch/decision.ts";
import type { DispatchRequest } from "../../core/batch/dispatch-request.ts";
import { briefPath } from "../../core/batch/names.ts";
import type { StoryKey } from "../../core/sprint/story.ts";
import type { AppContext } from "../app-context.ts";
import { batchMemory } from "../memory.ts";
import type { Sprint } from "../observe/read-sprint.ts";
import { writeBoard } from "./write-board.ts";

export interface Recorded {
  readonly state: BatchState;
  /** Commit of the state branch that holds the briefs. */
  readonly version: string;
  readonly sprint: Sprint | undefined;
}

/** What performing brought to light that must be recorded at once. */
export interface News {
  readonly hasDispatchAnswer: boolean;
  /** What the board shows now; undefined where that is not known. */
  readonly boardStatuses: ReadonlyMap<StoryKey, string | undefined>;
  /** Somebody else wrote the base branch in between. */
  readonly isBoardStale: boolean;
}

type DispatchDecision = Extract<Decision, { kind: "dispatch" }>;

function requestFor({ state, version }: Recorded, { nonce, stories }: DispatchDecision): DispatchRequest {
  return {
    schemaVersion: 1,
    batch: state.id,
    nonce,
    // Of all that a person's run takes, no more work at a time than in any other batch.
    ...(state.origin.kind === "by-hand" && { maxParallel: state.config.maxWorkers }),
    stories: stories.map(({ key, attempt }) => ({
      key,
      attempt,
      brief: briefPath({ batch: state.id, story: key, attempt }),
      commit: version,
    })),
  };
}

async function dispatch(context: AppContext, recorded: Recorded, decision: DispatchDecision): Promise<void> {
  const memory = batchMemory(context.memory, recorded.state.id);
  const answer = await context.runs.dispatch(requestFor(recorded, decision), recorded.state.base.branch);
  switch (answer.kind) {
    case "dispatched":
      if (answer.runId !== null) memory.runs.set(decision.nonce, answer.runId);
      return;
    case "refused":
      memory.refusals.set(decision.nonce, answer.reason);
      return;
    default:
      assertNever(answer);
  }
}

async function removeComment(context: AppContext, { state }: Recorded, id: number): Promise<void> {
  await context.comments.remove(id);
  const memory = batchMemory(context.memory, state.id);
  if (memory.comment?.id === id) memory.comment = undefined;
}

async function performOne(
  context: AppContext,
  recorded: Recorded,
  decision: Exclude<Decision, { kind: "writeBoard" | "lookAgain" }>,
): Promise<void> {
  switch (decision.kind) {
    case "dispatch":
      return await dispatch(context, recorded, decision);
    case "cancelRun":
      return await context.runs.cancel(decision.runId);
    case "convertToDraft":
      return await context.pullRequests.convertToDraft(decision.pullRequest);
    case "removeDuplicateComment":
      return await removeComment(context, recorded, decision.commentId);
    default:
      return assertNever(decision);
  }
}

/** In the order in which they were decided. */
export async function performDecisions(
  context: AppContext,
  recorded: Recorded,
  decisions: readonly Decision[],
): Promise<News> {
  const boardStatuses = new Map<StoryKey, string | undefined>();
  let isBoardStale = false;
  for (const decision of decisions) {
    if (decision.kind === "lookAgain") continue;
    context.log.info("decided", {
      batch: recorded.state.id,
      decision: decision.kind,
      ...detailsOf(decision),
    });
    if (decision.kind !== "writeBoard") {
      await performOne(context, recorded, decision);
      continue;
    }
    const outcome = await writeBoard(context, recorded, decision.changes);
    if (outcome === "conflict") isBoardStale = true;
    for (const { key, to } of decision.changes) {
      boardStatuses.set(key, outcome === "written" ? to : undefined);
    }
  }
  const hasDispatchAnswer = decisions.some((decision) => decision.kind === "dispatch");
  return { hasDispatchAnswer, boardStatuses, isBoardStale };
}

function detailsOf(decision: Decision): Readonly<Record<string, unknown>> {
  return "reason" in decision ? { reason: decision.reason } : {};
}
