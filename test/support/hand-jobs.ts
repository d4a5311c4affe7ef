/** The first and the last job of a run by hand, each in a process of its own, over a world in memory. */
import { batchIdOfRun } from "../../src/core/batch/batch-id.ts";
import type { BatchState } from "../../src/core/batch/batch-state.ts";
import type { RunFlags } from "../../src/core/commands/command.ts";
import { planByHand, type PlanEnd } from "../../src/operations/by-hand/plan-by-hand.ts";
import { reportByHand, type ReportEnd } from "../../src/operations/by-hand/report-by-hand.ts";
import type { WorkflowJob, WorkflowRun } from "../../src/operations/ports.ts";
import { restarted } from "./fake-github.ts";
import type { FakeApp } from "./fake-github.ts";

export interface HandRun {
  readonly id: number;
  readonly attempt: number;
  readonly url: string;
}

const pause = { seconds: async (): Promise<void> => undefined };

export function handRun(id: number, attempt = 1): HandRun {
  return { id, attempt, url: `https://github.com/octo/orchard/actions/runs/${id}` };
}

/** A job of its own: it remembers nothing of the one before. */
export async function planIn(app: FakeApp, run: HandRun, flags: RunFlags = {}): Promise<PlanEnd> {
  return await planByHand(restarted(app).context, { run, by: "maria", flags, line: "by hand" }, pause);
}

export async function reportIn(app: FakeApp, run: HandRun, conclusion = "failure"): Promise<ReportEnd> {
  return await reportByHand(restarted(app).context, { ...run, conclusion }, pause);
}

export function batchOf(app: FakeApp, { id, attempt }: HandRun): BatchState {
  const found = app.store.batches.get(batchIdOfRun(id, attempt));
  if (!found) throw new Error(`run ${id} has no batch`);
  return found;
}

/** GitHub's view of the run while its jobs go on or after they ended. */
export function seeRun(
  { github }: FakeApp,
  { id, url }: HandRun,
  [status, conclusion]: readonly [WorkflowRun["status"], string | null] = ["in_progress", null],
): void {
  const run = { id, runAttempt: 1, displayTitle: "Batch Stories by hand", status, conclusion, url };
  const index = github.runs.findIndex((each) => each.id === id);
  if (index < 0) github.runs.push(run);
  else github.runs[index] = run;
}

/** All jobs of a story whose pipeline ended like this, in BUILD. */
export function handJobs(
  { github }: FakeApp,
  story: string,
  conclusion: "failure" | "cancelled",
): readonly WorkflowJob[] {
  const times = { startedAt: github.now(), completedAt: github.now() };
  return ["pipeline", "prove", "deliver"].map((name) => ({
    name: `batch / story ${story} / ${name}`,
    status: "completed" as const,
    conclusion: name === "pipeline" ? conclusion : "skipped",
    ...times,
    steps: name === "pipeline" ? [{ name: "BUILD 🔨", status: "completed" as const, conclusion }] : [],
  }));
}

export function started(end: PlanEnd): Extract<PlanEnd, { kind: "started" }> {
  if (end.kind !== "started") throw new Error(`the plan ended as ${end.kind}`);
  return end;
}
