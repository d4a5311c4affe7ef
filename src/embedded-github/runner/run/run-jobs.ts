/** The jobs of one workflow in the order of their needs. */
import { evaluateCondition } from "../expressions/evaluate-expression.ts";
import { TemplateError } from "../expressions/template-error.ts";
import type { JobDefinition } from "../workflow/workflow.ts";
import type { WorkflowCall } from "./active-run.ts";
import { callScope } from "./contexts.ts";
import {
  FAILED,
  type JobOutcome,
  type JobOutcomes,
  jobStatusFunctions,
  type Needs,
  needsContext,
  SKIPPED,
} from "./job-outcome.ts";
import { plainName } from "./job-name.ts";
import { runLegs } from "./run-legs.ts";
import { expandStrategy, type Strategy } from "./strategy.ts";

export async function runJobs(call: WorkflowCall): Promise<JobOutcomes> {
  const started = new Map<string, Promise<Finished>>();
  const jobs = new Map(call.workflow.jobs.map((job) => [job.id, job]));
  function start(id: string): Promise<Finished> {
    const known = started.get(id);
    if (known !== undefined) return known;
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`bug: job '${id}' passed the parser but is unknown`);
    const finished = runAfterNeeds(call, job, start);
    started.set(id, finished);
    return finished;
  }
  // All start at once; each waits for its own needs.
  const finished = await Promise.all(call.workflow.jobs.map(async ({ id }) => await start(id)));
  return new Map(
    call.workflow.jobs.flatMap(({ id }, index) => {
      const result = finished[index];
      return result === undefined ? [] : [[id, result.outcome] as const];
    }),
  );
}

interface Finished {
  readonly outcome: JobOutcome;
  /** This job and everything it waited for. */
  readonly lineage: ReadonlyMap<string, JobOutcome>;
}

async function runAfterNeeds(
  call: WorkflowCall,
  job: JobDefinition,
  start: (id: string) => Promise<Finished>,
): Promise<Finished> {
  const direct = new Map<string, JobOutcome>();
  const ancestors = new Map<string, JobOutcome>();
  for (const [id, running] of job.needs.map((id) => [id, start(id)] as const)) {
    const finished = await running;
    direct.set(id, finished.outcome);
    for (const [ancestor, outcome] of finished.lineage) ancestors.set(ancestor, outcome);
  }
  const outcome = await runJobDefinition(call, job, { direct, ancestors });
  return { outcome, lineage: new Map([...ancestors, [job.id, outcome]]) };
}

async function runJobDefinition(call: WorkflowCall, job: JobDefinition, needs: Needs): Promise<JobOutcome> {
  const prepared = prepare(call, job, needs);
  if (prepared.kind === "skipped") {
    call.run.report.skipJob(call.namePrefix + plainName(job));
    return SKIPPED;
  }
  if (prepared.kind === "unusable") {
    // No leg, no record: GitHub shows such a job only by its annotation and the red run.
    call.run.report.annotate({ level: "error", message: prepared.message, job: job.id });
    return FAILED;
  }
  return await runLegs(call, { job, needs, strategy: prepared.strategy, runJobs });
}

type Prepared =
  | { readonly kind: "skipped" }
  | { readonly kind: "unusable"; readonly message: string }
  | { readonly kind: "ready"; readonly strategy: Strategy };

function prepare(call: WorkflowCall, job: JobDefinition, needs: Needs): Prepared {
  const scope = callScope(call, { needs: needsContext(needs) });
  const status = jobStatusFunctions(needs, call.cancelled.aborted);
  try {
    if (!evaluateCondition(job.condition, { ...scope, status })) return { kind: "skipped" };
    return { kind: "ready", strategy: expandStrategy(job, scope) };
  } catch (error) {
    if (error instanceof TemplateError) return { kind: "unusable", message: error.message };
    throw error;
  }
}
