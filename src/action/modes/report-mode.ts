import { redEnd, renderEndedRun } from "../../core/presentation/by-hand/ended-run.ts";
import { reportByHand } from "../../operations/by-hand/report-by-hand.ts";
import { failStep, jobLog, readInput, readToken, writeSummary } from "../action-io.ts";
import { batchContext, pause } from "../compose.ts";
import { ownRun } from "../environment.ts";
import type { StepContext } from "./mode.ts";

/** Ends red when a story did not succeed, so that the colour of the run is true. */
export async function reportMode({ environment }: StepContext): Promise<void> {
  const token = readToken();
  const run = { ...ownRun(environment), conclusion: readInput("run-result") };
  const context = await batchContext(environment, token);
  const end = await reportByHand(context, run, pause);
  if (end.kind === "none") return jobLog.info("No story was started in this run.");
  const { state, next, notices } = end;
  const links = { repositoryUrl: context.repository.url };
  await writeSummary(renderEndedRun({ state, next, notices, links }));
  const red = redEnd(state);
  if (red) failStep(red);
}
