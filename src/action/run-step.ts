import { Failure } from "../operations/failure.ts";
import { failStep, readInput } from "./action-io.ts";
import { readEnvironment } from "./environment.ts";
import { deliverMode } from "./modes/deliver-mode.ts";
import { keepMode } from "./modes/keep-mode.ts";
import type { Mode, StepContext } from "./modes/mode.ts";
import { openMode } from "./modes/open-mode.ts";
import { phaseMode } from "./modes/phase-mode.ts";
import { planMode } from "./modes/plan-mode.ts";
import { proveMode } from "./modes/prove-mode.ts";
import { reportMode } from "./modes/report-mode.ts";

export const MODES: Readonly<Record<string, Mode>> = {
  plan: planMode,
  open: openMode,
  prepare: (context) => phaseMode("PREPARE", context),
  build: (context) => phaseMode("BUILD", context),
  verify: (context) => phaseMode("VERIFY", context),
  assess: (context) => phaseMode("ASSESS", context),
  refine: (context) => phaseMode("REFINE", context),
  commit: (context) => phaseMode("COMMIT", context),
  reflect: (context) => phaseMode("REFLECT", context),
  keep: keepMode,
  prove: proveMode,
  deliver: deliverMode,
  report: reportMode,
};

const REPORT_TO = "https://github.com/batch-stories/batch-stories/issues";

/** One step of a job. Whatever goes wrong ends as one annotation that says what to do. */
export async function runStep(program: string): Promise<void> {
  let name = "batch-stories";
  try {
    name = readInput("mode");
    const mode = MODES[name];
    if (!mode) {
      throw new Failure(`There is no mode \`${name}\`. Modes: ${Object.keys(MODES).join(", ")}.`, {
        code: "invalid",
        retryable: false,
      });
    }
    const context: StepContext = { environment: readEnvironment(), program };
    await mode(context);
  } catch (error) {
    failStep(explain(name, error), error);
  }
}

export function explain(name: string, error: unknown): { readonly title: string; readonly text: string } {
  if (error instanceof Failure) {
    const advice = error.retryable ? " Re-running this job may help." : "";
    return { title: `${name} failed`, text: `${error.message}${advice}` };
  }
  const said = error instanceof Error ? error.message : String(error);
  return {
    title: `${name} broke`,
    text: `This is an error of batch-stories itself, not of your story: ${said}. Please report it at ${REPORT_TO} with the log of this job.`,
  };
}
