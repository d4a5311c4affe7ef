/** "Set up job": everything the steps use is fetched before the first of them runs. */
import { evaluateCondition } from "../expressions/evaluate-expression.ts";
import { frameScope } from "../job/job-scope.ts";
import type { Frame } from "../job/job-state.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import { openStepStop } from "../step/step-stop.ts";
import { stepName } from "../step/step-name.ts";
import type { StepDefinition, UsesWork } from "../workflow/workflow.ts";
import type { FoundAction } from "./action-definition.ts";
import { readActionInputs } from "./action-inputs.ts";
import { findAction, isWorkspaceAction } from "./find-action.ts";
import { runNodeScript } from "./run-uses.ts";

export interface PreStep {
  readonly name: string;
  /** false: it failed. */
  run(): Promise<boolean>;
}

/** Throws with GitHub's words when one of the actions cannot be had. */
export async function prepareActions(
  frame: Frame,
  steps: readonly StepDefinition[],
): Promise<readonly PreStep[]> {
  const pres: PreStep[] = [];
  for (const step of steps) {
    if (step.work.kind === "uses" && !isWorkspaceAction(step.work.uses)) {
      const action = await findAction(frame, step.work.uses);
      if (action.kind === "files") {
        pres.push(...(await prepareFiles(frame, { step, work: step.work, action })));
      }
    }
  }
  return pres;
}

async function prepareFiles(
  frame: Frame,
  parts: { readonly step: StepDefinition; readonly work: UsesWork; readonly action: FoundAction },
): Promise<readonly PreStep[]> {
  const { runs } = parts.action.definition;
  if (runs.kind === "composite") {
    // Only fetched: pre steps of nested actions are not supported.
    await prepareActions({ ...frame, home: parts.action.home }, runs.steps);
    return [];
  }
  const { pre } = runs;
  if (pre === undefined) return [];
  const name = `Pre ${stepName(parts.step, frameScope(frame, frame.job.env))}`;
  return [{ name, run: async () => await runPre(frame, { ...parts, script: pre, name }) }];
}

async function runPre(
  frame: Frame,
  parts: {
    readonly step: StepDefinition;
    readonly work: UsesWork;
    readonly action: FoundAction;
    readonly script: string;
    readonly name: string;
  },
): Promise<boolean> {
  const { step, work, action, script, name } = parts;
  const { runs, inputs: definitions } = action.definition;
  const env = frame.job.env;
  const scope = frameScope(frame, env, step.id);
  const condition = runs.kind === "node" ? runs.preIf : "always()";
  if (!evaluateCondition(condition, scope)) return true;
  const stop = openStepStop(frame, { timeoutMs: undefined, isStillWanted: () => false });
  const ready: ReadyStep = { step, name, own: {}, env, scope, stop, runNested: async () => undefined };
  try {
    const inputs = readActionInputs(definitions, { ready, work, log: frame.job.log });
    const { succeeded } = await runNodeScript(frame, ready, { action, script, inputs, state: {} });
    return succeeded;
  } finally {
    stop.close();
  }
}
