/** `uses:` steps. */
import { join } from "node:path";
import { evaluateTexts } from "../expressions/evaluate-token.ts";
import type { Frame } from "../job/job-state.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import { runStepProcess, type WorkResult } from "../step/run-step-process.ts";
import { shown } from "../step/run-script.ts";
import type { UsesWork } from "../workflow/workflow.ts";
import type { FoundAction, NodeRuns } from "./action-definition.ts";
import { inputVariables, readActionInputs } from "./action-inputs.ts";
import type { BuiltInAction } from "./built-in-actions.ts";
import { findAction } from "./find-action.ts";
import { registerPost } from "./register-post.ts";
import { runComposite } from "./run-composite.ts";

export async function runUses(frame: Frame, ready: ReadyStep, work: UsesWork): Promise<WorkResult> {
  const action = await findAction(frame, work.uses);
  const definitions =
    action.kind === "built-in"
      ? action.action.inputs.map((name) => ({ name, default: undefined }))
      : action.definition.inputs;
  const { log } = frame.job;
  const inputs = readActionInputs(definitions, { ready, work, log });
  // The log shows what the workflow says; what defaults add is the action's business.
  const given = Object.entries(evaluateTexts(work.with, ready.scope));
  const lines = given.map(([name, value]) => `  ${name}: ${value}`);
  log.group(`Run ${work.uses}`, [...(lines.length > 0 ? ["with:", ...lines] : []), ...shown(ready.env)]);
  if (action.kind === "built-in") return await runBuiltIn(frame, ready, { action: action.action, inputs });
  const { runs } = action.definition;
  return runs.kind === "composite"
    ? await runComposite(frame, ready, { action, runs, inputs })
    : await runNode(frame, ready, { action, runs, inputs });
}

async function runBuiltIn(
  frame: Frame,
  ready: ReadyStep,
  call: { readonly action: BuiltInAction; readonly inputs: Readonly<Record<string, string>> },
): Promise<WorkResult> {
  const { action, inputs } = call;
  const { post } = action;
  if (post !== undefined) {
    registerPost(frame, ready, {
      condition: "always()",
      run: async (late) => await post(frame, late, inputs),
    });
  }
  return await action.main(frame, ready, inputs);
}

async function runNode(
  frame: Frame,
  ready: ReadyStep,
  call: {
    readonly action: FoundAction;
    readonly runs: NodeRuns;
    readonly inputs: Readonly<Record<string, string>>;
  },
): Promise<WorkResult> {
  const { action, runs, inputs } = call;
  const state: Record<string, string> = {};
  if (runs.post !== undefined) {
    const script = runs.post;
    registerPost(frame, ready, {
      condition: runs.postIf,
      run: async (late) => await runNodeScript(frame, late, { action, script, inputs, state }),
    });
  }
  const result = await runNodeScript(frame, ready, { action, script: runs.main, inputs, state });
  Object.assign(state, result.state);
  return result;
}

/** One script of a JavaScript action: main, pre or post. */
export async function runNodeScript(
  frame: Frame,
  ready: ReadyStep,
  call: {
    readonly action: FoundAction;
    readonly script: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly state: Readonly<Record<string, string>>;
  },
): Promise<WorkResult> {
  const { action, script, inputs, state } = call;
  const { job } = frame;
  const github = { action_repository: action.repository, action_ref: action.ref };
  const states = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
  return await runStepProcess(
    { ...frame, github: { ...frame.github, ...github } },
    {
      stepId: ready.step.id,
      command: job.order.call.run.settings.node.file,
      args: [join(action.folder, script)],
      folder: job.places.workspace,
      env: ready.env,
      own: { ...inputVariables(inputs), ...Object.fromEntries(states) },
      isAction: true,
      stop: ready.stop,
    },
  );
}
