/**
 * The first job of a run that a person started: the batch is planned, claimed and written as any
 * other, but instead of dispatching a run, its request is handed to the jobs that follow.
 */
import { batchIdOfRun } from "../../core/batch/batch-id.ts";
import type { DispatchRequest } from "../../core/batch/dispatch-request.ts";
import type { HandStart } from "../../core/batch/by-hand/start-by-hand.ts";
import { handBatch, startByHand } from "../../core/batch/by-hand/start-by-hand.ts";
import { CONFIG_PATH, MATRIX_LIMIT } from "../../core/batch/names.ts";
import type { RunFlags } from "../../core/commands/command.ts";
import { agentProblems } from "../../core/config/agent-problems.ts";
import type { Plan } from "../../core/planning/plan.ts";
import type { Problem } from "../../core/problem.ts";
import type { AppContext } from "../app-context.ts";
import { Failure } from "../failure.ts";
import { observeBatch } from "../observe/observe-batch.ts";
import type { BatchSeen } from "../observe/observe-batch.ts";
import { performDecisions } from "../perform/perform-decisions.ts";
import { recordReconciliation } from "../perform/record-reconciliation.ts";
import type { Pause, Runs, StoredState } from "../ports.ts";
import { planFor } from "../start-batch.ts";
import { lookUntilCalm } from "./look-until-calm.ts";
import type { OwnRun } from "./own-run.ts";
import { settleEarlier } from "./settle-earlier.ts";

export interface HandRequest {
  readonly run: OwnRun;
  readonly by: string;
  readonly flags: RunFlags;
  /** What the person filled in, in one line. */
  readonly line: string;
}

/** What the run takes and what it leaves, as far as people are told. */
export interface HandPlan extends Pick<HandStart, "begun" | "later"> {
  readonly plan: Plan;
  readonly running: HandStart["result"]["state"];
}

export type PlanEnd =
  /** Something people wrote is wrong; nothing was started. */
  | { readonly kind: "refused"; readonly problems: readonly Problem[]; readonly commit: string }
  /** Every story waits, is under way or done; nothing was started. */
  | { readonly kind: "nothing"; readonly planned: HandPlan }
  /** A dry run: nothing was written. */
  | { readonly kind: "shown"; readonly planned: HandPlan }
  | { readonly kind: "started"; readonly planned: HandPlan; readonly request: DispatchRequest };

/** Each run that is planned at the same moment may come first once. */
const MAX_CONFLICTS = 10;

interface Drawn {
  readonly kind: "drawn";
  readonly stored: StoredState;
  readonly plan: Plan;
  readonly seen: BatchSeen;
  readonly start: HandStart;
}

export async function planByHand(context: AppContext, hand: HandRequest, pause: Pause): Promise<PlanEnd> {
  const isDryRun = hand.flags.dryRun === true;
  if (!isDryRun) await settleEarlier(context, hand.run, pause);
  for (let conflict = 0; conflict < MAX_CONFLICTS; conflict += 1) {
    const drawn = await draw(context, hand);
    if (drawn.kind === "refused") return drawn;
    const planned = planOf(drawn);
    if (planned.running.stories.length === 0) return { kind: "nothing", planned };
    if (isDryRun) return { kind: "shown", planned };
    const version = await record(context, drawn);
    if (version === undefined) continue;
    const request = await hold(context, drawn, { version, run: hand.run, pause });
    return { kind: "started", planned, request };
  }
  throw new Failure("The state branch is written by others all the time; nothing was started.", {
    code: "conflict",
    retryable: true,
  });
}

function planOf({ plan, start }: Drawn): HandPlan {
  const { begun, later, result } = start;
  return { begun, later, plan, running: result.state };
}

/** Everything is read anew each time: what another run has claimed meanwhile is left to it. */
async function draw(
  context: AppContext,
  { run, by, flags, line }: HandRequest,
): Promise<Drawn | Extract<PlanEnd, { kind: "refused" }>> {
  const id = batchIdOfRun(run.id, run.attempt);
  const stored = await context.store.read(id);
  if (stored.batch) {
    throw new Failure(`Batch ${id} of this run is planned already. Start a new run.`, {
      code: "invalid",
      retryable: false,
    });
  }
  const reading = await planFor(context, flags);
  if (reading.kind === "refused") return reading;
  const { plan, config, look, sprint } = reading;
  // A form is filled in for this very run: a word in it that names nothing is a mistake.
  const wrong = plan.problems.filter(({ code, severity }) => code === "command-flag" && severity === "error");
  const problems = [...wrong, ...agentProblems(config, CONFIG_PATH)];
  if (problems.length > 0) return { kind: "refused", problems, commit: look.commit };
  const { owner, name } = context.repository;
  const begun = handBatch({
    id,
    repository: { owner, name },
    origin: {
      kind: "by-hand",
      runId: run.id,
      runAttempt: run.attempt,
      limit: Math.min(flags.limit ?? MATRIX_LIMIT, MATRIX_LIMIT),
    },
    command: { by, text: line },
    config,
    base: { branch: look.branch, sha: look.commit },
    boardPath: sprint.snapshot.board.path,
    plan,
    now: context.clock.now(),
  });
  const seen = await observeBatch(context, { state: begun, claims: stored.claims.claims, marker: undefined });
  return { kind: "drawn", stored, plan, seen, start: startByHand(begun, seen.observation) };
}

/** One commit for the batch, its claims and its briefs; undefined when somebody else was faster. */
async function record(context: AppContext, { stored, seen, start }: Drawn): Promise<string | undefined> {
  return await recordReconciliation(
    context,
    { ...stored, batch: start.begun },
    { result: start.result, seen },
  );
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
  const { isBoardStale } = await performDecisions({ ...context, runs }, recorded, decisions);
  if (isBoardStale) await lookUntilCalm(context, state.id, pause);
  const [request] = held;
  if (!request) throw new Error("bug: stories were started without a dispatch");
  return request;
}
