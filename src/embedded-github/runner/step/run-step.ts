/** One step: condition, work, time limit, outcome and conclusion. */
import { runUses } from "../actions/run-uses.ts";
import { evaluateCondition, messageOf } from "../expressions/evaluate-expression.ts";
import { evaluateBoolean, evaluateNumber, evaluateTexts } from "../expressions/evaluate-token.ts";
import { TemplateError } from "../expressions/template-error.ts";
import type { StepDefinition } from "../workflow/workflow.ts";
import { reportError } from "../job/annotations.ts";
import { frameScope } from "../job/job-scope.ts";
import type { Frame, StepResult } from "../job/job-state.ts";
import type { ReadyStep } from "./ready-step.ts";
import { runScript } from "./run-script.ts";
import type { WorkResult } from "./run-step-process.ts";
import { stepName } from "./step-name.ts";
import { openStepStop } from "./step-stop.ts";

const SKIPPED: StepResult = { outcome: "skipped", conclusion: "skipped", outputs: {} };

/** `onStart` hears the step's name once its condition holds. */
export async function runStep(
  frame: Frame,
  step: StepDefinition,
  onStart: (name: string) => void,
): Promise<StepResult> {
  const result = await runIfWanted(frame, step, onStart);
  frame.steps.set(step.id, result);
  if (result.conclusion === "failure" && frame.status === "success") frame.status = "failure";
  if (result.conclusion === "cancelled") frame.status = "cancelled";
  return result;
}

/** Steps of composite actions report nowhere but in the log. */
async function runNested(frame: Frame, step: StepDefinition): Promise<void> {
  await runStep(frame, step, () => undefined);
}

async function runIfWanted(
  frame: Frame,
  step: StepDefinition,
  onStart: (name: string) => void,
): Promise<StepResult> {
  try {
    const outer = { ...frame.job.env, ...frame.env };
    const own = { ...frame.env, ...evaluateTexts(step.env, frameScope(frame, outer, step.id)) };
    const env = { ...outer, ...own };
    const scope = frameScope(frame, env, step.id);
    if (!evaluateCondition(step.condition, scope)) return SKIPPED;
    const name = stepName(step, scope);
    onStart(name);
    return await runWithLimits(frame, { step, name, own, env, scope, runNested });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    onStart(stepName(step, undefined));
    reportError(frame.job, error.message);
    return conclude(frame, step, { outcome: "failure", outputs: {} });
  }
}

async function runWithLimits(frame: Frame, parts: Omit<ReadyStep, "stop">): Promise<StepResult> {
  const { step, name, scope } = parts;
  const minutes = step.timeoutMinutes && evaluateNumber(step.timeoutMinutes, scope);
  const { minuteMs } = frame.job.order.call.run.settings;
  const stop = openStepStop(frame, {
    timeoutMs: minutes === undefined ? undefined : minutes * minuteMs,
    isStillWanted: () => evaluateCondition(step.condition, frameScope(frame, parts.env, step.id)),
  });
  try {
    const { succeeded, outputs } = await perform(frame, { ...parts, stop });
    if (stop.isExpired()) {
      reportError(frame.job, `The action '${name}' has timed out after ${minutes} minutes.`);
      return conclude(frame, step, { outcome: "failure", outputs });
    }
    if (stop.signal.aborted) return conclude(frame, step, { outcome: "cancelled", outputs });
    return conclude(frame, step, { outcome: succeeded ? "success" : "failure", outputs });
  } finally {
    stop.close();
  }
}

async function perform(frame: Frame, ready: ReadyStep): Promise<WorkResult> {
  try {
    const { work } = ready.step;
    return work.kind === "run" ? await runScript(frame, ready, work) : await runUses(frame, ready, work);
  } catch (error) {
    reportError(frame.job, messageOf(error));
    return { succeeded: false, outputs: {}, state: {} };
  }
}

function conclude(
  frame: Frame,
  step: StepDefinition,
  end: Pick<StepResult, "outcome" | "outputs">,
): StepResult {
  const isForgiven = end.outcome === "failure" && continuesOnError(frame, step);
  return { ...end, conclusion: isForgiven ? "success" : end.outcome };
}

function continuesOnError(frame: Frame, step: StepDefinition): boolean {
  if (step.continueOnError === undefined) return false;
  const env = { ...frame.job.env, ...frame.env };
  try {
    return evaluateBoolean(step.continueOnError, frameScope(frame, env, step.id));
  } catch (error) {
    reportError(frame.job, messageOf(error));
    return false;
  }
}
