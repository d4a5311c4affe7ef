import type { Scope } from "../expressions/scope.ts";
import type { Frame } from "../job/job-state.ts";
import type { StepDefinition } from "../workflow/workflow.ts";
import type { StepStop } from "./step-stop.ts";

/** A step whose condition holds, with everything its work needs. */
export interface ReadyStep {
  readonly step: StepDefinition;
  readonly name: string;
  /** Variables of this step and the steps around it: they win over those of the job. */
  readonly own: Readonly<Record<string, string>>;
  /** Variables of workflow, job and step. */
  readonly env: Readonly<Record<string, string>>;
  readonly scope: Scope;
  readonly stop: StepStop;
  /** How a composite action runs its own steps. */
  runNested(frame: Frame, step: StepDefinition): Promise<void>;
}
