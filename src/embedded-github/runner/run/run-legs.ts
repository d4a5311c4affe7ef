/** The legs of one job: side by side up to `max-parallel`, all stopped by the first failure if `fail-fast`. */
import { anyOf, createAbort } from "../create-abort.ts";
import { evaluateCondition } from "../expressions/evaluate-expression.ts";
import type { JsonObject } from "../expressions/json.ts";
import type { Scope } from "../expressions/scope.ts";
import { Slots } from "../slots.ts";
import type { JobDefinition } from "../workflow/workflow.ts";
import type { WorkflowCall } from "./active-run.ts";
import { callScope } from "./contexts.ts";
import {
  type JobOutcome,
  type JobOutcomes,
  jobStatusFunctions,
  mergeOutputs,
  type Needs,
  needsContext,
  worstResult,
} from "./job-outcome.ts";
import { runCallLeg } from "./run-call-leg.ts";
import { runStepsLeg } from "./run-steps-leg.ts";
import type { Leg, Strategy } from "./strategy.ts";

/** One leg on its way to a runner. */
export interface LegOrder {
  readonly call: WorkflowCall;
  readonly leg: Leg;
  /** The contexts `needs`, `strategy` and `matrix`. */
  readonly contexts: JsonObject;
  readonly scope: Scope;
  /** Place among the legs that `max-parallel` lets run. */
  readonly places: Slots;
  /** Aborted when this leg shall end: not when its condition wants it to run all the same. */
  readonly cancelled: AbortSignal;
  /** Asks this leg alone to end. */
  cancel(): void;
}

export interface PlannedJob {
  readonly job: JobDefinition;
  readonly needs: Needs;
  readonly strategy: Strategy;
  /** The jobs of a called workflow. */
  runJobs(call: WorkflowCall): Promise<JobOutcomes>;
}

export async function runLegs(call: WorkflowCall, planned: PlannedJob): Promise<JobOutcome> {
  const { job, needs, strategy } = planned;
  const failFast = createAbort();
  const places = new Slots(strategy.maxParallel);
  const finished: JobOutcome[] = [];
  await Promise.all(
    strategy.legs.map(async (leg) => {
      const order = orderLeg(call, { job, needs, leg, places, failFast: failFast.signal });
      const outcome = await (job.kind === "call"
        ? runCallLeg(order, job, async (called) => await planned.runJobs(called))
        : runStepsLeg(order, job));
      finished.push(outcome);
      if (outcome.result === "failure" && strategy.failFast) failFast.abort();
    }),
  );
  return {
    result: worstResult(finished.map(({ result }) => result)),
    outputs: mergeOutputs(finished),
  };
}

function orderLeg(
  call: WorkflowCall,
  parts: {
    readonly job: JobDefinition;
    readonly needs: Needs;
    readonly leg: Leg;
    readonly places: Slots;
    readonly failFast: AbortSignal;
  },
): LegOrder {
  const { job, needs, leg, places, failFast } = parts;
  const contexts = {
    needs: needsContext(needs),
    strategy: leg.strategy,
    matrix: leg.matrix,
  };
  const scope = callScope(call, contexts);
  const own = createAbort();
  const status = jobStatusFunctions(needs, true);
  function endUnlessWanted(): void {
    // GitHub asks the condition again when a run is cancelled: `always()` keeps its job alive.
    if (!evaluateCondition(job.condition, { ...scope, status })) own.abort();
  }
  const asked = anyOf([call.cancelled, failFast]);
  if (asked.aborted) endUnlessWanted();
  else asked.addEventListener("abort", endUnlessWanted, { once: true });
  return {
    call,
    leg,
    contexts,
    scope,
    places,
    cancelled: anyOf([own.signal, call.run.killed]),
    cancel: () => own.abort(),
  };
}
