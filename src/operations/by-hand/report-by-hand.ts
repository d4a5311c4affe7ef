/**
 * The last job of a run that a person started: the evidence of its stories is judged as the app
 * would, claims are released, the board is written, and people read what became of it.
 */
import { batchIdOfRun } from "../../core/batch/batch-id.ts";
import type { BatchId } from "../../core/batch/batch-id.ts";
import type { BatchState } from "../../core/batch/batch-state.ts";
import type { HandPlan } from "../../core/presentation/by-hand/hand-plan.ts";
import type { AppContext } from "../app-context.ts";
import { noticesOf } from "../comments/show-tracking-comment.ts";
import { Failure } from "../failure.ts";
import type { Pause } from "../ports.ts";
import { drawByHand, planOf } from "./draw-by-hand.ts";
import { lookUntilCalm } from "./look-until-calm.ts";
import { asIfOver, type OwnRun } from "./own-run.ts";

export type ReportEnd =
  /** No batch was begun in this run. */
  | { readonly kind: "none" }
  | {
      readonly kind: "reported";
      readonly state: BatchState;
      /** What a run would find now; undefined where the sprint cannot be planned any more. */
      readonly next: HandPlan | undefined;
      readonly notices: readonly string[];
    };

export interface EndedRun extends OwnRun {
  /** How the jobs before this one ended together, in GitHub's words. */
  readonly conclusion: string;
}

export async function reportByHand(context: AppContext, run: EndedRun, pause: Pause): Promise<ReportEnd> {
  const id = await findBatch(context, run);
  if (id === undefined) return { kind: "none" };
  const inside = { ...context, runs: asIfOver(context.runs, run) };
  const { state } = await lookUntilCalm(inside, id, pause);
  if (!state || !("at" in state.condition)) {
    throw new Failure(`Batch ${id} could not be settled. The next run that is started by hand does it.`, {
      code: "conflict",
      retryable: true,
    });
  }
  return { kind: "reported", state, next: await nextRun(context, run), notices: noticesOf(context, state) };
}

async function nextRun(context: AppContext, run: OwnRun): Promise<HandPlan | undefined> {
  const after = { ...run, attempt: run.attempt + 1 };
  try {
    const { claims } = await context.store.read(batchIdOfRun(after.id, after.attempt));
    const drawn = await drawByHand(context, { run: after, by: "", flags: {}, line: "" }, claims.claims);
    return drawn.kind === "drawn" ? planOf(drawn) : undefined;
  } catch (error) {
    // What became of this run is known and has to be told.
    if (!(error instanceof Failure)) throw error;
    context.log.warn(`What can run next could not be read: ${error.message}`);
    return undefined;
  }
}

/** Where only failed jobs are run again, the batch is the one that an earlier attempt planned. */
async function findBatch(context: AppContext, run: OwnRun): Promise<BatchId | undefined> {
  for (let { attempt } = run; attempt >= 1; attempt -= 1) {
    const id = batchIdOfRun(run.id, attempt);
    if ((await context.store.read(id)).batch) return id;
  }
  return undefined;
}
