/** Actions of GitHub that the runner does itself, because their repositories are not here. */
import type { Frame } from "../job/job-state.ts";
import type { ReadyStep } from "../step/ready-step.ts";
import type { WorkResult } from "../step/run-step-process.ts";
import { CHECKOUT_INPUTS, checkOut, forgetCredentials } from "./checkout.ts";

export type ActionInputs = Readonly<Record<string, string>>;

type BuiltInWork = (frame: Frame, ready: ReadyStep, inputs: ActionInputs) => Promise<WorkResult>;

export interface BuiltInAction {
  readonly inputs: readonly string[];
  readonly main: BuiltInWork;
  readonly post?: BuiltInWork;
}

const BUILT_IN: ReadonlyMap<string, BuiltInAction> = new Map<string, BuiltInAction>([
  ["actions/checkout", { inputs: CHECKOUT_INPUTS, main: checkOut, post: forgetCredentials }],
  ["actions/setup-node", { inputs: ["node-version", "node-version-file", "cache"], main: useHostNode }],
]);

export function builtInAction(repository: string): BuiltInAction | undefined {
  return BUILT_IN.get(repository);
}

async function useHostNode(frame: Frame): Promise<WorkResult> {
  frame.job.log.write("The Node.js of this machine is used; nothing is installed.");
  return { succeeded: true, outputs: {}, state: {} };
}
