/**
 * The first job of a run that a person started: the batch is planned, claimed and written as any
 * other, but instead of dispatching a run, its request is handed to the jobs that follow.
 */
import { batchIdOfRun } from "../../core/batch/batch-id.ts";
import type { BatchState } from "../../core/batch/batch-state.ts";
import type { DispatchRequest } from "../../core/batch/dispatch-request.ts";
import type { HandPlan } from "../../core/presentation/by-hand/hand-plan.ts";
import type { AppContext } from "../app-context.ts";
import { noticesOf } from "../comments/show-tracking-comment.ts";
import { Failure } from "../failure.ts";
import { performDecisions } from "../perform/perform-decisions.ts";
import { recordReconciliation } from "../perform/record-reconciliation.ts";
import type { Pause, Runs, StoredState } from "../ports.ts";
import { drawByHand, planOf } from "./draw-by-hand.ts";
import type { Drawn, HandRequest, Refused } from "./draw-by-hand.ts";
import { lookUntilCalm } from "./look-until-calm.ts";
import type { OwnRun } from "./own-run.ts";
import { settleEarlier } from "./settle-earlier.ts";
import { noticesOfUnsettled } from "./unsettled-runs.ts";

interface Planned {
  readonly planned: HandPlan;
  /** What people have to know beside the plan. */
  readonly notices: readonly string[];
}

export type PlanEnd =
  | Refused
  /** Every story waits, is under way or done; nothing was started. */
  | (Planned & { readonly kind: "nothing" })
  /** A dry run: nothing was written. */
  | (Planned & { readonly kind: "shown" })
  | (Planned & { readonly kind: "started"; readonly request: DispatchRequest });

/** Each run that is planned at the same moment may come first once. */
const MAX_CONFLICTS = 10;

export async function planByHand(context: AppContext, hand: HandRequest, pause: Pause): Promise<PlanEnd> {
  const isDryRun = hand.flags.dryRun === true;
  if (!isDryRun) await settleEarlier(context, hand.run, pause);
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    // Everything is read anew each time: what another run has claimed meanwhile is left to it.
    const stored = await readUnplanned(context, hand.run);
    const drawn = await drawByHand(context, hand, stored.claims.claims);
    if (drawn.kind === "refused") return drawn;
    const planned = planOf(drawn);
    const isNothing = planned.running.stories.length === 0;
    if (isDryRun) {
      const notices = await noticesOfUnsettled(context, hand.run, stored.claims.claims);
      return { kind: isNothing ? "nothing" : "shown", planned, notices };
    }
    if (isNothing) return { kind: "nothing", planned, notices: [] };
    const version = await record(context, stored, drawn);
    if (version === undefined) continue;
    const request = await hold(context, drawn, { version, run: hand.run, pause });
    return { kind: "started", planned, request, notices: noticesOf(context, planned.running) };
  }
  throw new Failure("The state branch is written by others all the time; nothing was started.", {
    code: "conflict",
    retryable: true,
  });
}

async function readUnplanned(context: AppContext, run: OwnRun): Promise<StoredState> {
  const id = batchIdOfRun(run.id, run.attempt);
  const stored = await context.store.read(id);
  if (!stored.batch) return stored;
  throw new Failure(`Batch ${id} of this run is planned already. Start a new run.`, {
    code: "invalid",
    retryable: false,
  });
}

/**
 * One commit for the batch, its claims and its briefs; undefined when somebody else was faster. A job
 * cannot come back as the app does: whether a commit was made whose answer is lost is looked up.
 */
async function record(context: AppContext, stored: StoredState, drawn: Drawn): Promise<string | undefined> {
  const { seen, start } = drawn;
  const batch = { ...stored, batch: start.begun };
  try {
    const version = await recordReconciliation(context, batch, { result: start.result, seen });
    return version ?? (await findRecorded(context, drawn));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const version = await findRecorded(context, drawn);
    if (version === undefined) throw error;
    context.log.info("the answer to the commit was lost, but it was made");
    return version;
  }
}

/** Nonces are known to this job alone: a batch that carries them is the one that it wrote. */
async function findRecorded(context: AppContext, { start }: Drawn): Promise<string | undefined> {
  const { state } = start.result;
  const { batch, version } = await context.store.read(state.id);
  return batch && version !== null && noncesOf(batch) === noncesOf(state) ? version : undefined;
}

function noncesOf({ stories }: BatchState): string {
  return JSON.stringify(stories.map(({ key, attempts }) => [key, attempts.map(({ nonce }) => nonce)]));
}

/** Performs what was decided; the one dispatch among it stays in this run. */
async function hold(
  context: AppContext,
  { seen, start }: Drawn,
  { version, run, pause }: { readonly version: string; readonly run: OwnRun; readonly pause: Pause },
): Promise<DispatchRequest> {
  const held: DispatchRequest[] = [];
  const runs: Runs = {
    ...context.runs,
    async dispatch(request) {
      held.push(request);
      return { kind: "dispatched", runId: run.id };
    },
  };
  const { state, decisions } = start.result;
  const recorded = { state, version, sprint: seen.sprint };
  try {
    const { isBoardStale } = await performDecisions({ ...context, runs }, recorded, decisions);
    if (isBoardStale) await lookUntilCalm(context, state.id, pause);
  } catch (error) {
    // The stories are claimed, and the board is all that can be missing: the last job writes it as well.
    if (!(error instanceof Failure) || held.length === 0) throw error;
    context.log.warn(`The sprint board may not show what runs: ${error.message}`);
  }
  const [request] = held;
  if (!request) throw new Error("bug: stories were started without a dispatch");
  return request;
}
