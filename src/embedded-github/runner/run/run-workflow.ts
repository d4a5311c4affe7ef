/** One run from its start to its conclusion. */
import { ActionTrees } from "../actions/action-trees.ts";
import { messageOf } from "../expressions/evaluate-expression.ts";
import { evaluateText } from "../expressions/evaluate-token.ts";
import { loadWorkflows, type WorkflowTree } from "../workflow/load-workflows.ts";
import { dispatchInputs } from "../workflow/typed-inputs.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { describeProblem, type WorkflowProblem } from "../workflow/workflow-problem.ts";
import type { Conclusion, RunRecord } from "../../world/workflow-run.ts";
import type { ActiveRun, RunnerShared, WorkflowCall } from "./active-run.ts";
import { insideGroup, readConcurrency } from "./concurrency.ts";
import { callScope, eventPayload, refOf } from "./contexts.ts";
import { worstResult } from "./job-outcome.ts";
import { runJobs } from "./run-jobs.ts";
import { RunReport } from "./run-report.ts";

export interface RunSignals {
  readonly cancelled: AbortController;
  readonly killed: AbortSignal;
}

/** Never throws: what goes wrong before the first job is a startup failure. */
export async function runWorkflow(
  shared: RunnerShared,
  record: RunRecord,
  signals: RunSignals,
): Promise<void> {
  const report = new RunReport(shared.host, record);
  report.requested();
  try {
    report.completed(await runLoaded({ ...shared, record, report }, signals));
  } catch (error) {
    report.annotate({ level: "error", message: messageOf(error), job: "" });
    report.completed("startup_failure");
  }
}

type StartingRun = RunnerShared & Pick<ActiveRun, "record" | "report">;

async function runLoaded(starting: StartingRun, signals: RunSignals): Promise<Conclusion> {
  const { record, report, host } = starting;
  const loaded = await loadWorkflows(host, {
    repository: record.repository,
    sha: record.headSha,
    ref: refOf(record),
    path: record.workflowPath,
  });
  if (loaded.kind === "problems") return refuse(report, loaded.problems);
  const call = startCall(starting, loaded.tree, signals);
  record.displayTitle = titleOf(call.workflow, call);
  const guarded = await insideGroup(
    readConcurrency(call.workflow.concurrency, callScope(call)),
    {
      groups: starting.groups,
      repository: record.repository,
      signal: signals.cancelled.signal,
      cancel: () => signals.cancelled.abort(),
    },
    async () => await runToConclusion(call),
  );
  if (guarded.kind === "done") return guarded.value;
  if (guarded.kind === "replaced") {
    report.annotate({ level: "error", message: guarded.message, job: "" });
  }
  return "cancelled";
}

function refuse(report: RunReport, problems: readonly WorkflowProblem[]): Conclusion {
  for (const problem of problems) {
    report.annotate({ level: "error", message: describeProblem(problem), job: "" });
  }
  return "startup_failure";
}

function startCall(starting: StartingRun, tree: WorkflowTree, signals: RunSignals): WorkflowCall {
  const { record, host } = starting;
  const { root } = tree;
  // Defaults of dispatch inputs are literals: no context is needed to evaluate them.
  const scope = { file: root.source.path, contexts: {} };
  const { inputs, eventInputs } = dispatchInputs(root.dispatchInputs, record.inputs, scope);
  const run: ActiveRun = {
    ...starting,
    tree,
    actions: new ActionTrees(host, `${starting.settings.folder}/actions-${record.id}`),
    event: eventPayload(record, eventInputs),
    cancelled: signals.cancelled.signal,
    killed: signals.killed,
  };
  return {
    run,
    workflow: root,
    namePrefix: "",
    inputs,
    secrets: host.secrets(record.repository),
    allowed: host.defaultPermissions(record.repository),
    cancelled: run.cancelled,
  };
}

function titleOf(workflow: Workflow, call: WorkflowCall): string {
  const title = workflow.runName && evaluateText(workflow.runName, callScope(call)).trim();
  return title === undefined || title === "" ? workflow.name : title;
}

async function runToConclusion(call: WorkflowCall): Promise<Conclusion> {
  try {
    const outcomes = await runJobs(call);
    if (call.cancelled.aborted) return "cancelled";
    return worstResult([...outcomes.values()].map(({ result }) => result));
  } finally {
    await call.run.actions.remove();
  }
}
