/** A job with steps on its way to a runner: record, group, place, runner; then its steps. */
import { evaluateBoolean } from "../expressions/evaluate-token.ts";
import { messageOf } from "../expressions/evaluate-expression.ts";
import { runJob } from "../job/run-job.ts";
import type { StepsJobDefinition } from "../workflow/workflow.ts";
import type { JobRecord } from "../../world/workflow-run.ts";
import { insideGroup, readConcurrency } from "./concurrency.ts";
import { FAILED, type JobOutcome } from "./job-outcome.ts";
import { jobName } from "./job-name.ts";
import type { LegOrder } from "./run-legs.ts";

export async function runStepsLeg(order: LegOrder, job: StepsJobDefinition): Promise<JobOutcome> {
  const { run, namePrefix } = order.call;
  const record = run.report.queueJob(namePrefix + jobName(job, order.leg.labels, order.scope));
  try {
    const outcome = await waitAndRun(order, job, record);
    return isForgiven(order, job, outcome) ? { ...outcome, result: "success" } : outcome;
  } catch (error) {
    return fail(order, record, messageOf(error));
  }
}

async function waitAndRun(order: LegOrder, job: StepsJobDefinition, record: JobRecord): Promise<JobOutcome> {
  const { run } = order.call;
  if (!(await order.places.acquire(order.cancelled))) return cancel(order, record);
  try {
    const guarded = await insideGroup(
      readConcurrency(job.concurrency, order.scope),
      {
        groups: run.groups,
        repository: run.record.repository,
        signal: order.cancelled,
        cancel: () => order.cancel(),
      },
      async () => await runOnRunner(order, job, record),
    );
    if (guarded.kind === "done") return guarded.value;
    if (guarded.kind === "replaced") {
      run.report.annotate({ level: "error", message: guarded.message, job: record.name });
    }
    return cancel(order, record);
  } finally {
    order.places.release();
  }
}

async function runOnRunner(order: LegOrder, job: StepsJobDefinition, record: JobRecord): Promise<JobOutcome> {
  const { run } = order.call;
  if (!(await run.slots.acquire(order.cancelled))) return cancel(order, record);
  try {
    return await runJob({
      call: order.call,
      definition: job,
      record,
      contexts: order.contexts,
      scope: order.scope,
      permissions: job.permissions ?? order.call.workflow.permissions ?? order.call.allowed,
      cancelled: order.cancelled,
    });
  } finally {
    run.slots.release();
  }
}

function isForgiven(order: LegOrder, job: StepsJobDefinition, outcome: JobOutcome): boolean {
  if (outcome.result !== "failure" || job.continueOnError === undefined) return false;
  return evaluateBoolean(job.continueOnError, order.scope);
}

function cancel(order: LegOrder, record: JobRecord): JobOutcome {
  order.call.run.report.completeJob(record, "cancelled");
  return { result: "cancelled", outputs: {} };
}

function fail(order: LegOrder, record: JobRecord, message: string): JobOutcome {
  const { report } = order.call.run;
  report.annotate({ level: "error", message, job: record.name });
  if (record.status !== "completed") report.completeJob(record, "failure");
  return FAILED;
}
