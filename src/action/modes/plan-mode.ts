import { parseForm } from "../../core/commands/parse-form.ts";
import { renderPlannedRun } from "../../core/presentation/by-hand/planned-run.ts";
import { renderProblems } from "../../core/presentation/replies.ts";
import type { Problem } from "../../core/problem.ts";
import type { PlanEnd } from "../../operations/by-hand/plan-by-hand.ts";
import { planByHand } from "../../operations/by-hand/plan-by-hand.ts";
import { failWith, jobLog, readForm, readToken, writeOutputs, writeSummary } from "../action-io.ts";
import { batchContext, pause } from "../compose.ts";
import { ownRun, type ActionEnvironment } from "../environment.ts";
import type { StepContext } from "./mode.ts";

export async function planMode({ environment }: StepContext): Promise<void> {
  const token = readToken();
  const form = parseForm(readForm());
  if (form.kind === "problems") return await refuse(form.problems, environment);
  const { flags, line } = form;
  const hand = { run: ownRun(environment), by: environment.actor, flags, line };
  const end = await planByHand(await batchContext(environment, token), hand, pause);
  if (end.kind === "refused") return await refuse(end.problems, environment, end.commit);
  // Before anything else can fail: the stories are claimed, and the jobs that follow know it by this.
  if (end.kind === "started") writeOutputs({ status: "started", request: JSON.stringify(end.request) });
  else writeOutputs({ status: end.kind });
  await show(end, environment);
}

async function show(
  end: Exclude<PlanEnd, { kind: "refused" }>,
  environment: ActionEnvironment,
): Promise<void> {
  const { plan, running } = end.planned;
  const count = running.stories.length;
  if (end.kind === "nothing") jobLog.notice("Nothing can run now; the summary of this run says why.");
  else
    jobLog.info(`${end.kind === "started" ? "Started" : "Would run"}: ${count} of ${plan.stories.length}.`);
  const { branch } = running.base;
  const isElsewhere = environment.branch !== "" && environment.branch !== branch;
  const elsewhere = `This run was started on ${environment.branch}. Stories are read from ${branch} and delivered to it all the same.`;
  const notices = isElsewhere ? [elsewhere, ...end.notices] : end.notices;
  const links = linksOf(environment);
  await writeSummary(renderPlannedRun({ ...end.planned, end: end.kind, notices, links }));
}

async function refuse(
  problems: readonly Problem[],
  environment: ActionEnvironment,
  commit?: string,
): Promise<void> {
  writeOutputs({ status: "refused" });
  failWith("Nothing was started", problems);
  const source = commit === undefined ? undefined : { links: linksOf(environment), commit };
  await writeSummary(`### ❌ Nothing was started\n\n${renderProblems(problems, source)}`);
}

function linksOf({ serverUrl, repository }: ActionEnvironment): { readonly repositoryUrl: string } {
  return { repositoryUrl: `${serverUrl}/${repository.owner}/${repository.name}` };
}
