/** A job that calls a workflow: its inputs, secrets and permissions in, its jobs, outputs out. */
import { evaluateText, evaluateTexts } from "../expressions/evaluate-token.ts";
import { TemplateError } from "../expressions/template-error.ts";
import { callInputs } from "../workflow/typed-inputs.ts";
import type { CallJobDefinition, Workflow } from "../workflow/workflow.ts";
import type { WorkflowCall } from "./active-run.ts";
import { insideGroup, readConcurrency } from "./concurrency.ts";
import { callScope } from "./contexts.ts";
import { FAILED, type JobOutcome, type JobOutcomes, worstResult } from "./job-outcome.ts";
import { jobName, plainName } from "./job-name.ts";
import type { LegOrder } from "./run-legs.ts";

/** How the jobs of the called workflow are run. */
type RunJobs = (call: WorkflowCall) => Promise<JobOutcomes>;

const CANCELLED: JobOutcome = { result: "cancelled", outputs: {} };

export async function runCallLeg(
  order: LegOrder,
  job: CallJobDefinition,
  runJobs: RunJobs,
): Promise<JobOutcome> {
  if (!(await order.places.acquire(order.cancelled))) return cancelledBeforeStart(order, job);
  try {
    return await runInGroup(order, job, runJobs);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    order.call.run.report.annotate({ level: "error", message: error.message, job: job.id });
    return FAILED;
  } finally {
    order.places.release();
  }
}

async function runInGroup(order: LegOrder, job: CallJobDefinition, runJobs: RunJobs): Promise<JobOutcome> {
  const { run } = order.call;
  const guarded = await insideGroup(
    readConcurrency(job.concurrency, order.scope),
    {
      groups: run.groups,
      repository: run.record.repository,
      signal: order.cancelled,
      cancel: () => order.cancel(),
    },
    async () => await runCalledWorkflow(order, job, runJobs),
  );
  if (guarded.kind === "done") return guarded.value;
  if (guarded.kind === "replaced") {
    run.report.annotate({ level: "error", message: guarded.message, job: job.id });
  }
  return cancelledBeforeStart(order, job);
}

async function runCalledWorkflow(
  order: LegOrder,
  job: CallJobDefinition,
  runJobs: RunJobs,
): Promise<JobOutcome> {
  const { call, leg, scope } = order;
  const workflow = call.run.tree.called.get(job);
  if (workflow === undefined) throw new Error(`bug: '${job.uses}' was never loaded`);
  const name = jobName(job, leg.labels, scope);
  const called: WorkflowCall = {
    run: call.run,
    workflow,
    namePrefix: `${call.namePrefix}${name} / `,
    inputs: callInputs(workflow.call?.inputs ?? [], job.with, {
      caller: scope,
      called: callScope({ ...call, workflow, inputs: {} }),
    }),
    secrets: secretsFor(order, job),
    allowed: job.permissions ?? call.workflow.permissions ?? call.allowed,
    cancelled: order.cancelled,
  };
  const outcomes = await runJobs(called);
  return {
    result: worstResult([...outcomes.values()].map(({ result }) => result)),
    outputs: outputsOf(workflow, called, outcomes),
  };
}

function secretsFor(order: LegOrder, job: CallJobDefinition): Readonly<Record<string, string>> {
  if (job.secrets === undefined) return {};
  if (job.secrets === "inherit") return order.call.secrets;
  const { scope, call } = order;
  return evaluateTexts(job.secrets, {
    ...scope,
    contexts: { ...scope.contexts, secrets: { ...call.secrets } },
  });
}

function outputsOf(
  workflow: Workflow,
  called: WorkflowCall,
  outcomes: JobOutcomes,
): Readonly<Record<string, string>> {
  const jobs = Object.fromEntries(
    [...outcomes].map(([id, { result, outputs }]) => [id, { result, outputs }]),
  );
  const scope = callScope(called, { jobs });
  const outputs = workflow.call?.outputs ?? [];
  return Object.fromEntries(outputs.map(({ name, value }) => [name, evaluateText(value, scope)]));
}

function cancelledBeforeStart(order: LegOrder, job: CallJobDefinition): JobOutcome {
  const { report } = order.call.run;
  report.completeJob(report.queueJob(order.call.namePrefix + plainName(job)), "cancelled");
  return CANCELLED;
}
