import { evaluateText } from "../expressions/evaluate-token.ts";
import { frameScope } from "../job/job-scope.ts";
import type { Frame } from "../job/job-state.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import type { WorkResult } from "../step/run-step-process.ts";
import type { CompositeRuns, FoundAction } from "./action-definition.ts";

/** GitHub's limit for actions inside actions. */
const MAX_DEPTH = 10;

export async function runComposite(
  frame: Frame,
  ready: ReadyStep,
  call: {
    readonly action: FoundAction;
    readonly runs: CompositeRuns;
    readonly inputs: Readonly<Record<string, string>>;
  },
): Promise<WorkResult> {
  if (frame.depth >= MAX_DEPTH) {
    throw new Error(`Composite action depth exceeded max depth ${MAX_DEPTH}`);
  }
  const { action, runs, inputs } = call;
  const inner: Frame = {
    job: frame.job,
    file: action.file,
    home: action.home,
    inputs,
    steps: new Map(),
    env: ready.own,
    github: {
      action_path: action.folder,
      action_repository: action.repository,
      action_ref: action.ref,
    },
    expired: ready.stop.expired,
    depth: frame.depth + 1,
    defaults: { shell: "", workingDirectory: "" },
    // A composite action starts afresh, whatever happened to the job before.
    status: "success",
  };
  for (const step of runs.steps) await ready.runNested(inner, step);
  const scope = frameScope(inner, { ...frame.job.env, ...ready.own }, ready.step.id);
  const outputs = runs.outputs.map(({ name, value }) => [name, evaluateText(value, scope)]);
  return {
    succeeded: inner.status === "success",
    outputs: Object.fromEntries(outputs),
    state: {},
  };
}
